using Confluent.Kafka;

namespace ActorDataGen.Kafka.Consuming;

/// <summary>Where a partition's records go. Called on the source's thread, in order; it must only pass them on.</summary>
public interface IRecordSink
{
    /// <summary>Records arrived. Each must be acknowledged to the feed sooner or later, or the feed pauses for good.</summary>
    void Arrived(RecordFeed feed, IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records);

    /// <summary>All that is in the partition has arrived; said each time that this is so after something had arrived, or at the start.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="next">The next offset to be read.</param>
    void CaughtUp(RecordFeed feed, Offset next);
}

/// <summary>Told on the source's thread which partitions of the group's topic are this member's.</summary>
public interface IPartitionOwner
{
    /// <summary>These are ours from now on; nothing of them is delivered until a feed is opened.</summary>
    void Assigned(IReadOnlyList<TopicPartition> partitions);

    /// <summary>These are to be given up; whoever gets them waits until the task has ended (or for a second).</summary>
    Task Revoked(IReadOnlyList<TopicPartition> partitions);

    /// <summary>These belong to somebody else already.</summary>
    void Lost(IReadOnlyList<TopicPartition> partitions);
}
