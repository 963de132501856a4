using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Resolution;

/// <summary>How many bytes values of a schema take at least, and whether they never take any.</summary>
internal sealed class SchemaSizes
{
    // No need to know more exactly than this: the number serves to refuse counts that cannot be true.
    private const long Enough = 1 << 20;
    private readonly Dictionary<AvroRecordSchema, (long Minimum, bool IsEmpty)> _records = [];

    public int Minimum(AvroSchema schema) => (int)Measure(schema).Minimum;

    public bool IsEmpty(AvroSchema schema) => Measure(schema).IsEmpty;

    private (long Minimum, bool IsEmpty) Measure(AvroSchema schema) => schema switch
    {
        AvroFixedSchema f => (Math.Min(f.Size, Enough), f.Size == 0),
        AvroRecordSchema record => MeasureRecord(record),
        AvroUnionSchema { Branches.IsEmpty: false } union => (1 + union.Branches.Min(b => Measure(b).Minimum), false),
        _ => schema.Type switch
        {
            AvroType.Null => (0, true),
            AvroType.Float => (sizeof(float), false),
            AvroType.Double => (sizeof(double), false),
            _ => (1, false),
        },
    };

    private (long Minimum, bool IsEmpty) MeasureRecord(AvroRecordSchema record)
    {
        if (_records.TryGetValue(record, out var known)) return known;
        // While it is being measured: a lower bound, and not empty, since a value that holds itself for ever cannot be.
        _records[record] = (0, false);
        long minimum = 0;
        var isEmpty = true;
        foreach (var field in record.Fields)
        {
            var size = Measure(field.Schema);
            minimum = Math.Min(minimum + size.Minimum, Enough);
            isEmpty &= size.IsEmpty;
        }

        return _records[record] = (minimum, isEmpty);
    }
}
