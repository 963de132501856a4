using System.Numerics;
using ActorDataGen.Avro.Logical;

namespace ActorDataGen.Avro.Tests.Logical;

public sealed class LogicalTypesTests
{
    private static readonly DateTimeOffset Noon = new(2000, 1, 1, 12, 0, 0, TimeSpan.FromHours(2));

    public static TheoryData<string, object, string> Examples => new()
    {
        { Of("int", "date"), new DateOnly(1970, 1, 2), "02" },
        { Of("int", "date"), new DateOnly(1, 1, 1), "F3E457" },
        { Of("int", "time-millis"), new TimeOnly(0, 0, 1), "D00F" },
        { Of("long", "time-micros"), new TimeOnly(0, 0, 0, 1), "D00F" },
        { Of("long", "timestamp-millis"), DateTimeOffset.FromUnixTimeMilliseconds(-1), "01" },
        { Of("long", "timestamp-micros"), DateTimeOffset.UnixEpoch.AddMicroseconds(1), "02" },
        { Of("long", "timestamp-nanos"), new AvroNanoTimestamp(1), "02" },
        { Of("long", "local-timestamp-millis"), new DateTime(1970, 1, 1, 0, 0, 0, 1), "02" },
        { Of("long", "local-timestamp-micros"), new DateTime(1970, 1, 1).AddMicroseconds(1), "02" },
        { Of("long", "local-timestamp-nanos"), new AvroNanoTimestamp(-1), "01" },
        { Of("string", "uuid"), Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), "4830303131323233332D343435352D363637372D383839392D616162626363646465656666" },
        { """{"type": "fixed", "name": "U", "size": 16, "logicalType": "uuid"}""", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), "00112233445566778899AABBCCDDEEFF" },
        { """{"type": "fixed", "name": "D", "size": 12, "logicalType": "duration"}""", new AvroDuration(1, 2, 3), "010000000200000003000000" },
        { Decimal(4, 2), new AvroDecimal(-1, 2), "02FF" },
        { Decimal(4, 2), new AvroDecimal(128, 2), "040080" },
        { """{"type": "fixed", "name": "F", "size": 3, "logicalType": "decimal", "precision": 4, "scale": 1}""", new AvroDecimal(-2, 1), "FFFFFE" },
        { Of("bytes", "big-decimal"), new AvroDecimal(7, 3), "06020706" },
    };

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    public void Encode_LogicalValue_IsItsBaseAndBack(string schema, object value, string hex)
    {
        var codec = AvroCodec<object?>.For(AvroSchema.Parse(schema));
        Assert.Equal(hex, Convert.ToHexString(codec.Encode(value)));
        Assert.Equal(value, codec.Decode(Convert.FromHexString(hex)));
    }

    // The specification's example: noon in Helsinki on January 1, 2000.
    [Fact]
    public void Encode_TimestampAndLocalTimestamp_AreTheSpecificationsNumbers()
    {
        Assert.Equal(AvroCodec<object?>.For(AvroSchema.Parse("\"long\"")).Encode(946720800000L), Encode(Of("long", "timestamp-millis"), Noon));
        Assert.Equal(AvroCodec<object?>.For(AvroSchema.Parse("\"long\"")).Encode(946728000000L), Encode(Of("long", "local-timestamp-millis"), Noon.DateTime));
    }

    [Theory]
    [InlineData("""{"type": "string", "logicalType": "date"}""")]
    [InlineData("""{"type": "int", "logicalType": "unheard-of"}""")]
    [InlineData("""{"type": "int", "logicalType": 7}""")]
    [InlineData("""{"type": "bytes", "logicalType": "decimal"}""")]
    [InlineData("""{"type": "bytes", "logicalType": "decimal", "precision": 0}""")]
    [InlineData("""{"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 3}""")]
    [InlineData("""{"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": -1}""")]
    [InlineData("""{"type": "fixed", "name": "F", "size": 2, "logicalType": "decimal", "precision": 5}""")]
    [InlineData("""{"type": "fixed", "name": "F", "size": 15, "logicalType": "uuid"}""")]
    [InlineData("""{"type": "fixed", "name": "F", "size": 11, "logicalType": "duration"}""")]
    [InlineData("""{"type": "fixed", "name": "F", "size": 2, "logicalType": "big-decimal"}""")]
    public void Parse_InvalidOrUnknownLogicalType_FallsBackToItsBase(string text)
    {
        var schema = AvroSchema.Parse(text);
        Assert.Null(schema.LogicalType);
        Assert.Contains("logicalType", schema.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(4, 9)]
    [InlineData(8, 18)]
    [InlineData(16, 38)]
    public void Parse_DecimalOnFixed_HasAsMuchPrecisionAsFits(int size, int most)
    {
        Assert.NotNull(Schema(most).LogicalType);
        Assert.Null(Schema(most + 1).LogicalType);

        AvroSchema Schema(int precision) => AvroSchema.Parse($$"""{"type": "fixed", "name": "F", "size": {{size}}, "logicalType": "decimal", "precision": {{precision}}}""");
    }

    [Fact]
    public void Encode_Decimal_IsRescaledExactlyOrRefused()
    {
        Assert.Equal(Encode(Decimal(6, 3), new AvroDecimal(1500, 3)), Encode(Decimal(6, 3), 1.5m));
        Assert.Equal(Encode(Decimal(6, 0), new AvroDecimal(2, 0)), Encode(Decimal(6, 0), 2.00m));
        Assert.Throws<AvroException>(() => Encode(Decimal(6, 0), 1.5m));
        Assert.Throws<AvroException>(() => Encode(Decimal(3, 0), 1000m));
        Assert.Throws<AvroException>(() => Encode(Decimal(6, 3), new AvroDecimal(1, int.MinValue)));
        Assert.Throws<AvroException>(() => Encode(Decimal(6, 3), new AvroDecimal(1, int.MaxValue)));
        Assert.Throws<AvroException>(() => ((AvroDecimal)new AvroDecimal(BigInteger.Pow(10, 40), 0)).ToDecimal());
        Assert.Equal(-79228162514264337593543950335m, ((AvroDecimal)decimal.MinValue).ToDecimal());
        Assert.Equal(0.0000000000000000000000000001m, ((AvroDecimal)0.0000000000000000000000000001m).ToDecimal());
    }

    [Theory]
    [InlineData("int", "date", 2932897L)]
    [InlineData("int", "date", -719163L)]
    [InlineData("int", "time-millis", 86400000L)]
    [InlineData("int", "time-millis", -1L)]
    [InlineData("long", "timestamp-millis", long.MaxValue)]
    [InlineData("long", "timestamp-micros", long.MinValue)]
    public void Decode_BeyondTheNetType_IsBadDataAndTheBaseStillReads(string type, string logical, long value)
    {
        object number = type == "int" ? (object)(int)value : value;
        var bytes = Encode($"\"{type}\"", number);
        Assert.Throws<AvroException>(() => AvroCodec<object?>.For(AvroSchema.Parse(Of(type, logical))).Decode(bytes));
        Assert.Equal(number, AvroCodec<object?>.For(AvroSchema.Parse($"\"{type}\"")).Decode(bytes));
        Assert.Equal(value, type == "long" ? AvroCodec<long>.For(AvroSchema.Parse(Of(type, logical))).Decode(bytes) : value);
    }

    [Fact]
    public void NanoTimestamp_BeforeTheEpoch_RoundsDown()
    {
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-1), new AvroNanoTimestamp(-1).ToDateTimeOffset());
        Assert.Equal(-100, AvroNanoTimestamp.From(DateTimeOffset.UnixEpoch.AddTicks(-1)).Nanoseconds);
        Assert.Throws<AvroException>(() => AvroNanoTimestamp.From(DateTimeOffset.MaxValue));
    }

    private static string Of(string type, string logical) => $$"""{"type": "{{type}}", "logicalType": "{{logical}}"}""";

    private static string Decimal(int precision, int scale) => $$"""{"type": "bytes", "logicalType": "decimal", "precision": {{precision}}, "scale": {{scale}}}""";

    private static byte[] Encode(string schema, object? value) => AvroCodec<object?>.For(AvroSchema.Parse(schema)).Encode(value);
}
