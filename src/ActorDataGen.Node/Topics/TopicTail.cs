using System.Runtime.CompilerServices;
using ActorDataGen.Client.Contract;
using Confluent.Kafka;

namespace ActorDataGen.Node.Topics;

/// <summary>Reads the newest records of a topic, and those that come.</summary>
internal sealed class TopicTail(KafkaClients clients, TopicCatalogue topics, RecordDecoder decoder)
{
    // Two dozen commits without a record between them are rare.
    private const int Slack = 24;

    public async IAsyncEnumerable<RecordView> ReadAsync(TopicView topic, int last, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = clients.Reader("tail");
        var ends = new Dictionary<int, long>();
        var starts = new List<TopicPartitionOffset>();
        // Markers of transactions take offsets too, so more is read than asked for, and the newest of it are shown.
        var share = last == 0 ? 0 : (2 * last) + Slack;
        var newest = new Queue<RecordView>();
        foreach (var partition in topic.Partitions)
        {
            var place = new TopicPartition(topic.Name, partition.Partition);
            var (low, high) = (topics.Watermarks(place).Low.Value, topics.Watermarks(place).High.Value);
            var from = Math.Max(low, high - share);
            starts.Add(new TopicPartitionOffset(place, from));
            if (from < high)
            {
                ends[partition.Partition] = high;
            }
        }

        reader.Assign(starts);
        if (ends.Count == 0 && !follow)
        {
            yield break;
        }

        try
        {
            while (follow || ends.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var record = await Task.Run(() => reader.Consume(TimeSpan.FromMilliseconds(200)), cancellationToken);
                if (record is null)
                {
                    continue;
                }

                if (!record.IsPartitionEOF && ends.Count == 0)
                {
                    yield return await decoder.DecodeAsync(record, cancellationToken);
                    continue;
                }

                if (!record.IsPartitionEOF)
                {
                    newest.Enqueue(await decoder.DecodeAsync(record, cancellationToken));
                    if (newest.Count > last)
                    {
                        newest.Dequeue();
                    }
                }

                // The end of a partition is told by its position, not by counting.
                if (ends.TryGetValue(record.Partition.Value, out var end) && (record.IsPartitionEOF || record.Offset.Value >= end - 1)
                    && ends.Remove(record.Partition.Value) && ends.Count == 0)
                {
                    foreach (var view in newest.OrderBy(r => r.Timestamp))
                    {
                        yield return view;
                    }
                }
            }
        }
        finally
        {
            reader.Unassign();
        }
    }
}
