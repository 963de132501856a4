using System.Collections.Immutable;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>What is to be done about a decision. Those that write go into one transaction with the consumed offset.</summary>
public interface IJobEffect;

/// <summary>Write this under <c>{agent}/{uid}/{replica}</c> on <c>Job_Instruction</c>.</summary>
public sealed record WriteInstruction(ReplicaInstruction Instruction) : IJobEffect;

/// <summary>Nothing is wanted any more under <c>{agent}/{uid}/{replica}</c> on <c>Job_Instruction</c>.</summary>
public sealed record TombstoneInstruction(AgentId Agent, JobUid Uid, int Replica) : IJobEffect;

/// <summary>Write the job under <c>job/{id}</c> on <c>Job_Status</c>. Of several within one transaction the last is enough.</summary>
public sealed record PublishStatus(JobState State) : IJobEffect;

/// <summary>There is no such job any more: a tombstone under <c>job/{id}</c>.</summary>
public sealed record TombstoneStatus(JobId JobId) : IJobEffect;

/// <summary>An attempt is history: a tombstone under <c>replica/{uid}/{replica}/{attempt}</c>, in the partition of the job id.</summary>
public sealed record TombstoneAttempt(JobId JobId, JobUid Uid, int Replica, int Attempt) : IJobEffect;

/// <summary>Send <see cref="TimeReached"/> at this time; takes the place of any earlier one, and null takes it away.</summary>
public sealed record ArmTimer(DateTimeOffset? Due) : IJobEffect;

/// <summary>Find a place, and answer with <see cref="PlacementFound"/> or <see cref="NoPlacement"/>.</summary>
/// <param name="Replica">The replica.</param>
/// <param name="Attempt">The attempt that the place is for; the answer repeats it.</param>
/// <param name="Avoid">Agents to be taken only when no other has room.</param>
public sealed record RequestPlacement(int Replica, int Attempt, ValueArray<AgentId> Avoid) : IJobEffect;

/// <summary>The record that was being handled is turned down: to the dead letter queue with this reason.</summary>
public sealed record DeadLetter(string Reason) : IJobEffect;

/// <summary>What a version 1 control server is told.</summary>
public enum RunOutcome
{
    /// <summary>All replicas of the run have run.</summary>
    Started,

    /// <summary>The run was given up.</summary>
    GaveUp,

    /// <summary>The run was stopped.</summary>
    Stopped,
}

/// <summary>A container of a run.</summary>
/// <param name="Agent">Where it is.</param>
/// <param name="ContainerId">The engine's id of it.</param>
public readonly record struct RunContainer(AgentId Agent, string ContainerId);

/// <summary>An outcome, once each, for the version 1 bridge; nothing to do where the bridge is off.</summary>
/// <param name="Run">The run.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Containers">The run's containers.</param>
public sealed record AnnounceOutcome(int Run, RunOutcome Outcome, ImmutableArray<RunContainer> Containers) : IJobEffect;

/// <summary>What a machine decided.</summary>
/// <param name="Next">The state from now on; null when there is no job of that id.</param>
/// <param name="Effects">What is to be done, in order.</param>
public sealed record Decision(JobState? Next, ImmutableArray<IJobEffect> Effects)
{
    /// <summary>Nothing to be done, and the state stays.</summary>
    public static Decision Ignore(JobState? state) => new(state, []);
}
