using ActorDataGen.Kafka.Consuming;
using Confluent.Kafka;

namespace ActorDataGen.Controller.Ownership;

/// <summary>The group gave this process partitions.</summary>
internal sealed record PartitionsAssigned(IReadOnlyList<TopicPartition> Partitions);

/// <summary>The group wants partitions back; the completion says when nothing of them goes on here.</summary>
internal sealed record PartitionsRevoked(IReadOnlyList<TopicPartition> Partitions, TaskCompletionSource Released);

/// <summary>The group gave partitions to somebody else already.</summary>
internal sealed record PartitionsLost(IReadOnlyList<TopicPartition> Partitions);

/// <summary>End in order: what is being committed is committed, and nothing else.</summary>
internal sealed record HandOver
{
    public static HandOver Instance { get; } = new();
}

/// <summary>A partition is restored and decides from now on.</summary>
internal sealed record PartitionOwned(int Partition, int Jobs);

/// <summary>Brings the group's word from the consumer's thread to an actor.</summary>
internal sealed class OwnerSink(IActorRef receiver) : IPartitionOwner
{
    public void Assigned(IReadOnlyList<TopicPartition> partitions) =>
        receiver.Tell(new PartitionsAssigned(partitions), ActorRefs.NoSender);

    public Task Revoked(IReadOnlyList<TopicPartition> partitions)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Tell(new PartitionsRevoked(partitions, released), ActorRefs.NoSender);
        return released.Task;
    }

    public void Lost(IReadOnlyList<TopicPartition> partitions) => receiver.Tell(new PartitionsLost(partitions), ActorRefs.NoSender);
}
