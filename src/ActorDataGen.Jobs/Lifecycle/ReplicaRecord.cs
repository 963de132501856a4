using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>What the owner of a job wants of a replica now.</summary>
public enum ReplicaPhase
{
    /// <summary>Wants a place and has none.</summary>
    Pending,

    /// <summary>Waits, until <see cref="ReplicaRecord.DueAt"/>, to be started again where it was.</summary>
    RestartDelayed,

    /// <summary>Waits, until <see cref="ReplicaRecord.DueAt"/>, to be placed elsewhere.</summary>
    RescheduleDelayed,

    /// <summary>Has a live attempt on an agent; <see cref="ReplicaRecord.Observed"/> says how far it is.</summary>
    Active,

    /// <summary>Its agent was told to stop it; then it is placed elsewhere.</summary>
    Moving,

    /// <summary>Its agent was told to stop it; then it is over.</summary>
    Stopping,

    /// <summary>Ended well in this run.</summary>
    Succeeded,

    /// <summary>Given up in this run.</summary>
    Failed,

    /// <summary>Stopped in this run.</summary>
    Stopped,
}

/// <summary>Questions to a <see cref="ReplicaPhase"/>.</summary>
public static class ReplicaPhases
{
    /// <summary>True once the replica is over for its run.</summary>
    public static bool IsOver(this ReplicaPhase phase) =>
        phase is ReplicaPhase.Succeeded or ReplicaPhase.Failed or ReplicaPhase.Stopped;

    /// <summary>True while an agent holds an attempt of it that is wanted, or is to be stopped.</summary>
    public static bool HoldsAgent(this ReplicaPhase phase) =>
        phase is ReplicaPhase.Active or ReplicaPhase.Moving or ReplicaPhase.Stopping;
}

/// <summary>How much of a policy's attempts is used up in its window.</summary>
/// <param name="Since">When the window began.</param>
/// <param name="Used">Attempts since then.</param>
public readonly record struct Budget(DateTimeOffset Since, int Used);

/// <summary>An attempt that is no longer wanted and has not been seen to end.</summary>
/// <param name="Attempt">Its number.</param>
/// <param name="Agent">Where it was.</param>
public readonly record struct SupersededAttempt(int Attempt, AgentId Agent);

/// <summary>The owner's view of one replica.</summary>
public sealed record ReplicaRecord
{
    /// <summary>Its number, unique in the job.</summary>
    public required int Number { get; init; }

    /// <summary>Its place within its run, from 0.</summary>
    public int Ordinal { get; init; }

    /// <summary>The run it belongs to.</summary>
    public required int Run { get; init; }

    /// <summary>What is wanted of it.</summary>
    public ReplicaPhase Phase { get; init; }

    /// <summary>The last attempt made, 0 before the first; never falls.</summary>
    public int Attempt { get; init; }

    /// <summary>Where that attempt was placed; empty before the first.</summary>
    public AgentId Agent { get; init; }

    /// <summary>What is known of that attempt.</summary>
    public ReplicaState Observed { get; init; }

    /// <summary>The engine's id of that attempt's container; empty until there is one.</summary>
    public string ContainerId { get; init; } = "";

    /// <summary>Its exit code, once it exited.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why it is as it is: the last failure, or why it has no place.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When a container of it first ran in this run; null before.</summary>
    public DateTimeOffset? FirstRanAt { get; init; }

    /// <summary>When the current attempt's container was seen running; null before.</summary>
    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>When it was over; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When a delayed restart or move, or the next look for a place, is due.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Restarts on the current host.</summary>
    public Budget Restarts { get; init; }

    /// <summary>Moves.</summary>
    public Budget Reschedules { get; init; }

    /// <summary>Agents that just refused it or let it down; not asked again as long as there are others.</summary>
    public ValueArray<AgentId> Avoid { get; init; }

    /// <summary>Earlier attempts that may still have a container or a status somewhere.</summary>
    public ValueArray<SupersededAttempt> Superseded { get; init; }
}
