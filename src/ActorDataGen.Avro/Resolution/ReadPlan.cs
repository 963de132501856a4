using System.Collections.Immutable;
using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Resolution;

/// <summary>
/// How to read what one schema wrote as a value of another. Walked as it stands it reads generic values; for .NET records
/// it is compiled.
/// </summary>
internal abstract class ReadPlan(AvroSchema reader)
{
    /// <summary>The schema that values come out in. Under a union this is the branch, not the union.</summary>
    public AvroSchema Reader { get; } = reader;

    /// <summary>Reads a generic value.</summary>
    public abstract object? Read(ref AvroBinaryReader input);
}

/// <summary>A primitive type, promoted where the writer's is another.</summary>
internal sealed class PrimitivePlan(AvroType writer, AvroSchema reader) : ReadPlan(reader)
{
    private readonly AvroLogicalKind? _logical = reader.LogicalType?.Kind;
    private readonly int _scale = reader.LogicalType?.Scale ?? 0;

    /// <summary>The type on the wire.</summary>
    public AvroType Writer { get; } = writer;

    public override object? Read(ref AvroBinaryReader input)
    {
        switch (Reader.Type)
        {
            case AvroType.Null:
                return null;
            case AvroType.Boolean:
                return input.ReadBoolean() ? GenericValues.True : GenericValues.False;
            case AvroType.Int:
                return GenericLogical.FromInt(_logical, input.ReadInt());
            case AvroType.Long:
                return GenericLogical.FromLong(_logical, Writer == AvroType.Int ? input.ReadInt() : input.ReadLong());
            case AvroType.Float:
                return Writer switch { AvroType.Int => input.ReadInt(), AvroType.Long => (float)input.ReadLong(), _ => input.ReadFloat() };
            case AvroType.Double:
                return Writer switch
                {
                    AvroType.Int => input.ReadInt(),
                    AvroType.Long => (double)input.ReadLong(),
                    AvroType.Float => input.ReadFloat(),
                    _ => input.ReadDouble(),
                };
            case AvroType.Bytes:
                return GenericLogical.ReadBytes(_logical, ref input, _scale);
            default:
                return GenericLogical.FromString(_logical, input.ReadString());
        }
    }
}

/// <summary>An enum: the writer's positions are looked up.</summary>
internal sealed class EnumPlan(AvroEnumSchema writer, AvroEnumSchema reader) : ReadPlan(reader)
{
    /// <summary>The reader's position for each of the writer's, or -1 where it has neither the symbol nor a default.</summary>
    public int[] Map { get; } =
        [.. writer.Symbols.Select(s => reader.IndexOf(s) is var i && i < 0 && reader.Default is not null ? reader.IndexOf(reader.Default) : i)];

    public override object? Read(ref AvroBinaryReader input) => ((AvroEnumSchema)Reader).Values[ReadIndex(ref input)];

    public int ReadIndex(ref AvroBinaryReader input)
    {
        var index = input.ReadInt();
        if ((uint)index >= (uint)Map.Length) throw AvroException.BadData($"{index} is not a position in the enum {writer.Name}, which has {Map.Length} symbols.");
        var mapped = Map[index];
        return mapped >= 0 ? mapped : throw Unknown(index);
    }

    private AvroException Unknown(int index) =>
        new(AvroErrorKind.Resolution, $"The reader's enum {Reader.Name} has neither the symbol \"{writer.Symbols[index]}\" nor a default.");
}

/// <summary>Fixed bytes.</summary>
internal sealed class FixedPlan(AvroFixedSchema reader) : ReadPlan(reader)
{
    public override object? Read(ref AvroBinaryReader input) => GenericLogical.ReadFixed((AvroFixedSchema)Reader, ref input);
}

/// <summary>An array.</summary>
internal sealed class ArrayPlan(AvroArraySchema reader, ReadPlan item, int minimum) : ReadPlan(reader)
{
    public ReadPlan Item { get; } = item;

    public int Minimum { get; } = minimum;

    public override object? Read(ref AvroBinaryReader input)
    {
        input.Charge(56);
        var list = new List<object?>();
        while (input.ReadBlockStart(Minimum, out var end) is var count && count > 0)
        {
            input.Charge(8L * count);
            list.EnsureCapacity(list.Count + count);
            for (var i = 0; i < count; i++) list.Add(Item.Read(ref input));
            input.ReadBlockEnd(end);
        }

        return list;
    }
}

/// <summary>A map. Of two entries with one key the later counts.</summary>
internal sealed class MapPlan(AvroMapSchema reader, ReadPlan value, int minimum) : ReadPlan(reader)
{
    public ReadPlan Value { get; } = value;

    public int Minimum { get; } = minimum;

    public override object? Read(ref AvroBinaryReader input)
    {
        input.Charge(80);
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (input.ReadBlockStart(Minimum, out var end) is var count && count > 0)
        {
            input.Charge(32L * count);
            for (var i = 0; i < count; i++) map[input.ReadString()] = Value.Read(ref input);
            input.ReadBlockEnd(end);
        }

        return map;
    }
}

/// <summary>One of the writer's fields: read into a field of the reader, or skipped.</summary>
/// <param name="Target">The reader's field, or null.</param>
/// <param name="Plan">How to read it; null with <paramref name="Target"/>.</param>
/// <param name="Skip">How to pass over it, for who does not want it.</param>
internal readonly record struct FieldStep(AvroField? Target, ReadPlan? Plan, SkipPlan Skip);

/// <summary>A field that only the reader has.</summary>
/// <param name="Target">The reader's field.</param>
/// <param name="Plan">How to read its type.</param>
/// <param name="Encoded">Its default in binary.</param>
internal sealed record FieldDefault(AvroField Target, ReadPlan Plan, byte[] Encoded);

/// <summary>A record: the writer's fields in their order, then the defaults of those it lacks.</summary>
internal sealed class RecordPlan(AvroRecordSchema reader, bool isRecursive) : ReadPlan(reader)
{
    /// <summary>Whether depth must be counted.</summary>
    public bool IsRecursive { get; } = isRecursive;

    public ImmutableArray<FieldStep> Steps { get; set; } = [];

    public ImmutableArray<FieldDefault> Defaults { get; set; } = [];

    public override object? Read(ref AvroBinaryReader input)
    {
        var schema = (AvroRecordSchema)Reader;
        if (IsRecursive) input.Enter();
        input.Charge(56 + (8 * schema.Fields.Length));
        var values = new object?[schema.Fields.Length];
        foreach (var step in Steps)
        {
            if (step.Target is null) step.Skip.Skip(ref input);
            else values[step.Target.Position] = step.Plan!.Read(ref input);
        }

        foreach (var missing in Defaults) values[missing.Target.Position] = ReadDefault(missing, ref input);
        if (IsRecursive) input.Leave();
        return new GenericRecord(schema, values);
    }

    // Read afresh each time: lists and maps in it belong to whoever gets the record.
    private static object? ReadDefault(FieldDefault missing, ref AvroBinaryReader input)
    {
        input.Charge(8L * missing.Encoded.Length);
        var reader = new AvroBinaryReader(missing.Encoded);
        return missing.Plan.Read(ref reader);
    }
}

/// <summary>A writer's union: the branch stands on the wire.</summary>
internal sealed class UnionPlan(AvroSchema reader) : ReadPlan(reader)
{
    public ImmutableArray<ReadPlan> Branches { get; set; } = [];

    public override object? Read(ref AvroBinaryReader input) => Branches[ReadBranch(ref input)].Read(ref input);

    public int ReadBranch(ref AvroBinaryReader input)
    {
        var branch = input.ReadInt();
        return (uint)branch < (uint)Branches.Length ? branch : throw AvroException.BadData($"Branch {branch} of a union of {Branches.Length} types.");
    }
}

/// <summary>A branch of a writer's union that the reader cannot take: an error only if it is met.</summary>
internal sealed class FailPlan(AvroSchema reader, string reason) : ReadPlan(reader)
{
    public string Reason { get; } = reason;

    public override object? Read(ref AvroBinaryReader input) => throw Error(Reason);

    public static AvroException Error(string reason) => new(AvroErrorKind.Resolution, reason);
}
