using System.Collections.Frozen;
using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Randomness;

namespace ActorDataGen.Generator.Fields;

/// <summary>Fields within a field.</summary>
internal sealed class ObjectField(IReadOnlyList<NamedField> members) : Field(0)
{
    public override FieldShape Shape => FieldShape.Object;

    public override IReadOnlyList<NamedField> Members => members;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        // Room is made first, for members may themselves have members.
        var offset = context.Arena.Count;
        foreach (var _ in members)
        {
            context.Arena.Add(FieldValue.Null);
        }

        for (int i = 0; i < members.Count; i++)
        {
            var value = members[i].Field.Next(context);
            context.Arena[offset + i] = value;
        }

        return FieldValue.Run(FieldKind.Object, offset, members.Count);
    }
}

/// <summary>So many elements of one kind, each drawn for itself.</summary>
internal sealed class ArrayField(ulong salt, Func<int, NamedField> element, int min, int max) : Field(salt)
{
    // An element is drawn from the record's seed and its own salt, so each place has a field of its own.
    private readonly NamedField[] _places = [.. Enumerable.Range(0, Math.Max(max, 1)).Select(element)];

    public override FieldShape Shape => FieldShape.Array;

    public override IReadOnlyList<NamedField> Members => _places;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        var count = (int)random.NextBetween(min, max);
        var offset = context.Arena.Count;
        for (int i = 0; i < count; i++)
        {
            context.Arena.Add(FieldValue.Null);
        }

        for (int i = 0; i < count; i++)
        {
            var value = _places[i].Field.Next(context);
            context.Arena[offset + i] = value;
        }

        return FieldValue.Run(FieldKind.Array, offset, count);
    }
}

/// <summary>One of several fields, by what another one came out as.</summary>
internal sealed class SwitchField(int slot, FrozenDictionary<string, Field> cases, Field otherwise) : Field(0)
{
    private readonly (byte[] Text, Field Field)[] _cases = [.. cases.Select(c => (System.Text.Encoding.UTF8.GetBytes(c.Key), c.Value))];

    public override FieldShape Shape => otherwise.Shape;

    public override int Decimals => otherwise.Decimals;

    public override bool IsNullable => otherwise.IsNullable || _cases.Any(c => c.Field.IsNullable);

    public override IEnumerable<int> Uses => _cases.Select(c => c.Field).Append(otherwise).SelectMany(f => f.Uses).Append(slot);

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        var text = context.Values[slot].TextOf(context);
        foreach (var (name, field) in _cases)
        {
            if (text.SequenceEqual(name))
            {
                return field.Next(context);
            }
        }

        return otherwise.Next(context);
    }
}

/// <summary>What number comes of other fields of the record.</summary>
internal enum Arithmetic
{
    Sum,
    Product,
}

/// <summary>A sum or product of numbers of the same record.</summary>
internal sealed class ArithmeticField(Arithmetic operation, IReadOnlyList<int> slots, int decimals) : Field(0)
{
    public override FieldShape Shape => decimals == 0 ? FieldShape.Integer : FieldShape.Float;

    public override int Decimals => decimals;

    public override IEnumerable<int> Uses => slots;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        double result = operation == Arithmetic.Sum ? 0 : 1;
        foreach (var slot in slots)
        {
            result = operation == Arithmetic.Sum ? result + context.Values[slot].Number : result * context.Values[slot].Number;
        }

        return NumberField.Rounded(result, decimals);
    }
}

/// <summary>
/// A field of an earlier record, of another stream or of its own. The earlier record is not remembered but made again from its
/// number, so looking up costs no memory however long ago it was, and any replica can look up any other's.
/// </summary>
internal sealed class LookupField(ulong salt, Func<DataSet> set, int shape, string pickName, int slot, Field target, long window,
    bool isOwn) : Field(salt)
{
    // A context belongs to one record stream; the data set, and with it this field, may serve several at once.
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<RecordContext, RecordContext> _contexts = [];
    private readonly ulong _pick = SeededRandom.Derive(0x100C, pickName);
    private int[]? _needed;

    public override FieldShape Shape => target.Shape;

    public override int Decimals => target.Decimals;

    public override bool IsNullable => target.IsNullable || isOwn;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        var dataSet = set();
        var source = dataSet.Shapes[shape];
        var before = dataSet.CountBefore(shape, context.SetIndex);
        if (before == 0)
        {
            return FieldValue.Null;
        }

        // Fields with the same pick name look at the same earlier record, so that a name goes with its id.
        var draw = new SeededRandom(context.RecordSeed ^ _pick);
        var reach = window > 0 ? Math.Min(window, before) : before;
        var index = before - 1 - (long)draw.NextBelow((ulong)reach);
        if (!_contexts.TryGetValue(context, out var earlier))
        {
            earlier = new RecordContext(source.Fields.Count) { SetSeed = context.SetSeed, TimeOf = context.TimeOf };
            _contexts.Add(context, earlier);
        }

        var setIndex = dataSet.SetIndexOf(shape, index);
        _needed ??= source.NeededFor(slot);
        source.FillPart(earlier, source.SeedUnder(context.SetSeed), index, setIndex, _needed);
        var value = earlier.Values[slot];
        if (value.IsFree)
        {
            return value;
        }

        var offset = context.Scratch.Length;
        context.Scratch.Write(value.TextOf(earlier));
        return FieldValue.Text(offset, value.Length);
    }
}
