using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Tests.Schemas;

public sealed class CanonicalFormTests
{
    [Theory]
    [InlineData("""{"type": "int", "logicalType": "date"}""", "\"int\"")]
    [InlineData("""{"type": "fixed", "namespace": "x.y", "name": "F", "size": "007", "doc": "no"}""", """{"name":"x.y.F","type":"fixed","size":7}""")]
    [InlineData("""{"symbols": ["A", "B"], "type": "enum", "name": "E", "aliases": ["G"], "default": "A"}""", """{"name":"E","type":"enum","symbols":["A","B"]}""")]
    [InlineData("""{"type": "enum", "name": "E", "symbols": []}""", """{"name":"E","type":"enum","symbols":[]}""")]
    [InlineData("""{"items": {"type": "\u0069nt"}, "type": "array"}""", """{"type":"array","items":"int"}""")]
    [InlineData(
        """{"type": "record", "fields": [{"order": "ignore", "type": ["null", "R"], "default": null, "name": "f"}], "name": "R", "namespace": "n"}""",
        """{"name":"n.R","type":"record","fields":[{"name":"f","type":["null","n.R"]}]}""")]
    public void CanonicalForm_EveryTransformation_IsApplied(string text, string expected) => Assert.Equal(expected, AvroSchema.Parse(text).CanonicalForm);

    // Numbers that every implementation gives for these texts.
    [Theory]
    [InlineData("null", 7195948357588979594)]
    [InlineData("boolean", -6970731678124411036)]
    [InlineData("int", 8247732601305521295)]
    [InlineData("long", -3434872931120570953)]
    [InlineData("float", 5583340709985441680)]
    [InlineData("double", -8181574048448539266)]
    [InlineData("bytes", 5746618253357095269)]
    [InlineData("string", -8142146995180207161)]
    public void Fingerprint_Primitive_IsTheWellKnownNumber(string type, long expected) => Assert.Equal((ulong)expected, AvroSchema.Parse($"\"{type}\"").Fingerprint);

    [Fact]
    public void Fingerprint_OtherSpelling_IsTheSame()
    {
        var one = AvroSchema.Parse("""{"type": "fixed", "name": "a.F", "size": 3, "doc": "x"}""");
        var two = AvroSchema.Parse("""{"size": 3, "namespace": "a", "name": "F", "type": "fixed"}""");
        Assert.Equal(one.Fingerprint, two.Fingerprint);
        Assert.Equal(AvroFingerprint.Md5(one), AvroFingerprint.Md5(two));
        Assert.Equal(AvroFingerprint.Sha256(one), AvroFingerprint.Sha256(two));
        Assert.Equal((16, 32), (AvroFingerprint.Md5(one).Length, AvroFingerprint.Sha256(one).Length));
    }
}
