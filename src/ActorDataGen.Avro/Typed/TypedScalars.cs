using System.Linq.Expressions;
using System.Reflection;
using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Logical;

namespace ActorDataGen.Avro.Typed;

/// <summary>Which .NET types stand for primitive, fixed and logical types, and what converts between them and the base value.</summary>
internal static class TypedScalars
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    /// <summary>Writes a value of a type without parts, or returns null where the .NET type does not stand for it.</summary>
    public static Expression? Write(AvroSchema schema, Expression output, Expression value)
    {
        var type = value.Type;
        var kind = schema.LogicalType?.Kind;
        switch (schema.Type)
        {
            case AvroType.Boolean when type == typeof(bool):
                return Call(output, nameof(AvroBinaryWriter.WriteBoolean), value);
            case AvroType.Int:
                if (type == typeof(int)) return Call(output, nameof(AvroBinaryWriter.WriteInt), value);
                return FromNet(kind, type) is { } toInt ? Call(output, nameof(AvroBinaryWriter.WriteInt), Convert(toInt, value)) : null;
            case AvroType.Long:
                if (type == typeof(long)) return Call(output, nameof(AvroBinaryWriter.WriteLong), value);
                if (type == typeof(int)) return Call(output, nameof(AvroBinaryWriter.WriteLong), Expression.Convert(value, typeof(long)));
                return FromNet(kind, type) is { } toLong ? Call(output, nameof(AvroBinaryWriter.WriteLong), Convert(toLong, value)) : null;
            case AvroType.Float when type == typeof(float):
                return Call(output, nameof(AvroBinaryWriter.WriteFloat), value);
            case AvroType.Double when type == typeof(double):
                return Call(output, nameof(AvroBinaryWriter.WriteDouble), value);
            case AvroType.Double when type == typeof(float):
                return Call(output, nameof(AvroBinaryWriter.WriteDouble), Expression.Convert(value, typeof(double)));
            case AvroType.String when type == typeof(string):
                return Expression.Call(output, typeof(AvroBinaryWriter).GetMethod(nameof(AvroBinaryWriter.WriteString), [typeof(string)])!, value);
            case AvroType.String when type == typeof(Guid) && kind == AvroLogicalKind.Uuid:
                return Static(nameof(LogicalConversion.WriteUuidText), output, value);
            case AvroType.Bytes or AvroType.Fixed:
                return WriteBytes(schema, output, value);
            default:
                return null;
        }
    }

    /// <summary>Reads a value of a type without parts, or returns null where the .NET type does not stand for it.</summary>
    /// <param name="writer">The type on the wire.</param>
    /// <param name="schema">The reader's schema.</param>
    /// <param name="input">The reader.</param>
    /// <param name="type">The .NET type wanted.</param>
    public static Expression? Read(AvroType writer, AvroSchema schema, Expression input, Type type)
    {
        var kind = schema.LogicalType?.Kind;
        switch (schema.Type)
        {
            case AvroType.Boolean when type == typeof(bool):
                return Call(input, nameof(AvroBinaryReader.ReadBoolean));
            case AvroType.Int:
                if (type == typeof(int)) return ReadNumber(writer, input);
                if (type == typeof(long)) return Expression.Convert(ReadNumber(writer, input), typeof(long));
                return ToNet(kind, type) is { } fromInt ? Convert(fromInt, ReadNumber(writer, input)) : null;
            case AvroType.Long:
                var number = Expression.Convert(ReadNumber(writer, input), typeof(long));
                if (type == typeof(long)) return number;
                return ToNet(kind, type) is { } fromLong ? Convert(fromLong, number) : null;
            case AvroType.Float when type == typeof(float) || type == typeof(double):
                return Expression.Convert(Expression.Convert(ReadNumber(writer, input), typeof(float)), type);
            case AvroType.Double when type == typeof(double):
                return Expression.Convert(ReadNumber(writer, input), typeof(double));
            case AvroType.String when type == typeof(string):
                return Call(input, nameof(AvroBinaryReader.ReadString));
            case AvroType.String when type == typeof(Guid) && kind == AvroLogicalKind.Uuid:
                return Static(nameof(LogicalConversion.UuidFromText), Call(input, nameof(AvroBinaryReader.ReadString)));
            case AvroType.Bytes or AvroType.Fixed:
                return ReadBytes(schema, input, type);
            default:
                return null;
        }
    }

    private static MethodCallExpression ReadNumber(AvroType writer, Expression input) => Call(input, writer switch
    {
        AvroType.Int => nameof(AvroBinaryReader.ReadInt),
        AvroType.Long => nameof(AvroBinaryReader.ReadLong),
        AvroType.Float => nameof(AvroBinaryReader.ReadFloat),
        _ => nameof(AvroBinaryReader.ReadDouble),
    });

    private static MethodCallExpression? WriteBytes(AvroSchema schema, Expression output, Expression value)
    {
        var type = value.Type;
        var size = LogicalConversion.SizeOf(schema);
        var number = type == typeof(AvroDecimal) ? value : type == typeof(decimal) ? Expression.Convert(value, typeof(AvroDecimal)) : null;
        switch (schema.LogicalType?.Kind)
        {
            case AvroLogicalKind.Decimal when number is not null:
                return Static(nameof(LogicalConversion.WriteDecimal), output, number, Expression.Constant(size),
                    Expression.Constant(schema.LogicalType.Precision), Expression.Constant(schema.LogicalType.Scale));
            case AvroLogicalKind.BigDecimal when number is not null:
                return Static(nameof(LogicalConversion.WriteBigDecimal), output, number);
            case AvroLogicalKind.Uuid when type == typeof(Guid):
                return Static(nameof(LogicalConversion.WriteUuidFixed), output, value);
            case AvroLogicalKind.Duration when type == typeof(AvroDuration):
                return Static(nameof(LogicalConversion.WriteDuration), output, value);
        }

        if (type != typeof(byte[]) && type != typeof(ReadOnlyMemory<byte>)) return null;
        return Expression.Call(typeof(TypedScalars).GetMethod(nameof(WriteRaw), Any, [typeof(AvroBinaryWriter).MakeByRefType(), type, typeof(int)])!,
            output, value, Expression.Constant(size));
    }

    private static Expression? ReadBytes(AvroSchema schema, Expression input, Type type)
    {
        var size = Expression.Constant(LogicalConversion.SizeOf(schema));
        var isNumber = type == typeof(AvroDecimal) || type == typeof(decimal);
        switch (schema.LogicalType?.Kind)
        {
            case AvroLogicalKind.Decimal when isNumber:
                return ToType(Static(nameof(LogicalConversion.ReadDecimal), input, size, Expression.Constant(schema.LogicalType.Scale)), type);
            case AvroLogicalKind.BigDecimal when isNumber:
                return ToType(Static(nameof(LogicalConversion.ReadBigDecimal), input), type);
            case AvroLogicalKind.Uuid when type == typeof(Guid):
                return Static(nameof(LogicalConversion.ReadUuidFixed), input);
            case AvroLogicalKind.Duration when type == typeof(AvroDuration):
                return Static(nameof(LogicalConversion.ReadDuration), input);
        }

        if (type != typeof(byte[]) && type != typeof(ReadOnlyMemory<byte>)) return null;
        return ToType(Expression.Call(typeof(TypedScalars).GetMethod(nameof(ReadRaw), Any)!, input, size), type);
    }

    private static void WriteRaw(ref AvroBinaryWriter output, byte[]? value, int size) =>
        WriteRaw(ref output, value is null ? throw AvroException.BadValue("Bytes are null, which their schema does not allow.") : value.AsMemory(), size);

    private static void WriteRaw(ref AvroBinaryWriter output, ReadOnlyMemory<byte> value, int size)
    {
        if (size < 0) output.WriteBytes(value.Span);
        else if (value.Length == size) output.WriteFixed(value.Span);
        else throw AvroException.BadValue($"{value.Length} bytes do not fit a fixed of {size}.");
    }

    private static byte[] ReadRaw(ref AvroBinaryReader input, int size)
    {
        if (size < 0) return input.ReadByteArray();
        input.Charge(24 + size);
        return input.ReadFixed(size).ToArray();
    }

    private static MethodInfo? ToNet(AvroLogicalKind? kind, Type type) => (kind switch
    {
        AvroLogicalKind.Date when type == typeof(DateOnly) => nameof(LogicalConversion.DateFromDays),
        AvroLogicalKind.TimeMillis when type == typeof(TimeOnly) => nameof(LogicalConversion.TimeFromMillis),
        AvroLogicalKind.TimeMicros when type == typeof(TimeOnly) => nameof(LogicalConversion.TimeFromMicros),
        AvroLogicalKind.TimestampMillis when type == typeof(DateTimeOffset) => nameof(LogicalConversion.InstantFromMillis),
        AvroLogicalKind.TimestampMicros when type == typeof(DateTimeOffset) => nameof(LogicalConversion.InstantFromMicros),
        AvroLogicalKind.TimestampNanos when type == typeof(DateTimeOffset) => nameof(LogicalConversion.InstantFromNanos),
        AvroLogicalKind.LocalTimestampMillis when type == typeof(DateTime) => nameof(LogicalConversion.LocalFromMillis),
        AvroLogicalKind.LocalTimestampMicros when type == typeof(DateTime) => nameof(LogicalConversion.LocalFromMicros),
        AvroLogicalKind.LocalTimestampNanos when type == typeof(DateTime) => nameof(LogicalConversion.LocalFromNanos),
        AvroLogicalKind.TimestampNanos or AvroLogicalKind.LocalTimestampNanos when type == typeof(AvroNanoTimestamp) => nameof(LogicalConversion.WrapNanos),
        _ => null,
    }) is { } name ? typeof(LogicalConversion).GetMethod(name, Any) : null;

    private static MethodInfo? FromNet(AvroLogicalKind? kind, Type type) => (kind switch
    {
        AvroLogicalKind.Date when type == typeof(DateOnly) => nameof(LogicalConversion.DaysFromDate),
        AvroLogicalKind.TimeMillis when type == typeof(TimeOnly) => nameof(LogicalConversion.MillisFromTime),
        AvroLogicalKind.TimeMicros when type == typeof(TimeOnly) => nameof(LogicalConversion.MicrosFromTime),
        AvroLogicalKind.TimestampMillis when type == typeof(DateTimeOffset) => nameof(LogicalConversion.MillisFromInstant),
        AvroLogicalKind.TimestampMicros when type == typeof(DateTimeOffset) => nameof(LogicalConversion.MicrosFromInstant),
        AvroLogicalKind.TimestampNanos when type == typeof(DateTimeOffset) => nameof(LogicalConversion.NanosFromInstant),
        AvroLogicalKind.LocalTimestampMillis when type == typeof(DateTime) => nameof(LogicalConversion.MillisFromLocal),
        AvroLogicalKind.LocalTimestampMicros when type == typeof(DateTime) => nameof(LogicalConversion.MicrosFromLocal),
        AvroLogicalKind.LocalTimestampNanos when type == typeof(DateTime) => nameof(LogicalConversion.NanosFromLocal),
        AvroLogicalKind.TimestampNanos or AvroLogicalKind.LocalTimestampNanos when type == typeof(AvroNanoTimestamp) => nameof(LogicalConversion.UnwrapNanos),
        _ => null,
    }) is { } name ? typeof(LogicalConversion).GetMethod(name, Any) : null;

    private static MethodCallExpression Convert(MethodInfo method, Expression value) => Expression.Call(method, value);

    private static MethodCallExpression Call(Expression target, string method, params Expression[] arguments) =>
        Expression.Call(target, target.Type.GetMethod(method, Any, [.. arguments.Select(a => a.Type)])!, arguments);

    private static MethodCallExpression Static(string method, params Expression[] arguments) =>
        Expression.Call(typeof(LogicalConversion).GetMethod(method, Any)!, arguments);

    private static Expression ToType(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);
}
