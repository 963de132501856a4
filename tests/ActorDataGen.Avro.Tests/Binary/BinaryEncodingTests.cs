using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Tests.Binary;

/// <summary>The specification's own examples, and the edges of each type.</summary>
public sealed class BinaryEncodingTests
{
    public static TheoryData<string, object?, string> Examples => new()
    {
        { "\"null\"", null, "" },
        { "\"boolean\"", false, "00" },
        { "\"boolean\"", true, "01" },
        { "\"int\"", 0, "00" },
        { "\"int\"", -1, "01" },
        { "\"int\"", 1, "02" },
        { "\"int\"", -2, "03" },
        { "\"int\"", 2, "04" },
        { "\"int\"", -64, "7F" },
        { "\"int\"", 64, "8001" },
        { "\"int\"", int.MaxValue, "FEFFFFFF0F" },
        { "\"int\"", int.MinValue, "FFFFFFFF0F" },
        { "\"long\"", long.MaxValue, "FEFFFFFFFFFFFFFFFF01" },
        { "\"long\"", long.MinValue, "FFFFFFFFFFFFFFFFFF01" },
        { "\"float\"", 1.5f, "0000C03F" },
        { "\"float\"", float.NaN, "0000C0FF" },
        { "\"double\"", -2.25, "00000000000002C0" },
        { "\"bytes\"", new byte[] { 0, 255 }, "0400FF" },
        { "\"string\"", "foo", "06666F6F" },
        { "\"string\"", "ä€😀", "12C3A4E282ACF09F9880" },
        { """{"type": "array", "items": "long"}""", new List<object?> { 3L, 27L }, "04063600" },
        { """{"type": "array", "items": "long"}""", new List<object?>(), "00" },
        { """{"type": "map", "values": "boolean"}""", new Dictionary<string, object?> { ["a"] = true }, "0202610100" },
        { """["null", "string"]""", null, "00" },
        { """["null", "string"]""", "a", "020261" },
    };

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    public void Encode_Example_GivesTheBytesAndBack(string schema, object? value, string hex)
    {
        var codec = AvroCodec<object?>.For(AvroSchema.Parse(schema));
        Assert.Equal(hex, Convert.ToHexString(codec.Encode(value)));
        Assert.True(GenericValues.AreEqual(value, codec.Decode(Convert.FromHexString(hex))));
    }

    [Fact]
    public void Encode_Record_IsItsFieldsInOrder()
    {
        var schema = (AvroRecordSchema)AvroSchema.Parse("""{"type": "record", "name": "test", "fields": [{"name": "a", "type": "long"}, {"name": "b", "type": "string"}]}""");
        var record = new GenericRecord(schema) { ["a"] = 27L, ["b"] = "foo" };
        var codec = AvroCodec<GenericRecord>.For(schema);
        Assert.Equal("3606666F6F", Convert.ToHexString(codec.Encode(record)));
        Assert.Equal(record, codec.Decode(Convert.FromHexString("3606666F6F")));
    }

    [Fact]
    public void Encode_EnumAndFixed_ArePositionAndBytes()
    {
        var e = (AvroEnumSchema)AvroSchema.Parse("""{"type": "enum", "name": "Foo", "symbols": ["A", "B", "C", "D"]}""");
        Assert.Equal([0], AvroCodec<object?>.For(e).Encode("A"));
        Assert.Equal([6], AvroCodec<object?>.For(e).Encode(GenericEnum.Of(e, "D")));
        var f = (AvroFixedSchema)AvroSchema.Parse("""{"type": "fixed", "name": "F", "size": 3}""");
        Assert.Equal([1, 2, 3], AvroCodec<object?>.For(f).Encode(new GenericFixed(f, [1, 2, 3])));
        Assert.Throws<AvroException>(() => AvroCodec<object?>.For(f).Encode(new byte[2]));
    }

    [Theory]
    [InlineData("""{"type": "array", "items": "long"}""", "03040636" + "00", 2)] // one block with its size
    [InlineData("""{"type": "array", "items": "long"}""", "0206" + "023600", 2)] // two blocks
    [InlineData("""{"type": "map", "values": "int"}""", "010602610400", 1)]
    public void Decode_BlocksWithSizesOrSeveral_AreJoined(string schema, string hex, int count)
    {
        var value = AvroCodec<object?>.For(AvroSchema.Parse(schema)).Decode(Convert.FromHexString(hex));
        Assert.Equal(count, value is List<object?> list ? list.Count : ((Dictionary<string, object?>)value!).Count);
    }

    [Theory]
    [InlineData("\"boolean\"", "02")]
    [InlineData("\"int\"", "8080808010")]
    [InlineData("\"long\"", "FFFFFFFFFFFFFFFFFF02")]
    [InlineData("\"long\"", "80")]
    [InlineData("\"string\"", "02FF")]
    [InlineData("\"string\"", "0661")]
    [InlineData("\"bytes\"", "01")]
    [InlineData("\"float\"", "000000")]
    [InlineData("""{"type": "enum", "name": "E", "symbols": ["A"]}""", "02")]
    [InlineData("""{"type": "enum", "name": "E", "symbols": ["A"]}""", "01")]
    [InlineData("""["null", "int"]""", "04")]
    [InlineData("""["null", "int"]""", "01")]
    [InlineData("""{"type": "array", "items": "int"}""", "020")]
    [InlineData("""{"type": "array", "items": "int"}""", "030602020000")] // says three bytes a block that has another size
    [InlineData("""{"type": "array", "items": "int"}""", "FFFFFFFFFFFFFFFFFF0100")]
    public void Decode_NoSuchValue_IsBadData(string schema, string hex)
    {
        var bytes = Convert.FromHexString(hex.Length % 2 == 0 ? hex : hex[..^1]);
        Assert.Throws<AvroException>(() => AvroCodec<object?>.For(AvroSchema.Parse(schema)).Decode(bytes));
    }

    [Fact]
    public void Encode_HalfASurrogatePair_IsRefusedNotChanged() =>
        Assert.Throws<AvroException>(() => AvroCodec<object?>.For(AvroSchema.Parse("\"string\"")).Encode("a\ud800"));

    [Theory]
    [InlineData("\"int\"", "x")]
    [InlineData("\"int\"", 1L)]
    [InlineData("\"string\"", null)]
    [InlineData("""["null", "int"]""", "x")]
    public void Encode_WrongType_NamesBoth(string schema, object? value)
    {
        var e = Assert.Throws<AvroException>(() => AvroCodec<object?>.For(AvroSchema.Parse(schema)).Encode(value));
        Assert.Equal(AvroErrorKind.Value, e.Kind);
    }
}
