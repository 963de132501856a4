namespace ActorDataGen.Wire.Records;

/// <summary>Version 1's operation of agents.</summary>
public enum AgentOperation
{
    /// <summary>The only one.</summary>
    Heartbeat,
}

/// <summary>The record <c>agent_status</c>.</summary>
public sealed record AgentStatusRecord
{
    /// <summary>Always a heartbeat.</summary>
    public AgentOperation Operation { get; init; }

    /// <summary>Successful when no check fails.</summary>
    public OperationStatus Status { get; init; }

    /// <summary>Who, when, what fails and what runs.</summary>
    public AgentStatusMetadata Metadata { get; init; } = new();

    /// <summary>State; empty means what <see cref="Status"/> says.</summary>
    public string State { get; init; } = "";

    /// <summary>Tells two processes of one agent id apart.</summary>
    public string Incarnation { get; init; } = "";

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Nothing.Map;

    /// <summary>What it has.</summary>
    public ResourcesRecord? Capacity { get; init; }

    /// <summary>What is given away of it.</summary>
    public ResourcesRecord? Allocated { get; init; }

    /// <summary>What its containers use.</summary>
    public IReadOnlyList<ContainerStatisticsRecord> Statistics { get; init; } = [];

    /// <summary>Where it serves logs.</summary>
    public string Address { get; init; } = "";

    /// <summary>Kind of engine.</summary>
    public string Engine { get; init; } = "";

    /// <summary>Version of the software.</summary>
    public string Version { get; init; } = "";

    /// <summary>Milliseconds since 1970.</summary>
    public long? DrainDeadlineMs { get; init; }
}

/// <summary>The record <c>metadata_type</c> of <c>agent_status</c>.</summary>
public sealed record AgentStatusMetadata
{
    /// <summary>Who.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Version 1's time, in seconds since 1970.</summary>
    public float Timestamp { get; init; }

    /// <summary>The checks that fail.</summary>
    public IReadOnlyList<string> FailedChecks { get; init; } = [];

    /// <summary>The containers that run.</summary>
    public IReadOnlyList<string> ContainersRunning { get; init; } = [];

    /// <summary>Milliseconds since 1970; 0 where the writer knows only <see cref="Timestamp"/>.</summary>
    public long TimestampMs { get; init; }
}

/// <summary>The record <c>resources</c>.</summary>
/// <param name="Cpu">Cores.</param>
/// <param name="MemoryBytes">Bytes.</param>
/// <param name="Containers">Containers.</param>
public sealed record ResourcesRecord(double Cpu, long MemoryBytes, int Containers);

/// <summary>The record <c>container_statistics</c>.</summary>
public sealed record ContainerStatisticsRecord
{
    /// <summary>Container.</summary>
    public string ContainerId { get; init; } = "";

    /// <summary>Job.</summary>
    public string JobUid { get; init; } = "";

    /// <summary>Replica.</summary>
    public int Replica { get; init; }

    /// <summary>Attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>Cores.</summary>
    public double Cpu { get; init; }

    /// <summary>Bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Bytes.</summary>
    public long NetworkReceivedBytes { get; init; }

    /// <summary>Bytes.</summary>
    public long NetworkSentBytes { get; init; }
}
