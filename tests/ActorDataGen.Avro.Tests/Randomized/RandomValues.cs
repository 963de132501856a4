using System.Numerics;
using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Logical;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Tests.Randomized;

/// <summary>Makes random generic values of a schema.</summary>
public sealed class RandomValues(Random random)
{
    private const string Letters = "abcXYZ 019_äß€漢😀\u0000\"\\\n";

    public object? Next(AvroSchema schema, int depth = 0) => schema switch
    {
        AvroRecordSchema record => Record(record, depth),
        AvroEnumSchema e => GenericEnum.Of(e, e.Symbols[random.Next(e.Symbols.Length)]),
        AvroFixedSchema f => Fixed(f),
        AvroArraySchema array => Enumerable.Range(0, Count(depth)).Select(_ => Next(array.Items, depth + 1)).ToList(),
        AvroMapSchema map => Map(map, depth),
        AvroUnionSchema union => Next(depth > 6 && union.NullBranch >= 0 ? union.Branches[union.NullBranch] : union.Branches[random.Next(union.Branches.Length)], depth + 1),
        _ => schema.LogicalType is { } logical ? Logical(logical) : Primitive(schema.Type),
    };

    private int Count(int depth) => depth > 6 ? 0 : random.Next(5);

    private GenericRecord Record(AvroRecordSchema schema, int depth)
    {
        var record = new GenericRecord(schema);
        foreach (var field in schema.Fields) record[field.Position] = Next(field.Schema, depth + 1);
        return record;
    }

    private Dictionary<string, object?> Map(AvroMapSchema schema, int depth)
    {
        var map = new Dictionary<string, object?>();
        for (var i = Count(depth); i > 0; i--) map[Text()] = Next(schema.Values, depth + 1);
        return map;
    }

    private GenericFixed Fixed(AvroFixedSchema schema)
    {
        var bytes = new byte[schema.Size];
        random.NextBytes(bytes);
        return new GenericFixed(schema, bytes);
    }

    private object? Primitive(AvroType type) => type switch
    {
        AvroType.Null => null,
        AvroType.Boolean => random.Next(2) == 0,
        AvroType.Int => (int)Integer(31),
        AvroType.Long => Integer(63),
        AvroType.Float => (float)(random.NextDouble() * Math.Pow(10, random.Next(-20, 20))),
        AvroType.Double => random.NextDouble() * Math.Pow(10, random.Next(-200, 200)),
        AvroType.Bytes => Bytes(),
        _ => Text(),
    };

    // As many of few bits as of many, so that every length of the encoding occurs.
    private long Integer(int bits)
    {
        var value = random.NextInt64(long.MaxValue) >> (63 - random.Next(bits + 1));
        return random.Next(2) == 0 ? value : -value - 1;
    }

    private byte[] Bytes()
    {
        var bytes = new byte[random.Next(12)];
        random.NextBytes(bytes);
        return bytes;
    }

    private string Text()
    {
        var runes = Letters.EnumerateRunes().ToArray();
        return string.Concat(Enumerable.Range(0, random.Next(random.Next(10) == 0 ? 200 : 12)).Select(_ => runes[random.Next(runes.Length)].ToString()));
    }

    private object Logical(AvroLogicalType logical)
    {
        var instant = DateTimeOffset.UnixEpoch.AddMicroseconds(random.NextInt64(-2_000_000_000_000_000, 4_000_000_000_000_000));
        var millis = DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
        return logical.Kind switch
        {
            AvroLogicalKind.Date => DateOnly.FromDateTime(instant.UtcDateTime),
            AvroLogicalKind.TimeMillis => new TimeOnly(random.Next(86_400_000) * TimeSpan.TicksPerMillisecond),
            AvroLogicalKind.TimeMicros => new TimeOnly(random.NextInt64(86_400_000_000) * TimeSpan.TicksPerMicrosecond),
            AvroLogicalKind.TimestampMillis => millis,
            AvroLogicalKind.TimestampMicros => instant,
            AvroLogicalKind.TimestampNanos => new AvroNanoTimestamp(Integer(63)),
            AvroLogicalKind.LocalTimestampMillis => millis.DateTime,
            AvroLogicalKind.LocalTimestampMicros => instant.DateTime,
            AvroLogicalKind.Uuid => NewGuid(),
            _ => new AvroDecimal(new BigInteger(random.NextInt64(-999_999_999_999, 1_000_000_000_000)), logical.Scale),
        };
    }

    private Guid NewGuid()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
