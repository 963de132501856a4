using System.Text;
using ActorDataGen.EmbeddedRegistry.Entries;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.EmbeddedRegistry.Tests.Entries;

public sealed class RegistryEntryCodecTests
{
    // As Confluent's registry writes them.
    private const string Key = """{"keytype":"SCHEMA","subject":"s","version":2,"magic":1}""";
    private const string Value = """{"subject":"s","version":2,"id":7,"md5":"x==","schemaType":"AVRO","references":[{"name":"n","subject":"o","version":1}],"schema":"\"int\"","deleted":true}""";

    [Fact]
    public void Read_ConfluentsRecords_AreUnderstood()
    {
        var expected = new SchemaEntry("s", 2, 7, new SchemaDocument("\"int\"") { References = [new("n", "o", 1)] }, IsDeleted: true);
        Assert.Equal(expected, Read(Key, Value));
        Assert.Equal(new SchemaRemoval("s", 2), Read(Key, null));
        Assert.Equal(new ConfigEntry(null, "FULL"), Read("""{"keytype":"CONFIG","subject":null,"magic":0}""", """{"compatibilityLevel":"FULL"}"""));
        Assert.Equal(new ModeEntry("s", null), Read("""{"keytype":"MODE","subject":"s","magic":0}""", null));
        Assert.Equal(new SubjectDeletion("s", 3), Read("""{"keytype":"DELETE_SUBJECT","subject":"s","magic":0}""", """{"subject":"s","version":3}"""));
        Assert.Equal(new NoEntry(), Read("""{"keytype":"NOOP","magic":0}""", null));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("x", null)]
    [InlineData("7", "8")]
    [InlineData("""{"keytype":"CONTEXT","tenant":"t","context":"c","magic":0}""", "{}")]
    [InlineData("""{"keytype":"SCHEMA"}""", "{}")]
    [InlineData(Key, """{"id":"seven"}""")]
    public void Read_AnythingElse_IsNothing(string? key, string? value) => Assert.Null(Read(key, value));

    [Fact]
    public void Write_EveryEntry_IsReadBack()
    {
        RegistryEntry[] entries =
        [
            new SchemaEntry("s", 1, 2, new SchemaDocument("{}") { References = [new("a", "b", 3)] }, false), new SchemaRemoval("s", 1), new ConfigEntry("s", "NONE"),
            new ConfigEntry(null, null), new ModeEntry(null, "IMPORT"), new SubjectDeletion("s", 4), new NoEntry(),
        ];
        foreach (var entry in entries)
        {
            var (key, value) = RegistryEntryCodec.Write(entry);
            Assert.Equal(entry, RegistryEntryCodec.Read(key, value));
        }
    }

    private static RegistryEntry? Read(string? key, string? value) =>
        RegistryEntryCodec.Read(key is null ? null : Encoding.UTF8.GetBytes(key), value is null ? null : Encoding.UTF8.GetBytes(value));
}
