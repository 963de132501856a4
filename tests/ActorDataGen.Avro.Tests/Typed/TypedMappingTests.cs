using System.Collections.Immutable;
using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Logical;

namespace ActorDataGen.Avro.Tests.Typed;

#pragma warning disable CA1859 // the mapping of interfaces is what is tested
public sealed class TypedMappingTests
{
    private const string AllText = """
        {"type": "record", "name": "All", "fields": [
          {"name": "bool", "type": "boolean"}, {"name": "i", "type": "int"}, {"name": "l", "type": "long"}, {"name": "f", "type": "float"}, {"name": "d", "type": "double"},
          {"name": "raw", "type": "bytes"}, {"name": "fix", "type": {"type": "fixed", "name": "F", "size": 2}}, {"name": "kind", "type": {"type": "enum", "name": "K", "symbols": ["one_two", "three"]}},
          {"name": "symbol", "type": "K"}, {"name": "list", "type": {"type": "array", "items": {"type": "record", "name": "Item", "fields": [{"name": "n", "type": "int"}]}}},
          {"name": "array", "type": {"type": "array", "items": ["null", "int"]}}, {"name": "immutable", "type": {"type": "array", "items": "string"}},
          {"name": "map", "type": {"type": "map", "values": {"type": "map", "values": "Item"}}}, {"name": "imap", "type": {"type": "map", "values": "long"}},
          {"name": "day", "type": {"type": "int", "logicalType": "date"}}, {"name": "time", "type": ["null", {"type": "int", "logicalType": "time-millis"}]},
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}}, {"name": "local", "type": {"type": "long", "logicalType": "local-timestamp-millis"}},
          {"name": "nanos", "type": {"type": "long", "logicalType": "timestamp-nanos"}}, {"name": "uuid", "type": {"type": "string", "logicalType": "uuid"}},
          {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
          {"name": "span", "type": {"type": "fixed", "name": "D", "size": 12, "logicalType": "duration"}}, {"name": "anything", "type": ["null", "int", "string", "Item"]},
          {"name": "next", "type": ["All", "null"]}]}
        """;

    private static readonly AvroSchema AllSchema = AvroSchema.Parse(AllText);

    [Fact]
    public void Decode_EveryMappedType_IsWhatWasEncoded()
    {
        var value = New() with { Next = New() };
        var codec = AvroCodec<All>.For(AllSchema);
        var bytes = codec.Encode(value);
        var again = codec.Decode(bytes);
        Assert.Equal(bytes, codec.Encode(again));
        Assert.Equal(bytes, AvroCodec<GenericRecord>.For(AllSchema).Encode(AvroCodec<GenericRecord>.For(AllSchema).Decode(bytes)));
        Assert.Equal((value.Day, value.Time, value.At, value.Local, value.Nanos, value.Uuid, value.Price), (again.Day, again.Time, again.At, again.Local, again.Nanos, again.Uuid, again.Price));
        Assert.Equal((Kind.Drei, "one_two", "x"), (again.Kind, again.Symbol, again.Next!.Anything));
        Assert.Equal([1, null], again.Array);
        Assert.Equal(new Item(3), again.Map["a"]["b"]);
    }

    [Theory]
    [InlineData(typeof(Missing), "\"i\"")]
    [InlineData(typeof(Surplus), "Surplus.Other")]
    [InlineData(typeof(WrongType), "WrongType.I")]
    [InlineData(typeof(NotNullable), "make it nullable")]
    [InlineData(typeof(NotNullableReference), "make it nullable")]
    [InlineData(typeof(Twice), "both stand for")]
    [InlineData(typeof(string), "String")]
    public void For_TypeThatDoesNotFit_NamesTheProperty(Type type, string expected)
    {
        var schema = AvroSchema.Parse("""{"type": "record", "name": "R", "fields": [{"name": "i", "type": "int"}, {"name": "s", "type": ["null", "string"]}, {"name": "n", "type": ["null", "int"]}]}""");
        var check = GetType().GetMethod(nameof(Use), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(type);
        var e = Assert.IsType<AvroException>(Assert.Throws<System.Reflection.TargetInvocationException>(() => check.Invoke(null, [schema])).InnerException);
        Assert.Equal(AvroErrorKind.Value, e.Kind);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_NullWhereNoneMayBe_NamesTheProperty()
    {
        var e = Assert.Throws<AvroException>(() => AvroCodec<All>.For(AllSchema).Encode(New() with { Raw = null! }));
        Assert.Equal(AvroErrorKind.Value, e.Kind);
        Assert.Contains("All.List", Assert.Throws<AvroException>(() => AvroCodec<All>.For(AllSchema).Encode(New() with { List = null! })).Message, StringComparison.Ordinal);
        Assert.Contains("All.Immutable", Assert.Throws<AvroException>(() => AvroCodec<All>.For(AllSchema).Encode(New() with { Immutable = default })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_FieldThatTheTypeLacks_IsItsDefault()
    {
        var schema = AvroSchema.Parse("""{"type": "record", "name": "R", "fields": [{"name": "n", "type": "int"}, {"name": "l", "type": {"type": "array", "items": "string"}, "default": ["a"]}]}""");
        Assert.Equal("040202610" + "0", Convert.ToHexString(AvroCodec<Item>.For(schema).Encode(new Item(2))));
        Assert.Equal(new Item(2), AvroCodec<Item>.For(schema).Decode(Convert.FromHexString("0402026100")));
    }

    [Fact]
    public void Codec_BareTypes_NeedNoRecord()
    {
        Assert.Equal([1, 2], AvroCodec<int[]>.For(AvroSchema.Parse("""{"type": "array", "items": "int"}""")).Decode([4, 2, 4, 0]));
        Assert.Equal(5, AvroCodec<int?>.For(AvroSchema.Parse("""["null", "int"]""")).Decode([2, 10]));
        Assert.Equal(new Point { X = 1 }, AvroCodec<Point>.For(AvroSchema.Parse("""{"type": "record", "name": "P", "fields": [{"name": "x", "type": "int"}]}""")).Decode([2]));
    }

    [Fact]
    public async Task Codec_ManyThreads_ShareOne()
    {
        var bytes = AvroCodec<All>.For(AllSchema).Encode(New());
        await Parallel.ForAsync(0, 200, (_, _) =>
        {
            Assert.Equal(bytes, AvroCodec<All>.For(AllSchema).Encode(AvroCodec<All>.For(AllSchema).Decode(bytes)));
            return ValueTask.CompletedTask;
        });
    }

    private static All New() => new()
    {
        Bool = true,
        I = -3,
        L = long.MinValue,
        F = 1.5f,
        D = -2.5,
        Raw = [1, 2],
        Fix = new byte[] { 3, 4 },
        Kind = Kind.Drei,
        Symbol = "one_two",
        List = [new Item(1), new Item(2)],
        Array = [1, null],
        Immutable = ["a", "b"],
        Map = new Dictionary<string, IReadOnlyDictionary<string, Item>> { ["a"] = new Dictionary<string, Item> { ["b"] = new(3) } },
        Imap = ImmutableDictionary<string, long>.Empty.Add("k", 9),
        Day = new DateOnly(2026, 5, 21),
        Time = new TimeOnly(1, 2, 3, 4),
        At = new DateTimeOffset(2026, 5, 21, 1, 2, 3, TimeSpan.Zero).AddMicroseconds(7),
        Local = new DateTime(2026, 5, 21, 1, 2, 3),
        Nanos = new AvroNanoTimestamp(123_456_789_123),
        Uuid = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
        Price = 12.34m,
        Span = new AvroDuration(1, 2, 3),
        Anything = "x",
    };

    private static void Use<T>(AvroSchema schema)
    {
        var codec = AvroCodec<T>.For(schema);
        codec.Encode(Activator.CreateInstance<T>());
    }

    private enum Kind
    {
        OneTwo,
        [AvroField("three")]
        Drei,
    }

    private sealed record Item(int N);

    private record struct Point
    {
        public int X { get; set; }
    }

    private sealed record All
    {
        public bool Bool { get; init; }

        public int I { get; init; }

        public long L { get; init; }

        public float F { get; init; }

        public double D { get; init; }

        public required byte[] Raw { get; init; }

        public ReadOnlyMemory<byte> Fix { get; init; }

        public Kind Kind { get; init; }

        public required string Symbol { get; init; }

        public required IReadOnlyList<Item> List { get; init; }

        public required int?[] Array { get; init; }

        public ImmutableArray<string> Immutable { get; init; }

        public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, Item>> Map { get; init; }

        public required ImmutableDictionary<string, long> Imap { get; init; }

        public DateOnly Day { get; init; }

        public TimeOnly? Time { get; init; }

        public DateTimeOffset At { get; init; }

        public DateTime Local { get; init; }

        public AvroNanoTimestamp Nanos { get; init; }

        public Guid Uuid { get; init; }

        public decimal Price { get; init; }

        public AvroDuration Span { get; init; }

        public object? Anything { get; init; }

        public All? Next { get; init; }

        [AvroIgnore]
        public string Computed => Symbol + I;
    }

    private sealed record Missing
    {
        public string? S { get; init; }

        public int? N { get; init; }
    }

    private sealed record Surplus
    {
        public int I { get; init; }

        public int Other { get; init; }
    }

    private sealed record WrongType
    {
        public string I { get; init; } = "";
    }

    private sealed record NotNullable
    {
        public int I { get; init; }

        public int N { get; init; }
    }

    private sealed record NotNullableReference
    {
        public int I { get; init; }

        public string S { get; init; } = "";
    }

    private sealed record Twice
    {
        public int I { get; init; }

        [AvroField("i")]
        public int Again { get; init; }
    }
}
