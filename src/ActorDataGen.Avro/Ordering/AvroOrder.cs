using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Resolution;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Ordering;

/// <summary>The specification's sort order, on binary data as it stands. NaN counts as the greatest number.</summary>
public static class AvroOrder
{
    /// <summary>Compares two values of one schema: negative, zero or positive as the first is smaller, equal or greater.</summary>
    /// <exception cref="AvroException">The bytes are no such values, or maps would have to be compared.</exception>
    public static int Compare(AvroSchema schema, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var comparer = new Comparer(left, right);
        return comparer.Compare(schema);
    }

    private ref struct Comparer(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        private readonly SchemaSizes _sizes = new();
        private AvroBinaryReader _left = new(left);
        private AvroBinaryReader _right = new(right);

        public int Compare(AvroSchema schema)
        {
            // Guards the time that values without bytes take.
            _left.Charge(1);
            switch (schema)
            {
                case AvroRecordSchema record:
                    return CompareRecords(record);
                case AvroArraySchema array:
                    return CompareArrays(array);
                case AvroUnionSchema union:
                    var branch = _left.ReadInt();
                    var order = branch.CompareTo(_right.ReadInt());
                    if (order != 0) return order;
                    return (uint)branch < (uint)union.Branches.Length ? Compare(union.Branches[branch]) : throw AvroException.BadData($"Branch {branch} of a union of {union.Branches.Length} types.");
                case AvroMapSchema:
                    throw AvroException.BadValue("Maps have no order: give the field that holds one \"order\": \"ignore\".");
                case AvroFixedSchema f:
                    return _left.ReadFixed(f.Size).SequenceCompareTo(_right.ReadFixed(f.Size));
                default:
                    return ComparePrimitives(schema.Type);
            }
        }

        private int ComparePrimitives(AvroType type) => type switch
        {
            AvroType.Null => 0,
            AvroType.Boolean => _left.ReadBoolean().CompareTo(_right.ReadBoolean()),
            AvroType.Int or AvroType.Enum => _left.ReadInt().CompareTo(_right.ReadInt()),
            AvroType.Long => _left.ReadLong().CompareTo(_right.ReadLong()),
            AvroType.Float => CompareNumbers(_left.ReadFloat(), _right.ReadFloat()),
            AvroType.Double => CompareNumbers(_left.ReadDouble(), _right.ReadDouble()),
            _ => _left.ReadBytes().SequenceCompareTo(_right.ReadBytes()),
        };

        private static int CompareNumbers(double left, double right) =>
            double.IsNaN(left) || double.IsNaN(right) ? double.IsNaN(left).CompareTo(double.IsNaN(right)) : left.CompareTo(right);

        private int CompareRecords(AvroRecordSchema record)
        {
            if (record.IsRecursive) _left.Enter();
            foreach (var field in record.Fields)
            {
                if (field.Order == AvroFieldOrder.Ignore)
                {
                    var skip = new SkipPlan.Builder(_sizes).Build(field.Schema);
                    skip.Skip(ref _left);
                    skip.Skip(ref _right);
                    continue;
                }

                var order = Compare(field.Schema);
                if (order != 0) return field.Order == AvroFieldOrder.Descending ? -order : order;
            }

            if (record.IsRecursive) _left.Leave();
            return 0;
        }

        private int CompareArrays(AvroArraySchema array)
        {
            var minimum = _sizes.Minimum(array.Items);
            // How many items are left in the block of either side; blocks need not be cut alike.
            var (leftCount, rightCount) = (0, 0);
            while (true)
            {
                if (leftCount == 0) leftCount = _left.ReadBlockStart(minimum, out _);
                if (rightCount == 0) rightCount = _right.ReadBlockStart(minimum, out _);
                if (leftCount == 0 || rightCount == 0) return leftCount.CompareTo(rightCount) is var order && order != 0 ? Math.Sign(order) : 0;
                if (Compare(array.Items) is var items && items != 0) return items;
                leftCount--;
                rightCount--;
            }
        }
    }
}
