using Confluent.Kafka;
using ActorDataGen.Kafka;

namespace ActorDataGen.Node.Topics;

/// <summary>Settings of every Kafka client that the node itself makes.</summary>
internal sealed class KafkaClients(KafkaConnectionOptions connection, string nodeId)
{
    public KafkaConnectionOptions Connection { get; } = connection;

    public IAdminClient Admin() => Quiet(new AdminClientBuilder(Connection.Configure(new AdminClientConfig()))).Build();

    /// <summary>A producer whose acknowledgement means that the record is there once, on all replicas in sync.</summary>
    public IProducer<byte[], byte[]?> Producer(string name) => new ProducerBuilder<byte[], byte[]?>(Connection.Configure(new ProducerConfig
    {
        ClientId = $"{nodeId}-{name}",
        EnableIdempotence = true,
        Acks = Acks.All,
        LingerMs = 0,
        // A person waits for the answer: past this the submission is said to have failed.
        MessageTimeoutMs = 10_000,
    })).SetLogHandler(Silent).Build();

    /// <summary>A reader that belongs to no group and commits nothing.</summary>
    public IConsumer<byte[], byte[]?> Reader(string name, Action<Error>? onError = null) => new ConsumerBuilder<byte[], byte[]?>(Connection.Configure(new ConsumerConfig
    {
        ClientId = $"{nodeId}-{name}",
        // librdkafka wants a group even of who never joins one.
        GroupId = $"adg-{nodeId}-{name}",
        EnableAutoCommit = false,
        EnablePartitionEof = true,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        IsolationLevel = IsolationLevel.ReadCommitted,
        FetchWaitMaxMs = 100,
        FetchErrorBackoffMs = 100,
    })).SetLogHandler(Silent).SetErrorHandler((_, e) => onError?.Invoke(e)).Build();

    private static AdminClientBuilder Quiet(AdminClientBuilder builder) => builder.SetLogHandler((_, _) => { });

    private static void Silent<T>(T client, LogMessage message)
    {
        // librdkafka would write to stderr; errors that matter reach us as errors.
    }
}
