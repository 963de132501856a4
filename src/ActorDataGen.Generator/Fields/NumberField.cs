using ActorDataGen.Generator.Randomness;

namespace ActorDataGen.Generator.Fields;

/// <summary>How numbers are spread.</summary>
internal abstract record Distribution
{
    private Distribution() { }

    public abstract double Draw(ref SeededRandom random);

    public sealed record Uniform(double Min, double Max) : Distribution
    {
        public override double Draw(ref SeededRandom random) => Min + (Max - Min) * random.NextDouble();
    }

    public sealed record Normal(double Mean, double Deviation) : Distribution
    {
        public override double Draw(ref SeededRandom random) => Mean + Deviation * random.NextNormal();
    }

    /// <summary>Its logarithm is normal: incomes, sizes of orders, answer times.</summary>
    public sealed record LogNormal(double Median, double Sigma) : Distribution
    {
        public override double Draw(ref SeededRandom random) => Median * Math.Exp(Sigma * random.NextNormal());
    }

    public sealed record Exponential(double Mean) : Distribution
    {
        public override double Draw(ref SeededRandom random) => Mean * random.NextExponential();
    }

    /// <summary>A few are huge: P(X &gt; x) = (scale/x)^alpha.</summary>
    public sealed record Pareto(double Scale, double Alpha) : Distribution
    {
        public override double Draw(ref SeededRandom random) => Scale / Math.Pow(1 - random.NextDouble(), 1 / Alpha);
    }
}

/// <summary>A number from a distribution, cut off at its bounds, with a set number of decimals.</summary>
internal sealed class NumberField(ulong salt, Distribution distribution, double min, double max, int decimals) : Field(salt)
{
    public override FieldShape Shape => decimals == 0 ? FieldShape.Integer : FieldShape.Float;

    public override int Decimals => decimals;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random) =>
        Rounded(Math.Clamp(distribution.Draw(ref random), min, max), decimals);

    public static FieldValue Rounded(double value, int decimals) => decimals switch
    {
        0 => FieldValue.Of((long)Math.Round(value, MidpointRounding.AwayFromZero)),
        > 0 => FieldValue.Of(Math.Round(value, decimals, MidpointRounding.AwayFromZero)),
        _ => FieldValue.Of(value),
    };
}

/// <summary>A number that swings with the time of the record, as temperatures do over a day, with noise on it.</summary>
internal sealed class WaveField(
    ulong salt, ulong entitySalt, double mean, double amplitude, long periodMicros, double noise, double spread, int decimals) : Field(salt)
{
    public override FieldShape Shape => decimals == 0 ? FieldShape.Integer : FieldShape.Float;

    public override int Decimals => decimals;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        // Each entity has its own level and phase, or all of them would move as one.
        var own = new SeededRandom(context.EntitySeed ^ entitySalt);
        var level = mean + spread * (2 * own.NextDouble() - 1);
        var phase = own.NextDouble();
        var turn = (double)(context.Time % periodMicros) / periodMicros;
        return NumberField.Rounded(level + amplitude * Math.Sin(2 * Math.PI * (turn + phase)) + noise * random.NextNormal(), decimals);
    }
}
