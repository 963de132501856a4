using System.Collections.Immutable;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Controller.Agents;

/// <summary>Where could this replica go? Answered with a <see cref="PlaceAnswered"/>; the room is taken at once.</summary>
internal sealed record FindPlace(JobSpec Spec, int Replica, int Attempt, ImmutableArray<AgentId> Occupied, ValueArray<AgentId> Avoid);

/// <summary>There, or nowhere and why.</summary>
internal sealed record PlaceAnswered(JobId Job, IJobMessage Answer);

/// <summary>The sender wants to hear of agents, and its jobs have replicas on these.</summary>
internal sealed record ObserveAgents(ImmutableArray<AgentId> Named);

/// <summary>An agent is not as it was.</summary>
internal sealed record AgentChanged(AgentId Agent, AgentHealth Health);

/// <summary>Room may have become free; said at most once a second.</summary>
internal sealed record RoomFreed
{
    public static RoomFreed Instance { get; } = new();
}
