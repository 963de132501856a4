using ActorDataGen.Generator.Randomness;

namespace ActorDataGen.Generator.Fields;

/// <summary>What a field's values look like on the outside: which JSON and which Avro type they become.</summary>
internal enum FieldShape
{
    Boolean,
    Integer,
    Float,
    Text,
    InstantMillis,
    InstantMicros,
    InstantSeconds,
    InstantText,
    Object,
    Array,
}

/// <summary>
/// Makes one field of a record, as a pure function of the data set's seed and the record's number; except a
/// <see cref="StatefulField"/>, which needs its entity's earlier records.
/// </summary>
internal abstract class Field(ulong salt)
{
    /// <summary>Which JSON and Avro type the values become.</summary>
    public abstract FieldShape Shape { get; }

    /// <summary>Digits after the point of a number; −1 is as many as it takes.</summary>
    public virtual int Decimals => -1;

    /// <summary>Whether some values may be null.</summary>
    public virtual bool IsNullable => false;

    /// <summary>The members of an object, or the elements of an array, which are all of one type.</summary>
    public virtual IReadOnlyList<NamedField> Members => [];

    /// <summary>The slots of the fields of the same record that this one is made from.</summary>
    public virtual IEnumerable<int> Uses => Members.SelectMany(m => m.Field.Uses);

    public FieldValue Next(RecordContext context) => From(context, context.RecordSeed);

    /// <summary>The value that goes with a seed: the record's, or its entity's.</summary>
    public FieldValue From(RecordContext context, ulong seed)
    {
        var random = new SeededRandom(seed ^ salt);
        return Make(context, ref random);
    }

    protected abstract FieldValue Make(RecordContext context, ref SeededRandom random);
}

/// <summary>Another field, the same in all records of an entity, or null in a share of them, or both.</summary>
internal sealed class ModifiedField(Field inner, ulong salt, bool perEntity, double nulls) : Field(~salt)
{
    public override FieldShape Shape => inner.Shape;

    public override int Decimals => inner.Decimals;

    public override bool IsNullable => nulls > 0 || inner.IsNullable;

    public override IReadOnlyList<NamedField> Members => inner.Members;

    public override IEnumerable<int> Uses => inner.Uses;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random) =>
        nulls > 0 && random.NextDouble() < nulls ? FieldValue.Null
            : inner.From(context, perEntity ? context.EntitySeed : context.RecordSeed);
}

/// <summary>A field with its name in the record.</summary>
internal sealed record NamedField(string Name, Field Field, string Description = "")
{
    /// <summary>The name as a JSON key with its colon.</summary>
    public byte[] JsonKey { get; } = System.Text.Encoding.UTF8.GetBytes(System.Text.Json.JsonSerializer.Serialize(Name) + ":");
}
