namespace ActorDataGen.Jobs.Specs;

/// <summary>Something in a spec that cannot be.</summary>
/// <param name="Field">The field, as a path in the spec's own words (<c>cron.timeZone</c>).</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Remedy">What would be right.</param>
public sealed record SpecProblem(string Field, string Problem, string Remedy)
{
    /// <summary>One line.</summary>
    public override string ToString() => $"{Field}: {Problem}; {Remedy}";
}
