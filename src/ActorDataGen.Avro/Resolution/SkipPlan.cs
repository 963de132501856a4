using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Resolution;

/// <summary>Passes over a value that the reader does not want.</summary>
internal abstract class SkipPlan
{
    public abstract void Skip(ref AvroBinaryReader reader);

    public sealed class Nothing : SkipPlan
    {
        public override void Skip(ref AvroBinaryReader reader)
        {
        }
    }

    public sealed class Boolean : SkipPlan
    {
        public override void Skip(ref AvroBinaryReader reader) => reader.ReadBoolean();
    }

    public sealed class Varint : SkipPlan
    {
        public override void Skip(ref AvroBinaryReader reader) => reader.ReadLong();
    }

    public sealed class Sized(int size) : SkipPlan
    {
        public override void Skip(ref AvroBinaryReader reader) => reader.Skip(size);
    }

    public sealed class Bytes : SkipPlan
    {
        public override void Skip(ref AvroBinaryReader reader) => reader.SkipBytes();
    }

    public sealed class Blocks(SkipPlan item, bool isMap, int minimum, bool isEmpty) : SkipPlan
    {
        public override void Skip(ref AvroBinaryReader reader)
        {
            while (reader.ReadBlockStart(minimum, out var end) is var count && count > 0)
            {
                if (end >= 0) reader.Skip(end - reader.Position);
                else if (!isEmpty) SkipItems(ref reader, count);
            }
        }

        private void SkipItems(ref AvroBinaryReader reader, int count)
        {
            for (var i = 0; i < count; i++)
            {
                if (isMap) reader.SkipBytes();
                item.Skip(ref reader);
            }
        }
    }

    public sealed class Union(SkipPlan[] branches) : SkipPlan
    {
        public override void Skip(ref AvroBinaryReader reader)
        {
            var branch = reader.ReadInt();
            if ((uint)branch >= (uint)branches.Length) throw AvroException.BadData($"Branch {branch} of a union of {branches.Length} types.");
            branches[branch].Skip(ref reader);
        }
    }

    public sealed class Record(bool isRecursive) : SkipPlan
    {
        public SkipPlan[] Fields { get; set; } = [];

        public override void Skip(ref AvroBinaryReader reader)
        {
            if (isRecursive) reader.Enter();
            foreach (var field in Fields) field.Skip(ref reader);
            if (isRecursive) reader.Leave();
        }
    }

    /// <summary>Makes plans; one for each record, however often it is met.</summary>
    public sealed class Builder(SchemaSizes sizes)
    {
        private static readonly SkipPlan Empty = new Nothing();
        private readonly Dictionary<AvroRecordSchema, Record> _records = [];

        public SkipPlan Build(AvroSchema schema)
        {
            // Values without bytes are passed over without looking: a few records may stand for billions of them.
            if (sizes.IsEmpty(schema)) return Empty;
            switch (schema)
            {
                case AvroRecordSchema record:
                    if (_records.TryGetValue(record, out var known)) return known;
                    var plan = _records[record] = new Record(record.IsRecursive);
                    plan.Fields = [.. record.Fields.Select(f => Build(f.Schema)).Where(p => p is not Nothing)];
                    return plan;
                case AvroArraySchema array:
                    return new Blocks(Build(array.Items), false, sizes.Minimum(array.Items), sizes.IsEmpty(array.Items));
                case AvroMapSchema map:
                    return new Blocks(Build(map.Values), true, 1 + sizes.Minimum(map.Values), false);
                case AvroUnionSchema union:
                    return new Union([.. union.Branches.Select(Build)]);
                case AvroFixedSchema f:
                    return new Sized(f.Size);
                default:
                    return schema.Type switch
                    {
                        AvroType.Boolean => new Boolean(),
                        AvroType.Float => new Sized(sizeof(float)),
                        AvroType.Double => new Sized(sizeof(double)),
                        AvroType.Bytes or AvroType.String => new Bytes(),
                        _ => new Varint(),
                    };
            }
        }
    }
}
