using Confluent.Kafka;

namespace ActorDataGen.Kafka.Producing;

/// <summary>A record to be written to a partition that was chosen.</summary>
/// <param name="Destination">Topic and partition.</param>
/// <param name="Key">The key; null for none.</param>
/// <param name="Value">The value; null is a tombstone.</param>
public sealed record OutgoingRecord(TopicPartition Destination, byte[]? Key, byte[]? Value)
{
    /// <summary>Headers, or null for none.</summary>
    public Headers? Headers { get; init; }

    /// <summary>The record's own time; null is the time it is sent.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>How far input was consumed by the time that a transaction commits.</summary>
/// <param name="Next">The next offset to be read.</param>
/// <param name="Group">
/// Asked at each attempt for the consumer's present membership: a rebalance that leaves the partition where it is changes it.
/// </param>
public sealed record ConsumedOffset(TopicPartitionOffset Next, Func<IConsumerGroupMetadata> Group);
