using Confluent.Kafka;

namespace ActorDataGen.Kafka.Consuming;

/// <summary>Records arrived; the receiver acknowledges them to the feed once it is done with them.</summary>
public sealed record RecordsArrived(RecordFeed Feed, IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> Records);

/// <summary>All that is in the feed's partition has arrived.</summary>
public sealed record FeedCaughtUp(RecordFeed Feed);

/// <summary>Brings a feed to an actor: as <see cref="RecordsArrived"/> and <see cref="FeedCaughtUp"/>, bounded by the feed's capacity.</summary>
/// <param name="receiver">The actor.</param>
public sealed class ActorSink(IActorRef receiver) : IRecordSink
{
    /// <inheritdoc />
    public void Arrived(RecordFeed feed, IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records) =>
        receiver.Tell(new RecordsArrived(feed, records), ActorRefs.NoSender);

    /// <inheritdoc />
    public void CaughtUp(RecordFeed feed, Offset next) => receiver.Tell(new FeedCaughtUp(feed), ActorRefs.NoSender);
}
