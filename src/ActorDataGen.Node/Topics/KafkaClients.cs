using Confluent.Kafka;
using ActorDataGen.Kafka;

namespace ActorDataGen.Node.Topics;

/// <summary>Settings of every Kafka client that the node itself makes.</summary>
internal sealed class KafkaClients
{
    private readonly IReadOnlyDictionary<string, string> _properties;

    public KafkaClients(string bootstrapServers, IReadOnlyDictionary<string, string> properties, string nodeId)
    {
        KafkaLibrary.EnsureLoaded();
        BootstrapServers = bootstrapServers;
        NodeId = nodeId;
        _properties = properties;
    }

    public string BootstrapServers { get; }

    public string NodeId { get; }

    public IAdminClient Admin() => Quiet(new AdminClientBuilder(Filled(new AdminClientConfig()))).Build();

    /// <summary>A producer whose acknowledgement means that the record is there once, on all replicas in sync.</summary>
    public IProducer<byte[], byte[]?> Producer(string name) => new ProducerBuilder<byte[], byte[]?>(Filled(new ProducerConfig
    {
        ClientId = $"{NodeId}-{name}",
        EnableIdempotence = true,
        Acks = Acks.All,
        LingerMs = 0,
        // A person waits for the answer: past this the submission is said to have failed.
        MessageTimeoutMs = 10_000,
    })).SetLogHandler(Silent).Build();

    /// <summary>A reader that belongs to no group and commits nothing.</summary>
    public IConsumer<byte[], byte[]?> Reader(string name, Action<Error>? onError = null) => new ConsumerBuilder<byte[], byte[]?>(Filled(new ConsumerConfig
    {
        ClientId = $"{NodeId}-{name}",
        // librdkafka wants a group even of who never joins one.
        GroupId = $"adg-{NodeId}-{name}",
        EnableAutoCommit = false,
        EnablePartitionEof = true,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        IsolationLevel = IsolationLevel.ReadCommitted,
        AllowAutoCreateTopics = false,
        FetchWaitMaxMs = 100,
        FetchErrorBackoffMs = 100,
    })).SetLogHandler(Silent).SetErrorHandler((_, e) => onError?.Invoke(e)).Build();

    private static AdminClientBuilder Quiet(AdminClientBuilder builder) => builder.SetLogHandler((_, _) => { });

    private static void Silent<T>(T client, LogMessage message)
    {
        // librdkafka would write to stderr; errors that matter reach us as errors.
    }

    private T Filled<T>(T config)
        where T : ClientConfig
    {
        config.BootstrapServers = BootstrapServers;
        config.SocketNagleDisable = true;
        config.ReconnectBackoffMs = 50;
        config.ReconnectBackoffMaxMs = 1000;
        foreach (var (key, value) in _properties)
        {
            config.Set(key, value);
        }

        return config;
    }
}
