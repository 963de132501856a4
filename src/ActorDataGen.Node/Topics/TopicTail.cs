using System.Runtime.CompilerServices;
using ActorDataGen.Client.Contract;
using Confluent.Kafka;

namespace ActorDataGen.Node.Topics;

/// <summary>Reads the newest records of a topic, and those that come.</summary>
internal sealed class TopicTail(KafkaClients clients, TopicCatalogue topics, RecordDecoder decoder)
{
    public async IAsyncEnumerable<RecordView> ReadAsync(TopicView topic, int last, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = clients.Reader("tail");
        var ends = new Dictionary<int, long>();
        var starts = new List<TopicPartitionOffset>();
        var share = topic.Partitions.Count == 0 ? 0 : (last + topic.Partitions.Count - 1) / topic.Partitions.Count;
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

                // Markers of transactions take offsets too: the end of a partition is told by its position, not by counting.
                if (ends.TryGetValue(record.Partition.Value, out var end) && (record.IsPartitionEOF || record.Offset.Value >= end - 1))
                {
                    ends.Remove(record.Partition.Value);
                }

                if (!record.IsPartitionEOF)
                {
                    yield return await decoder.DecodeAsync(record, cancellationToken);
                }
            }
        }
        finally
        {
            reader.Unassign();
        }
    }
}
