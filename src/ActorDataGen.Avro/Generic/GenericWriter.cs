using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Logical;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Generic;

/// <summary>Writes generic values of one schema. Besides the .NET type of a logical type it takes its base value.</summary>
internal abstract class GenericWriter(AvroSchema schema)
{
    protected AvroSchema Schema { get; } = schema;

    public abstract void Write(ref AvroBinaryWriter output, object? value);

    /// <summary>How well a value fits: 2 its very type, 1 a type that converts, 0 not at all. For choosing a union's branch.</summary>
    public abstract int Fit(object? value);

    protected AvroException Wrong(object? value) =>
        AvroException.BadValue($"A value of type {value?.GetType().Name ?? "null"} does not fit the schema's {Schema.Name}{(Schema.LogicalType is { } l ? $" ({l.Kind})" : "")}.");

    public static GenericWriter For(AvroSchema schema) => new Builder().Build(schema);

    private sealed class Builder
    {
        private readonly Dictionary<AvroRecordSchema, GenericWriter> _records = [];

        public GenericWriter Build(AvroSchema schema)
        {
            switch (schema)
            {
                case AvroRecordSchema record:
                    if (_records.TryGetValue(record, out var known)) return known;
                    var writer = new RecordWriter(record);
                    _records.Add(record, writer);
                    writer.Fields = [.. record.Fields.Select(f => Build(f.Schema))];
                    return writer;
                case AvroEnumSchema e:
                    return new EnumWriter(e);
                case AvroFixedSchema f:
                    return new FixedWriter(f);
                case AvroArraySchema array:
                    return new ArrayWriter(array, Build(array.Items));
                case AvroMapSchema map:
                    return new MapWriter(map, Build(map.Values));
                case AvroUnionSchema union:
                    return new UnionWriter(union, [.. union.Branches.Select(Build)]);
                default:
                    return schema.Type switch
                    {
                        AvroType.Int => new IntWriter(schema),
                        AvroType.Long => new LongWriter(schema),
                        AvroType.String => new StringWriter(schema),
                        AvroType.Bytes => new BytesWriter(schema),
                        _ => new SimpleWriter(schema),
                    };
            }
        }
    }

    private sealed class SimpleWriter(AvroSchema schema) : GenericWriter(schema)
    {
        public override void Write(ref AvroBinaryWriter output, object? value)
        {
            switch (Schema.Type, value)
            {
                case (AvroType.Null, null):
                    break;
                case (AvroType.Boolean, bool b):
                    output.WriteBoolean(b);
                    break;
                case (AvroType.Float, float f):
                    output.WriteFloat(f);
                    break;
                case (AvroType.Double, double d):
                    output.WriteDouble(d);
                    break;
                case (AvroType.Double, float f):
                    output.WriteDouble(f);
                    break;
                default:
                    throw Wrong(value);
            }
        }

        public override int Fit(object? value) => (Schema.Type, value) switch
        {
            (AvroType.Null, null) or (AvroType.Boolean, bool) or (AvroType.Float, float) or (AvroType.Double, double) => 2,
            (AvroType.Double, float) => 1,
            _ => 0,
        };
    }

    private sealed class IntWriter(AvroSchema schema) : GenericWriter(schema)
    {
        private readonly AvroLogicalKind? _logical = schema.LogicalType?.Kind;

        public override void Write(ref AvroBinaryWriter output, object? value) => output.WriteInt(value switch
        {
            int i => i,
            DateOnly date when _logical == AvroLogicalKind.Date => LogicalConversion.DaysFromDate(date),
            TimeOnly time when _logical == AvroLogicalKind.TimeMillis => LogicalConversion.MillisFromTime(time),
            _ => throw Wrong(value),
        });

        public override int Fit(object? value) => value switch
        {
            int => _logical is null ? 2 : 1,
            DateOnly => _logical == AvroLogicalKind.Date ? 2 : 0,
            TimeOnly => _logical == AvroLogicalKind.TimeMillis ? 2 : 0,
            _ => 0,
        };
    }

    private sealed class LongWriter(AvroSchema schema) : GenericWriter(schema)
    {
        private readonly AvroLogicalKind? _logical = schema.LogicalType?.Kind;

        public override void Write(ref AvroBinaryWriter output, object? value) => output.WriteLong((_logical, value) switch
        {
            (_, long l) => l,
            (_, int i) => i,
            (AvroLogicalKind.TimeMicros, TimeOnly time) => LogicalConversion.MicrosFromTime(time),
            (AvroLogicalKind.TimestampMillis, DateTimeOffset instant) => LogicalConversion.MillisFromInstant(instant),
            (AvroLogicalKind.TimestampMicros, DateTimeOffset instant) => LogicalConversion.MicrosFromInstant(instant),
            (AvroLogicalKind.TimestampNanos, DateTimeOffset instant) => LogicalConversion.NanosFromInstant(instant),
            (AvroLogicalKind.LocalTimestampMillis, DateTime local) => LogicalConversion.MillisFromLocal(local),
            (AvroLogicalKind.LocalTimestampMicros, DateTime local) => LogicalConversion.MicrosFromLocal(local),
            (AvroLogicalKind.LocalTimestampNanos, DateTime local) => LogicalConversion.NanosFromLocal(local),
            (AvroLogicalKind.TimestampNanos or AvroLogicalKind.LocalTimestampNanos, AvroNanoTimestamp nanos) => nanos.Nanoseconds,
            _ => throw Wrong(value),
        });

        public override int Fit(object? value) => (_logical, value) switch
        {
            (null, long) => 2,
            (_, long) => 1,
            (_, int) => 1,
            (AvroLogicalKind.TimeMicros, TimeOnly) => 2,
            (AvroLogicalKind.TimestampMillis or AvroLogicalKind.TimestampMicros, DateTimeOffset) => 2,
            (AvroLogicalKind.LocalTimestampMillis or AvroLogicalKind.LocalTimestampMicros, DateTime) => 2,
            (AvroLogicalKind.TimestampNanos or AvroLogicalKind.LocalTimestampNanos, AvroNanoTimestamp) => 2,
            (AvroLogicalKind.TimestampNanos, DateTimeOffset) or (AvroLogicalKind.LocalTimestampNanos, DateTime) => 1,
            _ => 0,
        };
    }

    private sealed class StringWriter(AvroSchema schema) : GenericWriter(schema)
    {
        private readonly bool _isUuid = schema.LogicalType?.Kind == AvroLogicalKind.Uuid;

        public override void Write(ref AvroBinaryWriter output, object? value)
        {
            if (value is string text) output.WriteString(text);
            else if (_isUuid && value is Guid uuid) LogicalConversion.WriteUuidText(ref output, uuid);
            else throw Wrong(value);
        }

        public override int Fit(object? value) => value switch
        {
            string => _isUuid ? 1 : 2,
            Guid => _isUuid ? 2 : 0,
            _ => 0,
        };
    }

    private sealed class BytesWriter(AvroSchema schema) : GenericWriter(schema)
    {
        private readonly AvroLogicalType? _logical = schema.LogicalType;

        public override void Write(ref AvroBinaryWriter output, object? value)
        {
            switch (value)
            {
                case byte[] bytes:
                    output.WriteBytes(bytes);
                    break;
                case ReadOnlyMemory<byte> memory:
                    output.WriteBytes(memory.Span);
                    break;
                case AvroDecimal or decimal when _logical is not null:
                    var number = value is decimal d ? d : (AvroDecimal)value;
                    if (_logical.Kind == AvroLogicalKind.BigDecimal) LogicalConversion.WriteBigDecimal(ref output, number);
                    else LogicalConversion.WriteDecimal(ref output, number, -1, _logical.Precision, _logical.Scale);
                    break;
                default:
                    throw Wrong(value);
            }
        }

        public override int Fit(object? value) => value switch
        {
            byte[] or ReadOnlyMemory<byte> => _logical is null ? 2 : 1,
            AvroDecimal => _logical is null ? 0 : 2,
            decimal => _logical is null ? 0 : 1,
            _ => 0,
        };
    }

    private sealed class FixedWriter(AvroFixedSchema schema) : GenericWriter(schema)
    {
        public override void Write(ref AvroBinaryWriter output, object? value)
        {
            switch (schema.LogicalType?.Kind, value)
            {
                case (_, GenericFixed f) when f.Value.Length == schema.Size:
                    output.WriteFixed(f.Value);
                    break;
                case (_, byte[] bytes) when bytes.Length == schema.Size:
                    output.WriteFixed(bytes);
                    break;
                case (AvroLogicalKind.Uuid, Guid uuid):
                    LogicalConversion.WriteUuidFixed(ref output, uuid);
                    break;
                case (AvroLogicalKind.Duration, AvroDuration duration):
                    LogicalConversion.WriteDuration(ref output, duration);
                    break;
                case (AvroLogicalKind.Decimal, AvroDecimal or decimal):
                    var number = value is decimal d ? d : (AvroDecimal)value;
                    LogicalConversion.WriteDecimal(ref output, number, schema.Size, schema.LogicalType!.Precision, schema.LogicalType.Scale);
                    break;
                default:
                    throw Wrong(value);
            }
        }

        public override int Fit(object? value) => (schema.LogicalType?.Kind, value) switch
        {
            (_, GenericFixed f) => f.Schema.FullName == schema.FullName && f.Value.Length == schema.Size ? 2 : 0,
            (_, byte[] bytes) => bytes.Length == schema.Size ? 1 : 0,
            (AvroLogicalKind.Uuid, Guid) or (AvroLogicalKind.Duration, AvroDuration) or (AvroLogicalKind.Decimal, AvroDecimal) => 2,
            (AvroLogicalKind.Decimal, decimal) => 1,
            _ => 0,
        };
    }

    private sealed class EnumWriter(AvroEnumSchema schema) : GenericWriter(schema)
    {
        public override void Write(ref AvroBinaryWriter output, object? value)
        {
            var index = value switch
            {
                GenericEnum e when ReferenceEquals(e.Schema, schema) => e.Index,
                GenericEnum e => schema.IndexOf(e.Symbol),
                string symbol => schema.IndexOf(symbol),
                _ => throw Wrong(value),
            };
            output.WriteInt(index >= 0 ? index : throw AvroException.BadValue($"The enum {schema.Name} has no symbol \"{value}\"."));
        }

        public override int Fit(object? value) => value switch
        {
            GenericEnum e => e.Schema.FullName == schema.FullName ? 2 : 0,
            string symbol => schema.IndexOf(symbol) >= 0 ? 1 : 0,
            _ => 0,
        };
    }

    private sealed class ArrayWriter(AvroSchema schema, GenericWriter item) : GenericWriter(schema)
    {
        public override void Write(ref AvroBinaryWriter output, object? value)
        {
            if (value is not IReadOnlyList<object?> list) throw Wrong(value);
            if (list.Count > 0)
            {
                output.WriteLong(list.Count);
                for (var i = 0; i < list.Count; i++) item.Write(ref output, list[i]);
            }

            output.WriteLong(0);
        }

        public override int Fit(object? value) => value is IReadOnlyList<object?> ? 2 : 0;
    }

    private sealed class MapWriter(AvroSchema schema, GenericWriter values) : GenericWriter(schema)
    {
        public override void Write(ref AvroBinaryWriter output, object? value)
        {
            if (value is not IReadOnlyDictionary<string, object?> map) throw Wrong(value);
            if (map.Count > 0)
            {
                output.WriteLong(map.Count);
                if (map is Dictionary<string, object?> dictionary)
                {
                    // Its own enumerator is a struct; the interface's is allocated.
                    foreach (var (key, entry) in dictionary) WriteEntry(ref output, key, entry);
                }
                else
                {
                    foreach (var (key, entry) in map) WriteEntry(ref output, key, entry);
                }
            }

            output.WriteLong(0);
        }

        public override int Fit(object? value) => value is IReadOnlyDictionary<string, object?> ? 2 : 0;

        private void WriteEntry(ref AvroBinaryWriter output, string key, object? entry)
        {
            output.WriteString(key);
            values.Write(ref output, entry);
        }
    }

    private sealed class UnionWriter(AvroSchema schema, GenericWriter[] branches) : GenericWriter(schema)
    {
        public override void Write(ref AvroBinaryWriter output, object? value)
        {
            var branch = Find(value);
            if (branch < 0) throw Wrong(value);
            output.WriteInt(branch);
            branches[branch].Write(ref output, value);
        }

        public override int Fit(object? value) => Find(value) >= 0 ? 2 : 0;

        private int Find(object? value)
        {
            var found = -1;
            for (var i = 0; i < branches.Length; i++)
            {
                switch (branches[i].Fit(value))
                {
                    case 2:
                        return i;
                    case 1 when found < 0:
                        found = i;
                        break;
                }
            }

            return found;
        }
    }

    private sealed class RecordWriter(AvroRecordSchema schema) : GenericWriter(schema)
    {
        public GenericWriter[] Fields { get; set; } = [];

        public override void Write(ref AvroBinaryWriter output, object? value)
        {
            if (value is not GenericRecord record) throw Wrong(value);
            // A record made for another text of the same schema is written by position, so the fields must be the same.
            if (!ReferenceEquals(record.Schema, schema) && record.Schema.CanonicalForm != schema.CanonicalForm) throw Wrong(value);
            if (schema.IsRecursive) output.Enter();
            var i = 0;
            try
            {
                for (; i < Fields.Length; i++) Fields[i].Write(ref output, record[i]);
            }
            catch (AvroException e) when (e.Kind == AvroErrorKind.Value && !e.Message.StartsWith("Field ", StringComparison.Ordinal))
            {
                throw new AvroException(e.Kind, $"Field \"{schema.Fields[i].Name}\" of {schema.Name}: {e.Message}", e);
            }

            if (schema.IsRecursive) output.Leave();
        }

        public override int Fit(object? value) => value is GenericRecord record && record.Schema.FullName == schema.FullName ? 2 : 0;
    }
}
