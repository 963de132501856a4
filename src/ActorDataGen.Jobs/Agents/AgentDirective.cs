using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Agents;

/// <summary>What an operator wants of an agent; the last one counts, and none means <see cref="Draining"/> false and no labels.</summary>
public sealed record AgentDirective
{
    /// <summary>Who is meant.</summary>
    public required AgentId Agent { get; init; }

    /// <summary>Whether it is to be emptied and to take nothing new.</summary>
    public bool Draining { get; init; }

    /// <summary>When a drain must be over: what still runs is then stopped. Null leaves replicas their time.</summary>
    public DateTimeOffset? DrainDeadline { get; init; }

    /// <summary>Labels that the operator gives; they win over the agent's own, and an empty value takes a label away.</summary>
    public StringMap Labels { get; init; } = StringMap.Empty;

    /// <summary>Who wants it.</summary>
    public string User { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it was said.</summary>
    public DateTimeOffset At { get; init; }
}
