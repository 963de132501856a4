using Confluent.Kafka;

namespace ActorDataGen.EmbeddedBroker.Tests.Crash;

/// <summary>What became of a transaction, as far as its producer knows.</summary>
internal enum Outcome
{
    /// <summary>The commit was acknowledged.</summary>
    Committed,

    /// <summary>It was aborted, and the abort acknowledged, or it never got to a commit.</summary>
    Aborted,

    /// <summary>The answer to the commit was lost for good: both are right, half is not.</summary>
    Unknown,
}

/// <summary>Transactions of ten records over two partitions and an offset, every fourth aborted, through crashes of the broker.</summary>
internal sealed class TransactionalLoad(string bootstrapServers, string topic, string source, string group)
{
    public const int Size = 10;
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);
    private readonly string _id = $"crash-{Guid.NewGuid():N}";
    // Only names the group: it subscribes to nothing, so the offsets are sent from outside of any generation.
    private readonly IConsumer<Ignore, Ignore> _member = new ConsumerBuilder<Ignore, Ignore>(
        new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = group }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();


    /// <summary>Outcome of each transaction by its number.</summary>
    public Dictionary<long, Outcome> Outcomes { get; } = [];

    public void Run(CancellationToken stop)
    {
        var producer = Create();
        try
        {
            for (var number = 0L; !stop.IsCancellationRequested; number++)
            {
                Outcomes[number] = Outcome.Aborted;
                try
                {
                    Transact(producer, number);
                }
                catch (KafkaException e)
                {
                    producer = Recover(producer, e);
                }
            }
        }
        finally
        {
            producer.Dispose();
            _member.Dispose();
        }
    }

    private void Transact(IProducer<Null, string> producer, long number)
    {
        producer.BeginTransaction();
        for (var i = 0; i < Size; i++)
        {
            producer.Produce(new Confluent.Kafka.TopicPartition(topic, i % 2), new Message<Null, string> { Value = $"{number}/{i}" });
        }

        Retry(() => producer.SendOffsetsToTransaction(
            [new TopicPartitionOffset(source, 0, number)], _member.ConsumerGroupMetadata, CallLimit));
        if (number % 4 == 3)
        {
            Retry(() => producer.AbortTransaction(CallLimit));
            return;
        }

        Outcomes[number] = Outcome.Unknown;
        Retry(() => producer.CommitTransaction(CallLimit));
        Outcomes[number] = Outcome.Committed;
    }

    /// <summary>What the library says may be called again is called again.</summary>
    private static void Retry(Action call)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                call();
                return;
            }
            catch (KafkaRetriableException) when (attempt < 20)
            {
                // The broker is down or coming up.
            }
        }
    }

    private IProducer<Null, string> Recover(IProducer<Null, string> producer, KafkaException error)
    {
        if (error is KafkaTxnRequiresAbortException)
        {
            try
            {
                Retry(() => producer.AbortTransaction(CallLimit));
                return producer;
            }
            catch (KafkaException)
            {
                // Not even that: its successor's InitTransactions aborts for it.
            }
        }

        producer.Dispose();
        return Create();
    }

    private IProducer<Null, string> Create()
    {
        var producer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            TransactionalId = _id,
            TransactionTimeoutMs = 60_000,
            ReconnectBackoffMs = 10,
            ReconnectBackoffMaxMs = 50,
            RetryBackoffMs = 10,
            SocketTimeoutMs = 10_000,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        Retry(() => producer.InitTransactions(CallLimit));
        return producer;
    }
}
