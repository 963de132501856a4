using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Tests.Schemas;

public sealed class SchemaParserTests
{
    [Theory]
    [InlineData("null", AvroType.Null)]
    [InlineData("boolean", AvroType.Boolean)]
    [InlineData("int", AvroType.Int)]
    [InlineData("long", AvroType.Long)]
    [InlineData("float", AvroType.Float)]
    [InlineData("double", AvroType.Double)]
    [InlineData("bytes", AvroType.Bytes)]
    [InlineData("string", AvroType.String)]
    public void Parse_Primitive_InBothFormsIsTheSame(string name, AvroType type)
    {
        Assert.Equal(type, AvroSchema.Parse($"\"{name}\"").Type);
        Assert.Equal(AvroSchema.Parse($"\"{name}\"").CanonicalForm, AvroSchema.Parse($$"""{"type": "{{name}}", "meta": 1}""").CanonicalForm);
    }

    // The example of the specification's chapter "Names".
    [Fact]
    public void Parse_NamesAndNamespaces_AreInheritedAndQualified()
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse("""
            {"type": "record", "name": "Example", "fields": [
              {"name": "inheritNull", "type": {"type": "enum", "name": "Simple", "symbols": ["a", "b"]}},
              {"name": "explicitNamespace", "type": {"type": "fixed", "name": "Simple", "namespace": "explicit", "size": 12}},
              {"name": "fullName", "type": {"type": "record", "name": "a.full.Name", "namespace": "ignored", "fields": [
                {"name": "inheritNamespace", "type": {"type": "enum", "name": "Understanding", "symbols": ["d", "e"]}}]}}]}
            """);
        Assert.Equal("Example", schema.FullName);
        Assert.Equal("Simple", schema.Fields[0].Schema.Name);
        Assert.Equal("explicit.Simple", schema.Fields[1].Schema.Name);
        Assert.Equal(("a.full", "a.full.Name"), (((AvroNamedSchema)schema.Fields[2].Schema).Namespace, schema.Fields[2].Schema.Name));
        Assert.Equal("a.full.Understanding", ((AvroRecordSchema)schema.Fields[2].Schema).Fields[0].Schema.Name);
    }

    [Fact]
    public void Parse_RecursiveRecord_RefersToItself()
    {
        var list = (AvroRecordSchema)AvroSchema.Parse("""
            {"type": "record", "name": "LongList", "aliases": ["LinkedLongs"], "fields": [{"name": "value", "type": "long"}, {"name": "next", "type": ["null", "LongList"]}]}
            """);
        Assert.Same(list, ((AvroUnionSchema)list.Fields[1].Schema).Branches[1]);
        Assert.Equal("LinkedLongs", Assert.Single(list.Aliases));
    }

    [Fact]
    public void Parse_Aliases_AreRelativeToTheNamespaceOrFull()
    {
        var schema = (AvroNamedSchema)AvroSchema.Parse("""{"type": "fixed", "name": "a.b", "size": 1, "aliases": ["c", "x.y", "1 odd-one"]}""");
        Assert.Equal(["a.c", "x.y", "a.1 odd-one"], schema.Aliases);
    }

    [Fact]
    public void Parse_AttributesOfFieldsAndTypes_AreKept()
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse("""
            {"type": "error", "name": "E", "doc": "d", "more": {"x": 1}, "fields": [
              {"name": "a", "type": "int", "doc": "f", "order": "descending", "aliases": ["b"], "default": 3, "unit": "s"},
              {"name": "c", "type": {"type": "enum", "name": "N", "symbols": ["X", "Y"], "default": "Y"}, "order": "ignore"}]}
            """);
        Assert.Equal((true, "d"), (schema.IsError, schema.Doc));
        Assert.Equal((AvroFieldOrder.Descending, "f", "b"), (schema.Fields[0].Order, schema.Fields[0].Doc, schema.Fields[0].Aliases[0]));
        Assert.Equal(3, schema.Fields[0].Default!.Value.GetInt32());
        Assert.Equal("s", schema.Fields[0].Properties["unit"].GetString());
        Assert.Equal(("Y", AvroFieldOrder.Ignore), (((AvroEnumSchema)schema.Fields[1].Schema).Default, schema.Fields[1].Order));
        Assert.Equal(schema.ToString(), AvroSchema.Parse(schema.ToString()).ToString());
        Assert.Contains("\"more\":{\"x\": 1}".Replace(" ", "", StringComparison.Ordinal), schema.ToString().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_References_AreTypesOfOtherSchemas()
    {
        var point = AvroSchema.Parse("""{"type": "record", "name": "geo.Point", "fields": []}""");
        var line = AvroSchema.Parse("""{"type": "array", "items": "geo.Point"}""", [point]);
        Assert.Same(point, ((AvroArraySchema)line).Items);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("7", "$: a type is a name")]
    [InlineData("\"nothing\"", "\"nothing\" is not a type")]
    [InlineData("{}", "must have \"type\"")]
    [InlineData("""{"type": {"type": "int"}}""", "\"type\" must be the name")]
    [InlineData("""{"type": "array"}""", "\"items\" is missing")]
    [InlineData("""{"type": "map"}""", "\"values\" is missing")]
    [InlineData("""{"type": "array", "items": {"type": "map", "values": "x"}}""", "$.items.values")]
    [InlineData("""["int", ["string"]]""", "$: a union may not directly hold a union")]
    [InlineData("""["int", "int"]""", "\"int\" twice")]
    [InlineData("""[{"type": "array", "items": "int"}, {"type": "array", "items": "long"}]""", "\"array\" twice")]
    [InlineData("""{"type": "record", "fields": []}""", "\"name\" is missing")]
    [InlineData("""{"type": "record", "name": "1a", "fields": []}""", "must match")]
    [InlineData("""{"type": "record", "name": "a..b", "fields": []}""", "names joined by dots")]
    [InlineData("""{"type": "record", "name": "x.int", "fields": []}""", "primitive")]
    [InlineData("""{"type": "record", "name": "R"}""", "\"fields\" is missing")]
    [InlineData("""{"type": "record", "name": "R", "fields": {}}""", "must be an array")]
    [InlineData("""{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}, {"name": "b-", "type": "int"}]}""", "$.fields[1]")]
    [InlineData("""{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}, {"name": "a", "type": "int"}]}""", "defined twice")]
    [InlineData("""{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int", "order": "up"}]}""", "\"order\"")]
    [InlineData("""{"type": "record", "name": "R", "fields": [{"name": "a", "type": {"type": "fixed", "name": "R", "size": 1}}]}""", "\"R\" is defined twice")]
    [InlineData("""{"type": "record", "name": "R", "fields": [{"name": "a", "type": "Later"}, {"name": "b", "type": {"type": "fixed", "name": "Later", "size": 1}}]}""", "before they are used")]
    [InlineData("""{"type": "enum", "name": "E", "symbols": ["A", "A"]}""", "twice")]
    [InlineData("""{"type": "enum", "name": "E", "symbols": ["A-B"]}""", "must match")]
    [InlineData("""{"type": "enum", "name": "E", "symbols": ["A"], "default": "B"}""", "not one of the symbols")]
    [InlineData("""{"type": "fixed", "name": "F", "size": -1}""", "\"size\"")]
    [InlineData("""{"type": "fixed", "name": "F"}""", "\"size\" is missing")]
    [InlineData("""{"type": "record", "name": "R", "name": "S", "fields": []}""", "JSON")]
    [InlineData("""{"type": "record", "name": "R\ud800", "fields": []}""", "Unicode")]
    public void Parse_RuleBroken_SaysWhereAndWhich(string text, string expected)
    {
        var e = Assert.Throws<AvroException>(() => AvroSchema.Parse(text));
        Assert.Equal(AvroErrorKind.Schema, e.Kind);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"null\"", "null", "0")]
    [InlineData("\"boolean\"", "true", "1")]
    [InlineData("\"int\"", "1", "1.5")]
    [InlineData("\"int\"", "-2147483648", "2147483648")]
    [InlineData("\"long\"", "9223372036854775807", "9223372036854775808")]
    [InlineData("\"float\"", "1.1", "\"NaN\"")]
    [InlineData("\"float\"", "1", "1e39")]
    [InlineData("\"double\"", "1e300", "1e999")]
    [InlineData("\"bytes\"", "\"\\u00FF\"", "\"\\u0100\"")]
    [InlineData("\"string\"", "\"foo\"", "null")]
    [InlineData("""{"type": "record", "name": "S", "fields": [{"name": "a", "type": "int"}, {"name": "b", "type": "int", "default": 2}]}""", """{"a": 1}""", """{"b": 1}""")]
    [InlineData("""{"type": "enum", "name": "E", "symbols": ["FOO"]}""", "\"FOO\"", "\"BAR\"")]
    [InlineData("""{"type": "array", "items": "int"}""", "[1]", "[\"x\"]")]
    [InlineData("""{"type": "map", "values": "int"}""", """{"a": 1}""", """{"a": null}""")]
    [InlineData("""{"type": "fixed", "name": "F", "size": 1}""", "\"\\u00ff\"", "\"ab\"")]
    [InlineData("""["null", "string"]""", "\"x\"", "1")]
    public void Parse_Default_MustBeAValueOfTheType(string type, string good, string bad)
    {
        AvroSchema.Parse(Record(good));
        var e = Assert.Throws<AvroException>(() => AvroSchema.Parse(Record(bad)));
        Assert.Contains("$.fields[0].default", e.Message, StringComparison.Ordinal);

        string Record(string value) => $$"""{"type": "record", "name": "R", "fields": [{"name": "f", "type": {{type}}, "default": {{value}}}]}""";
    }
}
