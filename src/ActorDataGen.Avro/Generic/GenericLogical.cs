using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Logical;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Generic;

/// <summary>Base values to generic values, which for logical types are .NET's own.</summary>
internal static class GenericLogical
{
    public static object FromInt(AvroLogicalKind? kind, int value) => kind switch
    {
        null => value,
        AvroLogicalKind.Date => LogicalConversion.DateFromDays(value),
        AvroLogicalKind.TimeMillis => LogicalConversion.TimeFromMillis(value),
        _ => value,
    };

    public static object FromLong(AvroLogicalKind? kind, long value) => kind switch
    {
        null => value,
        AvroLogicalKind.TimeMicros => LogicalConversion.TimeFromMicros(value),
        AvroLogicalKind.TimestampMillis => LogicalConversion.InstantFromMillis(value),
        AvroLogicalKind.TimestampMicros => LogicalConversion.InstantFromMicros(value),
        AvroLogicalKind.LocalTimestampMillis => LogicalConversion.LocalFromMillis(value),
        AvroLogicalKind.LocalTimestampMicros => LogicalConversion.LocalFromMicros(value),
        AvroLogicalKind.TimestampNanos or AvroLogicalKind.LocalTimestampNanos => new AvroNanoTimestamp(value),
        _ => value,
    };

    public static object FromString(AvroLogicalKind? kind, string value) =>
        kind == AvroLogicalKind.Uuid ? LogicalConversion.UuidFromText(value) : value;

    public static object ReadBytes(AvroLogicalKind? kind, ref AvroBinaryReader input, int scale) => kind switch
    {
        AvroLogicalKind.Decimal => LogicalConversion.ReadDecimal(ref input, -1, scale),
        AvroLogicalKind.BigDecimal => LogicalConversion.ReadBigDecimal(ref input),
        _ => input.ReadByteArray(),
    };

    public static object ReadFixed(AvroFixedSchema schema, ref AvroBinaryReader input)
    {
        switch (schema.LogicalType?.Kind)
        {
            case AvroLogicalKind.Decimal:
                return LogicalConversion.ReadDecimal(ref input, schema.Size, schema.LogicalType.Scale);
            case AvroLogicalKind.Uuid:
                return LogicalConversion.ReadUuidFixed(ref input);
            case AvroLogicalKind.Duration:
                return LogicalConversion.ReadDuration(ref input);
            default:
                input.Charge(56 + schema.Size);
                return new GenericFixed(schema, input.ReadFixed(schema.Size).ToArray());
        }
    }
}
