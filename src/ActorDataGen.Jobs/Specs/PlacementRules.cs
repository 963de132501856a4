namespace ActorDataGen.Jobs.Specs;

/// <summary>Which of the agents with room is taken.</summary>
public enum PlacementStrategy
{
    /// <summary>The least loaded.</summary>
    Spread,

    /// <summary>The fullest that still has room.</summary>
    Binpack,
}

/// <summary>Whether replicas of one job may share an agent.</summary>
public enum AntiAffinity
{
    /// <summary>They share one only when no other has room.</summary>
    Preferred,

    /// <summary>They never do.</summary>
    Required,

    /// <summary>It does not matter.</summary>
    None,
}

/// <summary>How a constraint compares.</summary>
public enum ConstraintOperator
{
    /// <summary>The label has the value.</summary>
    Equal,

    /// <summary>The label has another value or does not exist.</summary>
    NotEqual,

    /// <summary>The label exists.</summary>
    Exists,

    /// <summary>The label does not exist.</summary>
    NotExists,

    /// <summary>The label has one of the values, separated by commas.</summary>
    In,

    /// <summary>The label has none of the values, separated by commas, or does not exist.</summary>
    NotIn,
}

/// <summary>What one of an agent's labels must say. The label <c>agent</c> is every agent's id.</summary>
/// <param name="Label">The label's name.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Value">With what; empty for <see cref="ConstraintOperator.Exists"/> and its opposite.</param>
public sealed record PlacementConstraint(string Label, ConstraintOperator Operator, string Value = "");
