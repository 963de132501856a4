using System.Text;
using ActorDataGen.Kafka;
using Confluent.Kafka;

namespace ActorDataGen.Cli.Nodes.Demo;

/// <summary>Reads what is committed in a topic, to the end, and compares it with what was promised.</summary>
internal static class TopicCount
{
    public static Dictionary<string, int> Read(string bootstrapServers, string topic, CancellationToken cancellationToken)
    {
        var connection = new KafkaConnectionOptions { BootstrapServers = bootstrapServers };
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(connection.Configure(new ConsumerConfig
        {
            GroupId = "adg-demo-count",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
        })).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var open = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions.Select(p => new TopicPartition(topic, p.PartitionId)).ToHashSet();
        consumer.Assign(open.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var record = consumer.Consume(TimeSpan.FromMilliseconds(200));
            if (record is { IsPartitionEOF: true })
            {
                open.Remove(record.TopicPartition);
            }
            else if (record is not null)
            {
                var value = Encoding.UTF8.GetString(record.Message.Value);
                counts[value] = counts.GetValueOrDefault(value) + 1;
            }
        }

        return counts;
    }

    /// <summary>What is wrong, in words; null where the topic holds exactly what was promised.</summary>
    public static string? Compare(Dictionary<string, int> expected, Dictionary<string, int> found)
    {
        var missing = expected.Sum(e => Math.Max(0, e.Value - found.GetValueOrDefault(e.Key)));
        var extra = found.Sum(f => Math.Max(0, f.Value - expected.GetValueOrDefault(f.Key)));
        return missing + extra == 0 ? null : $"{missing} missing, {extra} too many";
    }
}
