namespace ActorDataGen.Wire.Records;

/// <summary>The record <c>job_instruction</c>.</summary>
public sealed record JobInstructionRecord
{
    /// <summary>Agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Job.</summary>
    public string JobId { get; init; } = "";

    /// <summary>Which job of that id.</summary>
    public string JobUid { get; init; } = "";

    /// <summary>Replica.</summary>
    public int Replica { get; init; }

    /// <summary>Place within its run.</summary>
    public int Ordinal { get; init; }

    /// <summary>Replicas in all.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Run.</summary>
    public int Run { get; init; }

    /// <summary>Attempt.</summary>
    public int Attempt { get; init; }

    /// <summary><c>run</c> or <c>stop</c>.</summary>
    public string Desired { get; init; } = "";

    /// <summary>What to run.</summary>
    public ContainerSpecRecord? Container { get; init; }

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Milliseconds since 1970.</summary>
    public long TimestampMs { get; init; }
}

/// <summary>The record <c>container_spec</c>.</summary>
public sealed record ContainerSpecRecord
{
    /// <summary>Image.</summary>
    public string Image { get; init; } = "";

    /// <summary>Command.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = Nothing.Map;

    /// <summary>Environment variable → secret's name.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = Nothing.Map;

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Nothing.Map;

    /// <summary>Topic.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Named Kafka cluster.</summary>
    public string Target { get; init; } = "";

    /// <summary>Cores.</summary>
    public double Cpu { get; init; }

    /// <summary>Bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Network.</summary>
    public string Network { get; init; } = "";

    /// <summary>Milliseconds.</summary>
    public long StopGraceMs { get; init; } = 10_000;

    /// <summary>Milliseconds.</summary>
    public long DurationMs { get; init; }
}

/// <summary>The record <c>agent_handling</c>.</summary>
public sealed record AgentHandlingRecord
{
    /// <summary>Agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>To be emptied.</summary>
    public bool Draining { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? DrainDeadlineMs { get; init; }

    /// <summary>The operator's labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Nothing.Map;

    /// <summary>Who wants it.</summary>
    public string User { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Milliseconds since 1970.</summary>
    public long TimestampMs { get; init; }
}
