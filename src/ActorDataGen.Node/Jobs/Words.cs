using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Node.Jobs;

/// <summary>The words that documents use for the domain's choices.</summary>
internal static class Words
{
    public static IReadOnlyDictionary<string, PlacementStrategy> Strategies { get; } = new Dictionary<string, PlacementStrategy>
    {
        ["spread"] = PlacementStrategy.Spread,
        ["binpack"] = PlacementStrategy.Binpack,
    };

    public static IReadOnlyDictionary<string, AntiAffinity> AntiAffinities { get; } = new Dictionary<string, AntiAffinity>
    {
        ["preferred"] = AntiAffinity.Preferred,
        ["required"] = AntiAffinity.Required,
        ["none"] = AntiAffinity.None,
    };

    public static IReadOnlyDictionary<string, OverlapRule> Overlaps { get; } = new Dictionary<string, OverlapRule>
    {
        ["forbid"] = OverlapRule.Forbid,
        ["allow"] = OverlapRule.Allow,
        ["replace"] = OverlapRule.Replace,
    };

    public static IReadOnlyDictionary<string, RestartCondition> Conditions { get; } = new Dictionary<string, RestartCondition>
    {
        ["on-failure"] = RestartCondition.OnFailure,
        ["always"] = RestartCondition.Always,
        ["never"] = RestartCondition.Never,
    };

    public static IReadOnlyDictionary<string, ConstraintOperator> Operators { get; } = new Dictionary<string, ConstraintOperator>
    {
        ["="] = ConstraintOperator.Equal,
        ["!="] = ConstraintOperator.NotEqual,
        ["in"] = ConstraintOperator.In,
        ["not-in"] = ConstraintOperator.NotIn,
        ["exists"] = ConstraintOperator.Exists,
        ["absent"] = ConstraintOperator.NotExists,
    };

    /// <summary>The word for a choice.</summary>
    public static string Of<T>(IReadOnlyDictionary<string, T> words, T value)
        where T : struct, Enum =>
        words.First(w => EqualityComparer<T>.Default.Equals(w.Value, value)).Key;
}
