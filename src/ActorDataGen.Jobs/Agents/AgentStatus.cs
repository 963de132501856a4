using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Agents;

/// <summary>What an agent says of itself. That it is lost is for others to say.</summary>
public enum AgentState
{
    /// <summary>Takes replicas.</summary>
    Ready,

    /// <summary>A check fails, such as the engine not answering; takes nothing new, its replicas stay.</summary>
    Unhealthy,

    /// <summary>Is to be emptied: takes nothing new, its replicas are moved.</summary>
    Draining,

    /// <summary>Is empty and takes nothing.</summary>
    Drained,
}

/// <summary>An amount of what a host has: its capacity, or what is in use of it.</summary>
/// <param name="Cpu">Cores; as a capacity, 0 is unlimited.</param>
/// <param name="Memory">Bytes; as a capacity, 0 is unlimited.</param>
/// <param name="Containers">Containers of this cluster; as a capacity, 0 is unlimited.</param>
public readonly record struct AgentResources(double Cpu, long Memory, int Containers);

/// <summary>What one container uses, at the time of a heartbeat.</summary>
public sealed record ContainerStatistics
{
    /// <summary>The engine's id of the container.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The job it belongs to.</summary>
    public required JobUid Uid { get; init; }

    /// <summary>The replica.</summary>
    public required int Replica { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>Cores in use.</summary>
    public double Cpu { get; init; }

    /// <summary>Bytes in use.</summary>
    public long Memory { get; init; }

    /// <summary>Bytes received over the network since the container started.</summary>
    public long NetworkReceived { get; init; }

    /// <summary>Bytes sent over the network since the container started.</summary>
    public long NetworkSent { get; init; }
}

/// <summary>An agent's heartbeat.</summary>
public sealed record AgentStatus
{
    /// <summary>Who.</summary>
    public required AgentId Agent { get; init; }

    /// <summary>How it is.</summary>
    public required AgentState State { get; init; }

    /// <summary>Tells two processes of the same agent id apart; a new one at each start.</summary>
    public string Incarnation { get; init; } = "";

    /// <summary>The checks that fail, by name; empty when healthy.</summary>
    public ValueArray<string> FailedChecks { get; init; }

    /// <summary>What constraints look at: the agent's own labels with the operator's over them.</summary>
    public StringMap Labels { get; init; } = StringMap.Empty;

    /// <summary>What it has to give.</summary>
    public AgentResources Capacity { get; init; }

    /// <summary>What replicas have of it, by what they asked for.</summary>
    public AgentResources Allocated { get; init; }

    /// <summary>The engine's ids of this cluster's running containers on it.</summary>
    public ValueArray<string> ContainersRunning { get; init; }

    /// <summary>What its containers use.</summary>
    public ValueArray<ContainerStatistics> Statistics { get; init; }

    /// <summary>Where it serves logs, as <c>http://host:port</c>; empty when nowhere.</summary>
    public string Address { get; init; } = "";

    /// <summary>The kind of engine, such as <c>docker</c> or <c>process</c>.</summary>
    public string Engine { get; init; } = "";

    /// <summary>The version of the software it runs.</summary>
    public string Version { get; init; } = "";

    /// <summary>When a drain must be over; null when there is none.</summary>
    public DateTimeOffset? DrainDeadline { get; init; }

    /// <summary>When it said so, by its own clock.</summary>
    public DateTimeOffset At { get; init; }
}
