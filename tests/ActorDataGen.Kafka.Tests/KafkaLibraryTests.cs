using Confluent.Kafka;

namespace ActorDataGen.Kafka.Tests;

/// <summary>What everything else stands on: Confluent.Kafka over the librdkafka that this machine has.</summary>
public sealed class KafkaLibraryTests(BrokersUnderTest brokers)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public void EnsureLoaded_Twice_LoadsAUsableLibraryOnce()
    {
        KafkaLibrary.EnsureLoaded();
        KafkaLibrary.EnsureLoaded();
        Assert.True(Library.Version >= 0x02000000);
        Assert.StartsWith($"librdkafka {Library.VersionString}", KafkaLibrary.Description, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task EnsureLoaded_ThenClients_ProduceConsumeInAGroupAndCommitATransactionWithOffsets(BrokerKind kind)
    {
        KafkaLibrary.EnsureLoaded();
        var bootstrap = (await brokers.RequireAsync(kind)).BootstrapServers;
        var topic = await brokers.CreateTopicAsync(new KafkaConnectionOptions { BootstrapServers = bootstrap }, "library");
        var partition = new TopicPartition(topic, 0);

        using var producer = new ProducerBuilder<string, string>(
            new ProducerConfig { BootstrapServers = bootstrap, TransactionalId = topic, LingerMs = 0 }).Build();
        producer.InitTransactions(Limit);
        producer.BeginTransaction();
        for (var i = 0; i < 10; i++)
        {
            await producer.ProduceAsync(partition, new Message<string, string> { Key = $"k{i}", Value = $"v{i}" });
        }

        producer.CommitTransaction(Limit);

        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = topic,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
        }).Build();
        consumer.Subscribe(topic);
        var read = new List<string>();
        while (read.Count < 10)
        {
            read.Add((consumer.Consume(Limit) ?? throw new TimeoutException("no record")).Message.Value);
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"v{i}"), read);

        producer.BeginTransaction();
        producer.SendOffsetsToTransaction([new TopicPartitionOffset(partition, 7)], consumer.ConsumerGroupMetadata, Limit);
        producer.CommitTransaction(Limit);
        Assert.Equal(7, consumer.Committed([partition], Limit).Single().Offset.Value);

        consumer.Commit([new TopicPartitionOffset(partition, 9)]);
        Assert.Equal(9, consumer.Committed([partition], Limit).Single().Offset.Value);
        consumer.Close();
    }
}
