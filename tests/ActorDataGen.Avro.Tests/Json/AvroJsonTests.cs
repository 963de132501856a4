using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Json;
using ActorDataGen.Avro.Tests.Typed;

namespace ActorDataGen.Avro.Tests.Json;

public sealed class AvroJsonTests
{
    [Theory]
    [InlineData("\"null\"", "null", "")]
    [InlineData("\"int\"", "-1", "01")]
    [InlineData("\"double\"", "\"NaN\"", "000000000000F8FF")]
    [InlineData("\"float\"", "\"-Infinity\"", "000080FF")]
    [InlineData("\"bytes\"", "\"\\u0000\u00ff\"", "0400FF")]
    [InlineData("""["null", "string"]""", """{"string":"a"}""", "020261")]
    [InlineData("""["null", "string"]""", "null", "00")]
    [InlineData("""[{"type": "fixed", "name": "n.F", "size": 1}]""", """{"n.F":"A"}""", "0041")]
    [InlineData("""[{"type": "array", "items": "int"}]""", """{"array":[1]}""", "00020200")]
    [InlineData("""{"type": "map", "values": {"type": "enum", "name": "E", "symbols": ["A", "B"]}}""", """{"k":"B"}""", "02026B0200")]
    [InlineData("""{"type": "int", "logicalType": "date"}""", "1", "02")]
    public void FromBinary_Example_IsTheSpecificationsJsonAndBack(string schema, string json, string hex)
    {
        var parsed = AvroSchema.Parse(schema);
        Assert.Equal(json, AvroJson.FromBinary(parsed, Convert.FromHexString(hex)).Replace("\"\\u0000ÿ\"", "\"\\u0000\u00ff\"", StringComparison.Ordinal));
        Assert.Equal(hex, Convert.ToHexString(AvroJson.ToBinary(parsed, json)));
    }

    [Theory]
    [InlineData("\"int\"", "1.5", "$")]
    [InlineData("\"int\"", "\"1\"", "$")]
    [InlineData("\"bytes\"", "\"\u0100\"", "255")]
    [InlineData("""["null", "string"]""", "\"a\"", "$")]
    [InlineData("""["null", "string"]""", """{"int":1}""", "int")]
    [InlineData("""{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}]}""", "{}", "\"a\"")]
    [InlineData("""{"type": "record", "name": "R", "fields": [{"name": "a", "type": {"type": "array", "items": "int"}}]}""", """{"a":[true]}""", "$.a[]")]
    [InlineData("""{"type": "record", "name": "R", "fields": []}""", """{"b":1}""", "does not have")]
    [InlineData("\"string\"", "{", "JSON")]
    [InlineData("\"string\"", "\"\\ud800\"", "surrogate")]
    public void ToBinary_NoSuchValue_SaysWhere(string schema, string json, string expected)
    {
        var e = Assert.Throws<AvroException>(() => AvroJson.ToBinary(AvroSchema.Parse(schema), json));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_TypedRecord_RoundTrips()
    {
        var codec = AvroCodec<JobStatusSample.Status>.For(AvroSchema.Parse(JobStatusSample.SchemaText));
        var json = AvroJson.Encode(codec, JobStatusSample.Value);
        Assert.Contains("\"reason\":{\"string\":\"Überlast\"}", json, StringComparison.Ordinal);
        Assert.Equal(codec.Encode(JobStatusSample.Value), codec.Encode(AvroJson.Decode(codec, json)));
        Assert.IsType<GenericRecord>(AvroJson.Decode(AvroCodec<object>.For(codec.Schema), json));
    }
}
