using System.Collections.Immutable;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Replicas;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Agent.Lifecycle;

/// <summary>An attempt that has an actor here.</summary>
/// <param name="Cpu">Cores it was given.</param>
/// <param name="Memory">Bytes it was given.</param>
/// <param name="Holds">It takes its share of the host; false once it has ended.</param>
/// <param name="ContainerId">The engine's id, once it runs; empty before and after.</param>
internal sealed record LiveAttempt(double Cpu, long Memory, bool Holds, string ContainerId = "");

/// <summary>All that an agent knows and decides by.</summary>
/// <param name="Agent">Who it is.</param>
/// <param name="Capacity">What it gives; a 0 in it is unlimited.</param>
internal sealed record AgentView(AgentId Agent, AgentResources Capacity)
{
    /// <summary>Until the first comparison of instructions and containers is done, the agent takes nothing.</summary>
    public const string StartingCheck = "starting";

    public ImmutableDictionary<ReplicaSlot, ReplicaInstruction> Instructions { get; init; } =
        ImmutableDictionary<ReplicaSlot, ReplicaInstruction>.Empty;

    public ImmutableDictionary<AttemptKey, LiveAttempt> Live { get; init; } = ImmutableDictionary<AttemptKey, LiveAttempt>.Empty;

    /// <summary>Attempts that were turned away: an answer is given once.</summary>
    public ImmutableDictionary<ReplicaSlot, int> Refused { get; init; } = ImmutableDictionary<ReplicaSlot, int>.Empty;

    /// <summary>All instructions that there were at the start have been read.</summary>
    public bool IsCaughtUp { get; init; }

    /// <summary>Instructions and containers have been compared since the start, or since the engine was away.</summary>
    public bool IsReconciled { get; init; }

    public AgentDirective? Directive { get; init; }

    public ImmutableSortedSet<string> FailedChecks { get; init; } = [];

    public bool IsDraining => Directive is { Draining: true };

    /// <summary>It may act: it knows what is wanted, and the engine answers.</summary>
    public bool MayAct => IsCaughtUp && FailedChecks.IsEmpty;

    public AgentResources Allocated
    {
        get
        {
            var (cpu, memory, containers) = (0.0, 0L, 0);
            foreach (var attempt in Live.Values)
            {
                if (attempt.Holds)
                    (cpu, memory, containers) = (cpu + attempt.Cpu, memory + attempt.Memory, containers + 1);
            }

            return new AgentResources(cpu, memory, containers);
        }
    }

    public AgentState State =>
        !IsReconciled || !FailedChecks.IsEmpty ? AgentState.Unhealthy
        : !IsDraining ? AgentState.Ready
        : Live.Values.Any(attempt => attempt.Holds) ? AgentState.Draining : AgentState.Drained;
}

/// <summary>What an agent is told.</summary>
internal abstract record AgentMessage;

/// <summary>The last instruction of a slot; null is a tombstone.</summary>
internal sealed record InstructionChanged(ReplicaSlot Slot, ReplicaInstruction? Instruction) : AgentMessage;

internal sealed record DirectiveChanged(AgentDirective? Directive) : AgentMessage;

/// <summary>Everything that was on the topics at the start has been read.</summary>
internal sealed record FeedCaughtUp : AgentMessage;

internal sealed record ChecksDone(ImmutableSortedSet<string> Failed) : AgentMessage;

/// <summary>The containers there are of this owner. Attempts launched since the question was put are not missed.</summary>
internal sealed record ContainersListed(ImmutableArray<EngineContainer> Containers, ImmutableHashSet<AttemptKey> KnownThen) : AgentMessage;

internal sealed record ReconcileDue : AgentMessage;

/// <summary>What the agent gives, now that the engine has told what there is.</summary>
internal sealed record CapacityLearned(AgentResources Capacity) : AgentMessage;

internal sealed record DrainDeadlineDue : AgentMessage;

/// <summary>An attempt runs.</summary>
internal sealed record AttemptRuns(AttemptKey Attempt, string ContainerId) : AgentMessage;

/// <summary>An attempt has ended, and its container stays for now.</summary>
internal sealed record AttemptEnded(AttemptKey Attempt) : AgentMessage;

/// <summary>An attempt's actor is gone: done, or failed with the engine.</summary>
internal sealed record AttemptGone(AttemptKey Attempt) : AgentMessage;

/// <summary>What an agent does.</summary>
internal abstract record AgentEffect;

/// <summary>Start an actor for an attempt. One that is not wanted is ended and removed.</summary>
internal sealed record StartAttempt(AttemptKey Attempt, ReplicaInstruction Instruction, bool IsUnwanted) : AgentEffect;

internal sealed record TellAttempt(AttemptKey Attempt, ReplicaMessage Message) : AgentEffect;

internal sealed record ReportRefusal(ReplicaStatus Status, string Image) : AgentEffect;

internal sealed record ListContainers : AgentEffect;

internal sealed record SendHeartbeat : AgentEffect;

internal sealed record ArmDrainDeadline(DateTimeOffset DueAt) : AgentEffect;

/// <summary>What follows from a message.</summary>
internal sealed record AgentDecision(AgentView Next, ImmutableArray<AgentEffect> Effects);
