using ActorDataGen.Kafka;
using Confluent.Kafka;

namespace ActorDataGen.Generator.Tests.Output;

/// <summary>What a read_committed reader finds in a topic, by librdkafka.</summary>
internal static class Topics
{
    public static List<string> Read(string bootstrapServers, string topic)
    {
        KafkaLibrary.EnsureLoaded();
        using var consumer = new ConsumerBuilder<byte[]?, string>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "reader",
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnablePartitionEof = true,
            EnableAutoCommit = false,
        }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(20)).Topics[0].Partitions.Count;
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var values = new List<string>();
        for (int ended = 0; ended < partitions;)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(20)) ?? throw new TimeoutException($"no end of {topic} within 20 s");
            if (result.IsPartitionEOF)
            {
                ended++;
            }
            else
            {
                values.Add(result.Message.Value);
            }
        }

        return values;
    }
}
