using ActorDataGen.EmbeddedBroker.Tests.Contract;
using ActorDataGen.Kafka;
using Confluent.Kafka;

namespace ActorDataGen.EmbeddedBroker.Tests.Clients;

/// <summary>Confluent.Kafka over the system's librdkafka: what the rest of this project talks to Kafka with.</summary>
public sealed class ConfluentDotNetTests(ContractBroker broker) : BrokerContract
{
    private const int Count = 200;

    protected override Task<string> StartAsync() => broker.RequireAsync();

    [Theory]
    [InlineData(PartitionAssignmentStrategy.Range)]
    [InlineData(PartitionAssignmentStrategy.CooperativeSticky)]
    public async Task Consumers_ShareAndHandBack(PartitionAssignmentStrategy strategy)
    {
        KafkaLibrary.EnsureLoaded();
        var (topic, group) = (await NewTopicAsync(4), NewName("group"));
        using (var producer = new ProducerBuilder<string, string>(
            new ProducerConfig { BootstrapServers = BootstrapServers, EnableIdempotence = true, CompressionType = CompressionType.Snappy }).Build())
        {
            var sent = Enumerable.Range(0, Count).Select(i => producer.ProduceAsync(topic, new Message<string, string> { Key = $"{i}", Value = $"{i}" }));
            Assert.All(await Task.WhenAll(sent), report => Assert.Equal(PersistenceStatus.Persisted, report.Status));
        }

        var seen = new HashSet<string>();
        using var first = Subscribe();
        Poll(() => first.Assignment.Count == 4, first);
        using (var second = Subscribe())
        {
            Poll(() => first.Assignment.Count == 2 && second.Assignment.Count == 2, first, second);
            Poll(() => seen.Count == Count, first, second);
            second.Close();
        }

        Poll(() => first.Assignment.Count == 4, first);
        first.Commit([new Confluent.Kafka.TopicPartitionOffset(topic, 0, 1)]);
        Assert.Equal(1, Assert.Single(first.Committed([new Confluent.Kafka.TopicPartition(topic, 0)], TimeSpan.FromSeconds(20))).Offset.Value);
        first.Close();

        IConsumer<string, string> Subscribe()
        {
            var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
            {
                BootstrapServers = BootstrapServers,
                GroupId = group,
                AutoOffsetReset = AutoOffsetReset.Earliest,
                EnableAutoCommit = false,
                SessionTimeoutMs = 6000,
                HeartbeatIntervalMs = 200,
                PartitionAssignmentStrategy = strategy,
            }).Build();
            consumer.Subscribe(topic);
            return consumer;
        }

        void Poll(Func<bool> until, params IConsumer<string, string>[] consumers)
        {
            for (var i = 0; !until(); i++)
            {
                Assert.True(i < 2000, "the consumers did not get there");
                foreach (var consumer in consumers)
                {
                    if (consumer.Consume(TimeSpan.FromMilliseconds(20)) is { } result)
                    {
                        seen.Add(result.Message.Value);
                    }
                }
            }
        }
    }

    [Fact]
    public async Task Producer_OfTransactions_FencesItsPredecessor()
    {
        KafkaLibrary.EnsureLoaded();
        var (topic, id) = (await NewTopicAsync(), NewName("tx"));
        using var first = Transactional();
        first.InitTransactions(TimeSpan.FromSeconds(20));
        first.BeginTransaction();
        await first.ProduceAsync(topic, new Message<Null, string> { Value = "gone" });
        using var second = Transactional();
        second.InitTransactions(TimeSpan.FromSeconds(20));
        var fenced = Assert.ThrowsAny<KafkaException>(() => first.CommitTransaction(TimeSpan.FromSeconds(20)));
        Assert.True(fenced.Error.IsFatal, fenced.Error.ToString());
        second.BeginTransaction();
        await second.ProduceAsync(topic, new Message<Null, string> { Value = "kept" });
        second.CommitTransaction(TimeSpan.FromSeconds(20));
        Assert.Equal(["kept"], await ReadAsync(topic, ReadCommitted));

        IProducer<Null, string> Transactional() => new ProducerBuilder<Null, string>(
            new ProducerConfig { BootstrapServers = BootstrapServers, TransactionalId = id }).Build();
    }
}
