#pragma warning disable CA1720 // Avro's own names for its types
namespace ActorDataGen.Avro;

/// <summary>The types of Avro: eight primitive, six complex.</summary>
public enum AvroType
{
    /// <summary>No value.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>32-bit signed integer.</summary>
    Int,

    /// <summary>64-bit signed integer.</summary>
    Long,

    /// <summary>32-bit IEEE 754 number.</summary>
    Float,

    /// <summary>64-bit IEEE 754 number.</summary>
    Double,

    /// <summary>A sequence of bytes.</summary>
    Bytes,

    /// <summary>A sequence of Unicode characters.</summary>
    String,

    /// <summary>Named fields (also <c>error</c>, its form in protocols).</summary>
    Record,

    /// <summary>One of some symbols.</summary>
    Enum,

    /// <summary>Items of one type.</summary>
    Array,

    /// <summary>Values of one type by string key.</summary>
    Map,

    /// <summary>One of some types.</summary>
    Union,

    /// <summary>A fixed number of bytes.</summary>
    Fixed,
}

/// <summary>The logical types of Avro 1.12.</summary>
public enum AvroLogicalKind
{
    /// <summary>Decimal with fixed scale, on bytes or fixed.</summary>
    Decimal,

    /// <summary>Decimal that carries its scale, on bytes.</summary>
    BigDecimal,

    /// <summary>RFC 4122 identifier, on string or fixed(16).</summary>
    Uuid,

    /// <summary>Days since 1970-01-01, on int.</summary>
    Date,

    /// <summary>Milliseconds since midnight, on int.</summary>
    TimeMillis,

    /// <summary>Microseconds since midnight, on long.</summary>
    TimeMicros,

    /// <summary>Milliseconds since the Unix epoch, on long.</summary>
    TimestampMillis,

    /// <summary>Microseconds since the Unix epoch, on long.</summary>
    TimestampMicros,

    /// <summary>Nanoseconds since the Unix epoch, on long.</summary>
    TimestampNanos,

    /// <summary>Milliseconds since 1970-01-01 00:00 of some local time, on long.</summary>
    LocalTimestampMillis,

    /// <summary>Microseconds since 1970-01-01 00:00 of some local time, on long.</summary>
    LocalTimestampMicros,

    /// <summary>Nanoseconds since 1970-01-01 00:00 of some local time, on long.</summary>
    LocalTimestampNanos,

    /// <summary>Months, days and milliseconds, on fixed(12).</summary>
    Duration,
}

/// <summary>A valid logical type of a schema; an invalid or unknown one is not represented (the base type counts).</summary>
/// <param name="Kind">Which.</param>
/// <param name="Precision">Of a decimal: how many digits at most; else 0.</param>
/// <param name="Scale">Of a decimal: how many digits stand after the point; else 0.</param>
public sealed record AvroLogicalType(AvroLogicalKind Kind, int Precision = 0, int Scale = 0);
