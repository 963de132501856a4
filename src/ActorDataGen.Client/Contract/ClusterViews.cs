namespace ActorDataGen.Client.Contract;

/// <summary>An agent: one container engine with room for replicas.</summary>
public sealed record AgentView
{
    /// <summary>The agent's id.</summary>
    public required string Id { get; init; }

    /// <summary>ready, unhealthy, draining, drained or lost.</summary>
    public required string State { get; init; }

    /// <summary>The engine it drives: docker or process.</summary>
    public string? Engine { get; init; }

    /// <summary>Checks that fail now.</summary>
    public IReadOnlyList<string> FailedChecks { get; init; } = [];

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Cores it has.</summary>
    public double Cpu { get; init; }

    /// <summary>Cores given to replicas.</summary>
    public double CpuAllocated { get; init; }

    /// <summary>Bytes of memory it has.</summary>
    public long Memory { get; init; }

    /// <summary>Bytes of memory given to replicas.</summary>
    public long MemoryAllocated { get; init; }

    /// <summary>Ids of the containers that run.</summary>
    public IReadOnlyList<string> Containers { get; init; } = [];

    /// <summary>Its last heartbeat.</summary>
    public DateTimeOffset LastSeen { get; init; }
}

/// <summary>The cluster as one node sees it.</summary>
public sealed record ClusterView
{
    /// <summary>The cluster's id.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The node that answers.</summary>
    public required string Node { get; init; }

    /// <summary>Its roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Kafka's bootstrap servers.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>The schema registry.</summary>
    public required string SchemaRegistryUrl { get; init; }

    /// <summary>Partitions of the job topic, with their owners and lag.</summary>
    public IReadOnlyList<PartitionView> Partitions { get; init; } = [];

    /// <summary>Jobs by state.</summary>
    public IReadOnlyDictionary<string, int> Jobs { get; init; } = new Dictionary<string, int>();

    /// <summary>Agents by state.</summary>
    public IReadOnlyDictionary<string, int> Agents { get; init; } = new Dictionary<string, int>();
}

/// <summary>A partition of the job topic.</summary>
public sealed record PartitionView
{
    /// <summary>Its number.</summary>
    public int Partition { get; init; }

    /// <summary>The client that owns it, or null while nobody does.</summary>
    public string? Owner { get; init; }

    /// <summary>Submissions not decided on yet.</summary>
    public long Lag { get; init; }
}

/// <summary>A topic.</summary>
public sealed record TopicView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its partitions.</summary>
    public IReadOnlyList<TopicPartitionView> Partitions { get; init; } = [];

    /// <summary>Records between the first and the last offset, over all partitions.</summary>
    public long Records { get; init; }
}

/// <summary>A partition of a topic.</summary>
public sealed record TopicPartitionView
{
    /// <summary>Its number.</summary>
    public int Partition { get; init; }

    /// <summary>First offset.</summary>
    public long Start { get; init; }

    /// <summary>Offset of the next record.</summary>
    public long End { get; init; }

    /// <summary>The broker that leads it.</summary>
    public int Leader { get; init; }
}

/// <summary>A record of a topic, decoded as far as it can be.</summary>
public sealed record RecordView
{
    /// <summary>Partition.</summary>
    public int Partition { get; init; }

    /// <summary>Offset.</summary>
    public long Offset { get; init; }

    /// <summary>The record's own time.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The key as text, or null.</summary>
    public string? Key { get; init; }

    /// <summary>The value: JSON where it is JSON or Avro, else text; null for a tombstone.</summary>
    public string? Value { get; init; }

    /// <summary>json, avro, text, binary or null.</summary>
    public required string Format { get; init; }

    /// <summary>Headers as text.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>A topic to create.</summary>
public sealed record NewTopic
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Partitions; default 1.</summary>
    public int? Partitions { get; init; }

    /// <summary>Replication factor; default the broker's.</summary>
    public int? ReplicationFactor { get; init; }

    /// <summary>Settings such as retention.ms.</summary>
    public IReadOnlyDictionary<string, string>? Config { get; init; }
}

/// <summary>A consumer group.</summary>
public sealed record GroupView
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its state in Kafka's words.</summary>
    public required string State { get; init; }

    /// <summary>Number of members.</summary>
    public int Members { get; init; }

    /// <summary>Records between committed and end offsets, over all partitions; null where nothing is committed.</summary>
    public long? Lag { get; init; }
}

/// <summary>Something that changed, as server-sent events tell it.</summary>
public sealed record ChangeEvent
{
    /// <summary>job, agent or reset.</summary>
    public required string Kind { get; init; }

    /// <summary>The job's or agent's id.</summary>
    public string? Id { get; init; }

    /// <summary>The job as it is now, or null when it was deleted.</summary>
    public JobSummary? Job { get; init; }

    /// <summary>The agent as it is now.</summary>
    public AgentView? Agent { get; init; }
}
