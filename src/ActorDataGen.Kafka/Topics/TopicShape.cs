namespace ActorDataGen.Kafka.Topics;

/// <summary>How a topic forgets.</summary>
public enum CleanupPolicy
{
    /// <summary>By age and size.</summary>
    Delete,

    /// <summary>All but the last record of each key.</summary>
    Compact,
}

/// <summary>What a topic has to be like.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">Its number of partitions.</param>
/// <param name="Cleanup">How it forgets.</param>
public sealed record TopicShape(string Name, int Partitions, CleanupPolicy Cleanup)
{
    /// <summary>How long a topic that forgets by age keeps records; null leaves it to the brokers.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>The largest record batch in bytes; null leaves it to the brokers.</summary>
    public int? MaxMessageBytes { get; init; }

    /// <summary>Copies of each partition; null is three, or as many as there are brokers if these are fewer.</summary>
    public short? ReplicationFactor { get; init; }

    /// <summary>Copies that must have a record before it is acknowledged; null is one fewer than the copies, at least one.</summary>
    public int? MinInSyncReplicas { get; init; }

    /// <summary>Settings used when it is created, beyond the ones above, by Kafka's names.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
