namespace ActorDataGen.Avro.Tests.Schemas;

public sealed class NormalFormTests
{
    [Theory]
    [InlineData("""{"type": "int"}""", "\"int\"")]
    [InlineData("""{"scale": 0, "logicalType": "decimal", "type": "bytes", "precision": 4}""", """{"type":"bytes","logicalType":"decimal","precision":4}""")]
    [InlineData(
        """{"symbols": ["A"], "aliases": ["z.Z", "b.B"], "doc": "", "default": "A", "namespace": "x", "name": "E", "type": "enum"}""",
        """{"name":"x.E","type":"enum","symbols":["A"],"default":"A","aliases":["b.B","z.Z"]}""")]
    [InlineData(
        """{"b": {"d": 1, "c": [{"f": 1, "e": "\u0041"}]}, "a": 1, "type": "array", "items": "n.F"}""",
        """{"type":"array","items":"n.F","a":1,"b":{"c":[{"e":"A","f":1}],"d":1}}""")]
    [InlineData(
        """{"type": "record", "name": "R", "namespace": "n", "fields": [{"doc": "d", "order": "ASCENDING", "default": null, "type": ["null", "R"], "name": "f"}]}""",
        """{"name":"n.R","type":"record","fields":[{"name":"f","type":["null","n.R"],"doc":"d","default":null}]}""")]
    [InlineData(
        """{"type": "record", "name": "n.R", "fields": [{"name": "f", "order": "IGNORE", "type": {"type": "fixed", "size": 2, "name": "G", "namespace": ""}}]}""",
        """{"name":"n.R","type":"record","fields":[{"name":"f","type":{"name":"G","namespace":"","type":"fixed","size":2},"order":"ignore"}]}""")]
    public void ToNormalForm_AnySpelling_IsTheSameTextAndTheSameSchema(string text, string expected)
    {
        var references = new[] { AvroSchema.Parse("""{"type": "fixed", "name": "n.F", "size": 1}""") };
        var schema = AvroSchema.Parse(text, references);
        Assert.Equal(expected, schema.ToNormalForm(references));
        var again = AvroSchema.Parse(expected, references);
        Assert.Equal(expected, again.ToNormalForm(references));
        Assert.Equal(schema.CanonicalForm, again.CanonicalForm);
    }
}
