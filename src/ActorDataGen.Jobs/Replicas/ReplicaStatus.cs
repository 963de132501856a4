namespace ActorDataGen.Jobs.Replicas;

/// <summary>What is observed of an attempt: <c>Placed → Pulling → Creating → Running → Exited | Failed | Refused | Lost</c>.</summary>
public enum ReplicaState
{
    /// <summary>An agent was chosen and told; it has not answered.</summary>
    Placed,

    /// <summary>The image is being pulled.</summary>
    Pulling,

    /// <summary>The container is being created and started.</summary>
    Creating,

    /// <summary>The container runs.</summary>
    Running,

    /// <summary>The container ended by itself, by its duration or by a stop; <see cref="ReplicaStatus.ExitCode"/> says how.</summary>
    Exited,

    /// <summary>The container could not be started (no such image, engine error).</summary>
    Failed,

    /// <summary>The agent has no room; costs no restart attempt.</summary>
    Refused,

    /// <summary>Nobody knows: its agent does not answer, or the container vanished without a trace.</summary>
    Lost,
}

/// <summary>Why a container ended.</summary>
public enum ReplicaEnding
{
    /// <summary>It has not ended, or nobody knows.</summary>
    None,

    /// <summary>Its process ended by itself; the exit code says how.</summary>
    Exit,

    /// <summary>Its duration was reached: a success, whatever the exit code.</summary>
    DurationReached,

    /// <summary>It was stopped because the instruction says so.</summary>
    Stopped,

    /// <summary>It was killed for using more memory than it may.</summary>
    OutOfMemory,
}

/// <summary>An agent's word on one attempt of a replica.</summary>
public sealed record ReplicaStatus
{
    /// <summary>The job.</summary>
    public required JobId JobId { get; init; }

    /// <summary>Which job of that id.</summary>
    public required JobUid Uid { get; init; }

    /// <summary>The replica's number.</summary>
    public required int Replica { get; init; }

    /// <summary>The run.</summary>
    public required int Run { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>Who says so.</summary>
    public required AgentId Agent { get; init; }

    /// <summary>What is observed.</summary>
    public required ReplicaState State { get; init; }

    /// <summary>The engine's id of the container; empty until there is one.</summary>
    public string ContainerId { get; init; } = "";

    /// <summary>The exit code once exited, where the engine knows it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why it ended.</summary>
    public ReplicaEnding Ending { get; init; }

    /// <summary>In a sentence, for people.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it was observed, by the agent's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>True when this attempt will never run again.</summary>
    public bool IsFinal => State.IsFinal();
}

/// <summary>Questions to a <see cref="ReplicaState"/>.</summary>
public static class ReplicaStates
{
    /// <summary>True for states that an attempt does not leave.</summary>
    public static bool IsFinal(this ReplicaState state) =>
        state is ReplicaState.Exited or ReplicaState.Failed or ReplicaState.Refused or ReplicaState.Lost;
}
