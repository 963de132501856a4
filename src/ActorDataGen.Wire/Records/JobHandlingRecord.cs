namespace ActorDataGen.Wire.Records;

/// <summary>Version 1's operations on jobs; no more will ever come, since version 1 readers would reject them.</summary>
public enum JobOperation
{
    /// <summary>Create and start.</summary>
    Create,

    /// <summary>Stop.</summary>
    Delete,
}

/// <summary>The record <c>job_handling</c>.</summary>
public sealed record JobHandlingRecord
{
    /// <summary>What version 1 understands of it.</summary>
    public JobOperation Operation { get; init; }

    /// <summary>Version 1: image.</summary>
    public string ContainerImageName { get; init; } = "";

    /// <summary>Version 1: replicas.</summary>
    public int NumberOfContainers { get; init; }

    /// <summary>Version 1: CPU and memory.</summary>
    public ResourceLimitsRecord ResourceLimits { get; init; } = new(0, "");

    /// <summary>Version 1: environment variables.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentVariables { get; init; } = Nothing.Map;

    /// <summary>Who, which and when.</summary>
    public JobHandlingMetadata Metadata { get; init; } = new();

    /// <summary>What is asked for; empty means what version 1's operation says.</summary>
    public string Command { get; init; } = "";

    /// <summary>The submitter's name for the request.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>The new number, for <c>scale</c>.</summary>
    public int? Replicas { get; init; }

    /// <summary>The whole spec, for <c>create</c>; null means what version 1's fields say.</summary>
    public JobSpecRecord? Spec { get; init; }
}

/// <summary>The record <c>resource_limits_type</c>.</summary>
/// <param name="Cpu">Cores; 0 is unlimited.</param>
/// <param name="Memory">Such as <c>512m</c>, <c>1g</c> or bytes; empty or 0 is unlimited.</param>
public sealed record ResourceLimitsRecord(float Cpu, string Memory);

/// <summary>The record <c>metadata_type</c> of <c>job_handling</c>.</summary>
public sealed record JobHandlingMetadata
{
    /// <summary>Who asks.</summary>
    public string User { get; init; } = "";

    /// <summary>Which job.</summary>
    public string JobId { get; init; } = "";

    /// <summary>Version 1's time, in seconds since 1970.</summary>
    public float Timestamp { get; init; }

    /// <summary>What for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Version 1: duration limit in seconds; 0 is none.</summary>
    public int ComputationDurationInSeconds { get; init; }

    /// <summary>Version 1: containers, which nobody reads.</summary>
    public IReadOnlyList<string>? ContainerId { get; init; }

    /// <summary>Version 1: an agent, which nobody reads.</summary>
    public string? AgentId { get; init; }

    /// <summary>Milliseconds since 1970; 0 where the writer knows only <see cref="Timestamp"/>.</summary>
    public long TimestampMs { get; init; }
}
