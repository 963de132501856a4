using System.Collections.Immutable;
using ActorDataGen.Generator.Randomness;

namespace ActorDataGen.Generator.Fields;

/// <summary>
/// A field whose value depends on the same entity's earlier records. What it remembers lies in the <see cref="RecordContext"/>;
/// an attempt that resumes first steps it through the records before, without making them.
/// </summary>
internal abstract class StatefulField(ulong salt, int slot) : Field(salt)
{
    private readonly ulong _salt = salt;

    /// <summary>Which of the context's states is this field's.</summary>
    public int Slot => slot;

    /// <summary>Goes one record on and forgets the value.</summary>
    public void Step(RecordContext context)
    {
        var random = new SeededRandom(context.RecordSeed ^ _salt);
        Make(context, ref random);
    }
}

/// <summary>A state per entity, from which each record goes on by the transitions' weights.</summary>
internal sealed class MachineField(ulong salt, int slot, ImmutableArray<byte[]> names, int initial, double[][] upto) : StatefulField(salt, slot)
{
    public override FieldShape Shape => FieldShape.Text;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        ref var state = ref context.StateOf(Slot);
        if (state == RecordContext.NotBegun)
        {
            state = initial;
        }
        else
        {
            var draw = random.NextDouble();
            var transitions = upto[state];
            var next = Array.FindIndex(transitions, u => draw < u);
            state = next < 0 ? state : next;
        }

        return FieldValue.Text(names[(int)state]);
    }
}

/// <summary>A number per entity that goes up and down by random steps between two bounds, and is drawn back to where it began.</summary>
internal sealed class WalkField(ulong salt, int slot, double start, double step, double pull, double min, double max, int decimals)
    : StatefulField(salt, slot)
{
    public override FieldShape Shape => decimals == 0 ? FieldShape.Integer : FieldShape.Float;

    public override int Decimals => decimals;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        ref var state = ref context.StateOf(Slot);
        var value = state == RecordContext.NotBegun ? start : BitConverter.Int64BitsToDouble(state);
        value = Math.Clamp(value + pull * (start - value) + step * random.NextNormal(), min, max);
        state = BitConverter.DoubleToInt64Bits(value);
        return NumberField.Rounded(value, decimals);
    }
}
