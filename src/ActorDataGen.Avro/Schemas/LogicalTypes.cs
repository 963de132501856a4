using System.Text.Json;

namespace ActorDataGen.Avro.Schemas;

/// <summary>Recognises the logical type that attributes ask for; an invalid or unknown one is none, as the specification says.</summary>
internal static class LogicalTypes
{
    public static AvroLogicalType? Find(AvroType type, int size, IReadOnlyDictionary<string, JsonElement> properties)
    {
        if (!properties.TryGetValue("logicalType", out var attribute) || attribute.ValueKind != JsonValueKind.String) return null;
        AvroLogicalKind? kind = (attribute.GetString(), type) switch
        {
            ("decimal", AvroType.Bytes or AvroType.Fixed) => AvroLogicalKind.Decimal,
            ("big-decimal", AvroType.Bytes) => AvroLogicalKind.BigDecimal,
            ("uuid", AvroType.String) => AvroLogicalKind.Uuid,
            ("uuid", AvroType.Fixed) when size == 16 => AvroLogicalKind.Uuid,
            ("date", AvroType.Int) => AvroLogicalKind.Date,
            ("time-millis", AvroType.Int) => AvroLogicalKind.TimeMillis,
            ("time-micros", AvroType.Long) => AvroLogicalKind.TimeMicros,
            ("timestamp-millis", AvroType.Long) => AvroLogicalKind.TimestampMillis,
            ("timestamp-micros", AvroType.Long) => AvroLogicalKind.TimestampMicros,
            ("timestamp-nanos", AvroType.Long) => AvroLogicalKind.TimestampNanos,
            ("local-timestamp-millis", AvroType.Long) => AvroLogicalKind.LocalTimestampMillis,
            ("local-timestamp-micros", AvroType.Long) => AvroLogicalKind.LocalTimestampMicros,
            ("local-timestamp-nanos", AvroType.Long) => AvroLogicalKind.LocalTimestampNanos,
            ("duration", AvroType.Fixed) when size == 12 => AvroLogicalKind.Duration,
            _ => null,
        };
        return kind switch
        {
            null => null,
            AvroLogicalKind.Decimal => FindDecimal(type, size, properties),
            _ => new AvroLogicalType(kind.Value),
        };
    }

    private static AvroLogicalType? FindDecimal(AvroType type, int size, IReadOnlyDictionary<string, JsonElement> properties)
    {
        if (!properties.TryGetValue("precision", out var p) || p.ValueKind != JsonValueKind.Number || !p.TryGetInt32(out var precision) || precision < 1)
            return null;
        var scale = 0;
        if (properties.TryGetValue("scale", out var s) && (s.ValueKind != JsonValueKind.Number || !s.TryGetInt32(out scale))) return null;
        if (scale < 0 || scale > precision) return null;
        if (type == AvroType.Fixed && precision > MaxPrecision(size)) return null;
        return new AvroLogicalType(AvroLogicalKind.Decimal, precision, scale);
    }

    // floor(log10(2^(8n-1) - 1)): the "- 1" never reaches another digit, because no power of two is a power of ten.
    private static double MaxPrecision(int size) => size == 0 ? 0 : Math.Floor(Math.Log10(2) * (8.0 * size - 1));
}
