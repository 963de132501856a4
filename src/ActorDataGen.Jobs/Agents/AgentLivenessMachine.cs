namespace ActorDataGen.Jobs.Agents;

/// <summary>What an observer makes of an agent.</summary>
public enum AgentHealth
{
    /// <summary>Takes replicas.</summary>
    Ready,

    /// <summary>Says that a check fails.</summary>
    Unhealthy,

    /// <summary>Is being emptied.</summary>
    Draining,

    /// <summary>Is empty.</summary>
    Drained,

    /// <summary>Was not heard for too long.</summary>
    Lost,
}

/// <summary>What an observer knows of one agent.</summary>
/// <param name="Agent">Who.</param>
/// <param name="Health">How it is, as far as the observer knows.</param>
/// <param name="HeardAt">When it was last heard or its time began anew, on the observer's monotonic clock.</param>
/// <param name="Status">Its last word; null before the first.</param>
public sealed record AgentLiveness(AgentId Agent, AgentHealth Health, TimeSpan HeardAt, AgentStatus? Status);

/// <summary>What an <see cref="AgentLivenessMachine"/> is told.</summary>
public interface IAgentObservation;

/// <summary>The agent spoke.</summary>
public sealed record AgentHeard(AgentStatus Status) : IAgentObservation;

/// <summary>
/// The observer could not hear anybody until now: it took ownership, reconnected, or was suspended. Everybody's time begins anew.
/// </summary>
public sealed record ObservationResumed : IAgentObservation
{
    /// <summary>The only one.</summary>
    public static ObservationResumed Instance { get; } = new();
}

/// <summary>Time passed.</summary>
/// <param name="CaughtUp">Whether the observer has read <c>Agent_Status</c> to its end: silence counts only then.</param>
public sealed record ObservationTick(bool CaughtUp) : IAgentObservation;

/// <summary>What changed about an agent; null where nothing that jobs care about did.</summary>
/// <param name="Next">What is known from now on.</param>
/// <param name="Change">The new health, where it is another.</param>
public readonly record struct LivenessDecision(AgentLiveness Next, AgentHealth? Change);

/// <summary>How patient an observer is.</summary>
public sealed record LivenessOptions
{
    /// <summary>The defaults.</summary>
    public static LivenessOptions Default { get; } = new();

    /// <summary>Silence after which an agent is lost. 30 s: three times what a restart of the agent takes, since its containers live on meanwhile.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Decides whether an agent is there. Never reads a clock.</summary>
/// <remarks>
/// <code>
/// Ready ◄──heard──► Unhealthy, Draining, Drained
///   any ──silent for LostAfter, while the observer hears──► Lost ──heard──► what it says
/// </code>
/// </remarks>
public static class AgentLivenessMachine
{
    /// <summary>What is known of an agent at its first word.</summary>
    public static LivenessDecision Meet(AgentStatus status, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(status);
        var health = HealthOf(status.State);
        return new LivenessDecision(new AgentLiveness(status.Agent, health, now, status), health);
    }

    /// <summary>What is known of an agent that jobs name but that was never heard.</summary>
    public static AgentLiveness Expect(AgentId agent, TimeSpan now) => new(agent, AgentHealth.Ready, now, null);

    /// <summary>Decides on one observation.</summary>
    /// <param name="state">What was known.</param>
    /// <param name="observation">What was observed.</param>
    /// <param name="options">How patient to be.</param>
    /// <param name="now">The observer's monotonic clock, from any origin.</param>
    public static LivenessDecision Decide(AgentLiveness state, IAgentObservation observation, LivenessOptions options, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        switch (observation)
        {
            case AgentHeard { Status: var status }:
                var health = HealthOf(status.State);
                return new LivenessDecision(
                    state with { Health = health, HeardAt = now, Status = status },
                    health == state.Health && state.Status is not null ? null : health);
            case ObservationResumed:
                return new LivenessDecision(state with { HeardAt = now }, null);
            // While it has not read to the end, what looks like silence may only be unread: time counts from when it has.
            case ObservationTick { CaughtUp: false }:
                return new LivenessDecision(state with { HeardAt = now }, null);
            case ObservationTick when state.Health != AgentHealth.Lost && now - state.HeardAt >= options.LostAfter:
                return new LivenessDecision(state with { Health = AgentHealth.Lost }, AgentHealth.Lost);
            default:
                return new LivenessDecision(state, null);
        }
    }

    private static AgentHealth HealthOf(AgentState state) => state switch
    {
        AgentState.Ready => AgentHealth.Ready,
        AgentState.Draining => AgentHealth.Draining,
        AgentState.Drained => AgentHealth.Drained,
        _ => AgentHealth.Unhealthy,
    };
}
