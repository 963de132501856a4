namespace ActorDataGen.Wire.Records;

/// <summary>The record <c>job_status</c> exactly as version 1 has it, for the version 1 bridge.</summary>
public sealed record Version1JobStatus
{
    /// <summary>Operation.</summary>
    public JobOperation Operation { get; init; }

    /// <summary>Outcome.</summary>
    public OperationStatus Status { get; init; }

    /// <summary>Image.</summary>
    public string ContainerImageName { get; init; } = "";

    /// <summary>Containers.</summary>
    public IReadOnlyList<string> ContainerId { get; init; } = [];

    /// <summary>Which and when.</summary>
    public Version1JobStatusMetadata Metadata { get; init; } = new("", "", 0);
}

/// <summary>Its metadata.</summary>
/// <param name="JobId">Job.</param>
/// <param name="AgentId">Agent.</param>
/// <param name="Timestamp">Seconds since 1970.</param>
public sealed record Version1JobStatusMetadata(string JobId, string AgentId, float Timestamp);

/// <summary>The record <c>agent_status</c> exactly as version 1 has it, for the version 1 bridge.</summary>
public sealed record Version1AgentStatus
{
    /// <summary>Always a heartbeat.</summary>
    public AgentOperation Operation { get; init; }

    /// <summary>Successful when no check fails.</summary>
    public OperationStatus Status { get; init; }

    /// <summary>Who, when, what fails and what runs.</summary>
    public Version1AgentStatusMetadata Metadata { get; init; } = new("", 0, [], []);
}

/// <summary>Its metadata.</summary>
/// <param name="AgentId">Agent.</param>
/// <param name="Timestamp">Seconds since 1970.</param>
/// <param name="FailedChecks">Checks that fail.</param>
/// <param name="ContainersRunning">Containers that run.</param>
public sealed record Version1AgentStatusMetadata(
    string AgentId, float Timestamp, IReadOnlyList<string> FailedChecks, IReadOnlyList<string> ContainersRunning);
