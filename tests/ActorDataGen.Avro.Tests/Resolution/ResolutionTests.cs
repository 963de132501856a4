using System.Text;
using ActorDataGen.Avro.Generic;

namespace ActorDataGen.Avro.Tests.Resolution;

public sealed class ResolutionTests
{
    [Theory]
    [InlineData("int", "long", 7, 7L)]
    [InlineData("int", "float", 7, 7f)]
    [InlineData("int", "double", 7, 7d)]
    [InlineData("long", "float", 7L, 7f)]
    [InlineData("long", "double", 7L, 7d)]
    [InlineData("float", "double", 1.5f, 1.5d)]
    [InlineData("bytes", "string", null, "ä")]
    [InlineData("string", "bytes", "ä", null)]
    public void Decode_Promotion_Converts(string writer, string reader, object? written, object? read)
    {
        var bytes = Encode($"\"{writer}\"", written ?? Encoding.UTF8.GetBytes("ä"));
        Assert.True(GenericValues.AreEqual(read ?? Encoding.UTF8.GetBytes("ä"), Decode($"\"{writer}\"", $"\"{reader}\"", bytes)));
    }

    [Theory]
    [InlineData("\"long\"", "\"int\"")]
    [InlineData("\"double\"", "\"float\"")]
    [InlineData("\"float\"", "\"long\"")]
    [InlineData("\"string\"", "\"int\"")]
    [InlineData("\"int\"", "\"boolean\"")]
    [InlineData("\"int\"", """["null", "string"]""")]
    [InlineData("""{"type": "array", "items": "string"}""", """{"type": "array", "items": "int"}""")]
    [InlineData("""{"type": "map", "values": "string"}""", """{"type": "map", "values": "int"}""")]
    [InlineData("""{"type": "fixed", "name": "F", "size": 1}""", """{"type": "fixed", "name": "F", "size": 2}""")]
    [InlineData("""{"type": "fixed", "name": "F", "size": 1}""", """{"type": "fixed", "name": "G", "size": 1}""")]
    [InlineData("""{"type": "enum", "name": "E", "symbols": ["A"]}""", """{"type": "enum", "name": "D", "symbols": ["A"]}""")]
    [InlineData("""{"type": "record", "name": "R", "fields": []}""", """{"type": "record", "name": "S", "fields": []}""")]
    [InlineData("""{"type": "record", "name": "R", "fields": []}""", """{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}]}""")]
    [InlineData("""{"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}""", """{"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 1}""")]
    public void For_SchemasThatDoNotMatch_IsRefused(string writer, string reader)
    {
        var e = Assert.Throws<AvroException>(() => AvroCodec<object?>.For(AvroSchema.Parse(writer), AvroSchema.Parse(reader)));
        Assert.Equal(AvroErrorKind.Resolution, e.Kind);
    }

    [Fact]
    public void Decode_RecordReorderedWithDefaultAliasAndWithoutAField_IsFilled()
    {
        const string writer = """{"type": "record", "name": "a.Old", "fields": [{"name": "x", "type": "int"}, {"name": "gone", "type": {"type": "array", "items": "string"}}, {"name": "y", "type": "string"}]}""";
        const string reader = """
            {"type": "record", "name": "b.New", "aliases": ["a.Old"], "fields": [
              {"name": "z", "type": "string", "aliases": ["y"]}, {"name": "x", "type": "long"}, {"name": "d", "type": {"type": "map", "values": "int"}, "default": {"k": 1}}]}
            """;
        var record = (GenericRecord)Decode(writer, reader, [2, 4, 2, 65, 2, 66, 0, 2, 67])!;
        Assert.Equal(("C", 1L), (record["z"], record["x"]));
        Assert.Equal(1, ((Dictionary<string, object?>)record["d"]!)["k"]);
    }

    [Fact]
    public void Decode_DefaultOfAMutableType_IsNotShared()
    {
        const string writer = """{"type": "record", "name": "R", "fields": []}""";
        const string reader = """{"type": "record", "name": "R", "fields": [{"name": "l", "type": {"type": "array", "items": "int"}, "default": [1]}]}""";
        var first = (GenericRecord)Decode(writer, reader, [])!;
        ((List<object?>)first["l"]!).Add(2);
        Assert.Single((List<object?>)((GenericRecord)Decode(writer, reader, [])!)["l"]!);
    }

    [Fact]
    public void Decode_EnumSymbolUnknownToTheReader_IsTheDefaultOrAnError()
    {
        const string writer = """{"type": "enum", "name": "E", "symbols": ["A", "B"]}""";
        Assert.Equal("X", Decode(writer, """{"type": "enum", "name": "E", "symbols": ["X", "A"], "default": "X"}""", [2])!.ToString());
        Assert.Equal("A", Decode(writer, """{"type": "enum", "name": "E", "symbols": ["X", "A"]}""", [0])!.ToString());
        Assert.Throws<AvroException>(() => Decode(writer, """{"type": "enum", "name": "E", "symbols": ["X", "A"]}""", [2]));
    }

    [Fact]
    public void Decode_Unions_TakeTheMatchingBranch()
    {
        Assert.Equal(5L, Decode("\"int\"", """["null", "long"]""", [10]));
        Assert.Equal(5, Decode("""["null", "int"]""", "\"int\"", [2, 10]));
        Assert.Throws<AvroException>(() => Decode("""["null", "int"]""", "\"int\"", [0]));
        Assert.Equal("a", Decode("""["int", "string"]""", """["string", "long"]""", [2, 2, 97]));
        Assert.Equal(5L, Decode("""["int", "string"]""", """["string", "long"]""", [0, 10]));
        Assert.Throws<AvroException>(() => Decode("""["int", "boolean"]""", """["string", "long"]""", [2, 1]));
    }

    // The first that matches would be bytes; see docs/adr/0021.
    [Fact]
    public void Decode_UnionWithTheVeryType_PrefersItToAPromotion()
    {
        Assert.Equal("a", Decode("\"string\"", """["bytes", "string"]""", [2, 97]));
        Assert.Equal(1, Decode("""["null", "int"]""", """["double", "int", "null"]""", [2, 2]));
    }

    [Fact]
    public void Decode_UnionOfTwoRecordsOfOneShortName_GoesByTheFullName()
    {
        const string union = """[{"type": "record", "name": "a.R", "fields": [{"name": "x", "type": "int"}]}, {"type": "record", "name": "b.R", "fields": [{"name": "y", "type": "int"}]}]""";
        const string more = """["null", {"type": "record", "name": "a.R", "fields": [{"name": "x", "type": "int"}]}, {"type": "record", "name": "b.R", "fields": [{"name": "y", "type": "int"}]}]""";
        Assert.Equal("b.R", ((GenericRecord)Decode(union, more, [2, 6])!).Schema.FullName);
    }

    private static byte[] Encode(string schema, object? value) => AvroCodec<object?>.For(AvroSchema.Parse(schema)).Encode(value);

    private static object? Decode(string writer, string reader, byte[] bytes) => AvroCodec<object?>.For(AvroSchema.Parse(writer), AvroSchema.Parse(reader)).Decode(bytes);
}
