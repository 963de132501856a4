using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Ordering;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Tests.Ordering;

public sealed class AvroOrderTests
{
    public static TheoryData<string, object?, object?, int> Pairs => new()
    {
        { "\"null\"", null, null, 0 },
        { "\"boolean\"", false, true, -1 },
        { "\"int\"", -5, 3, -1 },
        { "\"long\"", 3L, 3L, 0 },
        { "\"double\"", -1e9, 0.5, -1 },
        { "\"float\"", float.NaN, float.MaxValue, 1 },
        { "\"bytes\"", new byte[] { 1, 255 }, new byte[] { 2 }, -1 },
        { "\"string\"", "a", "ab", -1 },
        { "\"string\"", "\uffff", "😀", -1 },
        { """{"type": "enum", "name": "E", "symbols": ["z", "a"]}""", "z", "a", -1 },
        { """["int", "string"]""", 7, "a", -1 },
        { """["int", "string"]""", 7, 6, 1 },
        { """{"type": "array", "items": "int"}""", new List<object?> { 1, 2 }, new List<object?> { 1 }, 1 },
        { """{"type": "array", "items": "int"}""", new List<object?> { 1, 2 }, new List<object?> { 2 }, -1 },
    };

    [Theory]
    [MemberData(nameof(Pairs), DisableDiscoveryEnumeration = true)]
    public void Compare_Pair_IsTheSpecificationsOrder(string schema, object? left, object? right, int expected)
    {
        var parsed = AvroSchema.Parse(schema);
        var codec = AvroCodec<object?>.For(parsed);
        Assert.Equal(expected, Math.Sign(AvroOrder.Compare(parsed, codec.Encode(left), codec.Encode(right))));
        Assert.Equal(-expected, Math.Sign(AvroOrder.Compare(parsed, codec.Encode(right), codec.Encode(left))));
    }

    [Fact]
    public void Compare_Records_GoByFieldsAndTheirOrder()
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse("""
            {"type": "record", "name": "R", "fields": [
              {"name": "i", "type": {"type": "map", "values": "int"}, "order": "ignore"}, {"name": "d", "type": "int", "order": "descending"}, {"name": "a", "type": "string"}]}
            """);
        Assert.Equal(0, Compare((1, 5, "x"), (2, 5, "x")));
        Assert.Equal(1, Compare((1, 4, "x"), (1, 5, "a")));
        Assert.Equal(-1, Compare((1, 5, "a"), (1, 5, "b")));

        int Compare((int, int, string) left, (int, int, string) right) => Math.Sign(AvroOrder.Compare(schema, Bytes(left), Bytes(right)));

        byte[] Bytes((int I, int D, string A) v) => AvroCodec<GenericRecord>.For(schema).Encode(
            new GenericRecord(schema) { ["i"] = new Dictionary<string, object?> { ["k"] = v.I }, ["d"] = v.D, ["a"] = v.A });
    }

    [Fact]
    public void Compare_Maps_IsAnError() =>
        Assert.Throws<AvroException>(() => AvroOrder.Compare(AvroSchema.Parse("""{"type": "map", "values": "int"}"""), [0], [0]));
}
