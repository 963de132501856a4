using System.Collections.Immutable;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Agent.Replicas;

/// <summary>A replica of a job, whatever its attempt: what an instruction's key names on one agent.</summary>
internal readonly record struct ReplicaSlot(JobUid Uid, int Replica);

/// <summary>One attempt of a replica: what one container, and one actor, is for.</summary>
internal readonly record struct AttemptKey(ReplicaSlot Slot, int Attempt)
{
    public static AttemptKey Of(ReplicaInstruction instruction) => new(new(instruction.Uid, instruction.Replica), instruction.Attempt);

    public static AttemptKey Of(ReplicaIdentity identity) => new(new(identity.JobUid, identity.Replica), identity.Attempt);

    /// <summary>Name of the actor.</summary>
    public override string ToString() => FormattableString.Invariant($"{Slot.Uid}-{Slot.Replica}-{Attempt}");
}

/// <summary>How far an attempt is on this agent.</summary>
internal enum WorkPhase
{
    /// <summary>Nothing was done yet.</summary>
    New,

    /// <summary>The engine was asked to bring it to run.</summary>
    Launching,

    /// <summary>It is being looked for: it has to end, or is said to be gone.</summary>
    Finding,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It was asked to end.</summary>
    Stopping,

    /// <summary>It has ended, and stays as evidence until its instruction is gone.</summary>
    Ended,

    /// <summary>It is being removed.</summary>
    Removing,

    /// <summary>Nothing is left of it.</summary>
    Gone,
}

/// <summary>All that is known of an attempt on this agent.</summary>
/// <param name="Instruction">What is wanted of it.</param>
/// <param name="Phase">How far it is.</param>
internal sealed record ReplicaWork(ReplicaInstruction Instruction, WorkPhase Phase = WorkPhase.New)
{
    /// <summary>No instruction asks for it any more: it ends and is removed, and nobody is told.</summary>
    public bool IsUnwanted { get; init; }

    public string ContainerId { get; init; } = "";

    /// <summary>Why it is being stopped: <see cref="ReplicaEnding.None"/> while it is not.</summary>
    public ReplicaEnding StopCause { get; init; }

    /// <summary>What was last said of it.</summary>
    public ReplicaStatus? LastReport { get; init; }

    /// <summary>It takes, or may take, its share of the host.</summary>
    public bool HoldsResources => Phase is WorkPhase.Launching or WorkPhase.Finding or WorkPhase.Running or WorkPhase.Stopping;
}

/// <summary>What an attempt is told.</summary>
internal abstract record ReplicaMessage;

/// <summary>Its actor (re)starts.</summary>
internal sealed record BeginWork : ReplicaMessage;

/// <summary>An instruction for this attempt, perhaps the one it has.</summary>
internal sealed record GiveInstruction(ReplicaInstruction Instruction) : ReplicaMessage;

/// <summary>No instruction is for this attempt any more.</summary>
internal sealed record Unwant : ReplicaMessage;

internal sealed record LaunchAdvanced(LaunchPhase Phase) : ReplicaMessage;

internal sealed record LaunchSucceeded(EngineContainer Container) : ReplicaMessage;

/// <summary>The launch failed for good, or was cancelled; a container may be there all the same.</summary>
internal sealed record LaunchGaveUp(string Reason, bool Cancelled) : ReplicaMessage;

/// <summary>What the engine says when asked; null is gone.</summary>
internal sealed record ContainerLookedUp(EngineContainer? Container) : ReplicaMessage;

/// <summary>The engine's list does not have it.</summary>
internal sealed record ContainerMissed : ReplicaMessage;

internal sealed record ContainerEnded(ContainerExit Exit) : ReplicaMessage;

internal sealed record DurationDue : ReplicaMessage;

internal sealed record ContainerStopped : ReplicaMessage;

internal sealed record ContainerCleared : ReplicaMessage;

/// <summary>What an attempt's actor does.</summary>
internal abstract record ReplicaEffect;

internal sealed record LaunchContainer : ReplicaEffect;

internal sealed record CancelLaunch : ReplicaEffect;

internal sealed record LookUpContainer : ReplicaEffect;

internal sealed record StopContainer(TimeSpan Grace) : ReplicaEffect;

/// <summary>Keep its log, then remove it.</summary>
internal sealed record ClearContainer : ReplicaEffect;

internal sealed record ArmDuration(DateTimeOffset DueAt) : ReplicaEffect;

internal sealed record ReportReplica(ReplicaStatus Status) : ReplicaEffect;

/// <summary>The actor is done.</summary>
internal sealed record FinishWork : ReplicaEffect;

/// <summary>What follows from a message.</summary>
internal sealed record ReplicaDecision(ReplicaWork Next, ImmutableArray<ReplicaEffect> Effects);
