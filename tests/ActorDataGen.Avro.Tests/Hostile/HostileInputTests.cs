using System.Text;
using ActorDataGen.Avro.Generic;

namespace ActorDataGen.Avro.Tests.Hostile;

public sealed class HostileInputTests
{
    [Fact]
    public void Fuzz_AShortRun_FindsNothing()
    {
        var fuzz = new AvroFuzz(seed: 20260521);
        for (var i = 0; i < 300; i++) fuzz.Step();
        Assert.True(fuzz.Refused > fuzz.Tried / 10 && fuzz.Refused < fuzz.Tried);
    }

    [Fact]
    public void Decode_BillionsOfNullsInAFewBytes_IsRefusedAtOnce()
    {
        var codec = AvroCodec<object?>.For(AvroSchema.Parse("""{"type": "array", "items": "null"}"""));
        AssertRefused(AvroErrorKind.Limit, () => codec.Decode([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0]));
        Assert.Equal(1000, ((List<object?>)codec.Decode([0xd0, 0x0f, 0])!).Count);
    }

    [Fact]
    public void Decode_LengthBeyondTheInput_IsRefusedBeforeItIsAllocated()
    {
        var codec = AvroCodec<object?>.For(AvroSchema.Parse("\"bytes\""));
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(AvroErrorKind.Data, () => codec.Decode([0xfe, 0xff, 0xff, 0xff, 0x0f, 1, 2]));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Fact]
    public void Decode_RecordsWithoutBytesNestedExponentially_IsBounded()
    {
        // Each type holds two of the one before: a value of no bytes with two to the fortieth parts.
        var text = new StringBuilder("""{"type":"record","name":"R0","fields":[]}""");
        for (var i = 1; i <= 25; i++) text.Insert(0, $$"""{"type":"record","name":"R{{i}}","fields":[{"name":"a","type":""").Append($$"""},{"name":"b","type":"R{{i - 1}}"}]}""");
        var schema = AvroSchema.Parse(text.ToString());
        AssertRefused(AvroErrorKind.Limit, () => AvroCodec<object?>.For(schema).Decode([]));
        var reader = AvroSchema.Parse("""{"type":"record","name":"W","fields":[]}""");
        var writer = AvroSchema.Parse($$"""{"type":"record","name":"W","fields":[{"name":"all","type":{{text}}}]}""");
        Assert.NotNull(AvroCodec<GenericRecord>.For(writer, reader).Decode([]));
    }

    [Fact]
    public void Decode_NestingWithoutEnd_IsRefusedBeforeTheStackEnds()
    {
        var schema = AvroSchema.Parse("""{"type":"record","name":"L","fields":[{"name":"next","type":["null","L"]}]}""");
        var bytes = Enumerable.Repeat((byte)2, 1_000_000).Append((byte)0).ToArray();
        AssertRefused(AvroErrorKind.Limit, () => AvroCodec<GenericRecord>.For(schema).Decode(bytes));
        AssertRefused(AvroErrorKind.Limit, () => AvroCodec<Link>.For(schema).Decode(bytes));
        var endless = AvroSchema.Parse("""{"type":"record","name":"E","fields":[{"name":"e","type":"E"}]}""");
        AssertRefused(AvroErrorKind.Limit, () => AvroCodec<GenericRecord>.For(endless).Decode([]));
    }

    [Fact]
    public void Encode_ValueThatHoldsItself_IsRefused()
    {
        var schema = AvroSchema.Parse("""{"type":"record","name":"L","fields":[{"name":"next","type":["null","L"]}]}""");
        var record = new GenericRecord((ActorDataGen.Avro.Schemas.AvroRecordSchema)schema);
        record["next"] = record;
        AssertRefused(AvroErrorKind.Limit, () => AvroCodec<GenericRecord>.For(schema).Encode(record));
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(200_000)]
    public void Parse_SchemaNestedTooDeep_IsRefused(int depth)
    {
        var text = string.Concat(Enumerable.Repeat("""{"type":"array","items":""", depth)) + "\"int\"" + new string('}', depth);
        Assert.Throws<AvroException>(() => AvroSchema.Parse(text));
    }

    [Fact]
    public void Parse_DefaultThatLeadsToItself_IsRefusedWhenItIsUsed()
    {
        var reader = AvroSchema.Parse("""{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"record","name":"A","fields":[{"name":"self","type":"A","default":{}}]},"default":{}}]}""");
        var writer = AvroSchema.Parse("""{"type":"record","name":"R","fields":[]}""");
        AssertRefused(AvroErrorKind.Limit, () => AvroCodec<GenericRecord>.For(writer, reader).Decode([]));
    }

    [Fact]
    public void Parse_TooManyTypesOrCharacters_IsRefused()
    {
        var limits = new AvroLimits { MaxSchemaTypes = 3, MaxSchemaLength = 100 };
        AssertRefused(AvroErrorKind.Limit, () => AvroSchema.Parse("""["int","long","string"]""", null, limits));
        AssertRefused(AvroErrorKind.Limit, () => AvroSchema.Parse(new string(' ', 200) + "\"int\"", null, limits));
    }

    private static void AssertRefused(AvroErrorKind kind, Action action) => Assert.Equal(kind, Assert.Throws<AvroException>(action).Kind);

    private sealed record Link
    {
        public Link? Next { get; init; }
    }
}
