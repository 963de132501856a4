using Confluent.Kafka;

namespace ActorDataGen.Kafka.Consuming;

/// <summary>
/// A partition on its way to one receiver, with a bound on how many records are under way: past it the partition is paused (the others
/// of the source go on), and it is resumed once half of them are acknowledged.
/// </summary>
public sealed class RecordFeed
{
    private readonly RecordSource _source;
    private int _underWay;
    private int _paused;

    internal RecordFeed(RecordSource source, TopicPartition partition, Offset start, IRecordSink sink, int capacity) =>
        (_source, Partition, Start, Sink, Capacity) = (source, partition, start, sink, capacity);

    /// <summary>The partition.</summary>
    public TopicPartition Partition { get; }

    internal Offset Start { get; }

    internal IRecordSink Sink { get; }

    internal int Capacity { get; }

    /// <summary>The receiver is done with so many records.</summary>
    public void Acknowledge(int records)
    {
        if (Interlocked.Add(ref _underWay, -records) <= Capacity / 2 && Volatile.Read(ref _paused) == 1)
        {
            _source.Resume(this);
        }
    }

    /// <summary>Ends the feed; records that are under way may still arrive.</summary>
    public void Close() => _source.Close(this);

    /// <summary>Counts records that are about to be delivered; true when that makes the feed full.</summary>
    internal bool Fill(int records) =>
        Interlocked.Add(ref _underWay, records) >= Capacity && Interlocked.Exchange(ref _paused, 1) == 0;

    /// <summary>True when the partition is paused and there is room again; it counts as resumed from then on.</summary>
    internal bool TryDrain() => Volatile.Read(ref _underWay) <= Capacity / 2 && Interlocked.Exchange(ref _paused, 0) == 1;
}
