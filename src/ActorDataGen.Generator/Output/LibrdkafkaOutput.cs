using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Runs;
using ActorDataGen.Kafka;
using Confluent.Kafka;

namespace ActorDataGen.Generator.Output;

/// <summary>
/// Records through librdkafka: with all that it can do about security, and not quite as fast as our own client.
/// The position is an offset of a consumer group, committed in the records' own transaction.
/// </summary>
internal sealed class LibrdkafkaOutput(GeneratorSettings settings, IReadOnlyList<RecordShape> shapes) : IRecordOutput
{
    // Above this many unsent records, making more only costs memory; it is also librdkafka's own default bound.
    private const int MostUnsent = 100_000;

    private readonly string[] _topics = [.. shapes.Select(s => settings.Topic + s.TopicSuffix)];
    private readonly TopicPartition _positionPartition = new(settings.Topic, 0);
    private IProducer<byte[]?, byte[]>? _producer;
    private IConsumer<Ignore, Ignore>? _positions;
    private volatile Error? _failure;
    private int _unsent;
    private bool _isInTransaction;
    private int _turn;
    private int[] _partitionCounts = [];

    private IProducer<byte[]?, byte[]> Producer => _producer ?? throw new InvalidOperationException("The output is not open.");

    public bool IsFull => Volatile.Read(ref _unsent) >= MostUnsent;

    public async Task<long?> OpenAsync(CancellationToken cancellationToken)
    {
        KafkaLibrary.EnsureLoaded();
        // librdkafka's calls block, and some of them for the whole time limit.
        return await Task.Run(Open, cancellationToken);
    }

    public void Receive(in GeneratedRecord record)
    {
        BeginIfNeeded();
        var message = new Message<byte[]?, byte[]>
        {
            Key = record.HasKey ? record.Key.ToArray() : null,
            Value = record.Value.ToArray(),
        };
        var headers = shapes[record.Stream].Headers;
        for (int i = 0; i < headers.Count; i++)
        {
            (message.Headers ??= []).Add(headers[i].Name, record.HeaderValue(i).ToArray());
        }

        Interlocked.Increment(ref _unsent);
        try
        {
            Producer.Produce(new TopicPartition(_topics[record.Stream], PartitionOf(record.Stream)), message, OnDelivered);
        }
        catch (ProduceException<byte[]?, byte[]> e)
        {
            throw Translate(e.Error, e);
        }
    }

    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        ThrowIfFailed();
        if (IsFull)
        {
            await Task.Run(() =>
            {
                while (Volatile.Read(ref _unsent) >= MostUnsent / 2 && _failure is null && !cancellationToken.IsCancellationRequested)
                {
                    Producer.Flush(TimeSpan.FromMilliseconds(20));
                }
            }, cancellationToken);
            ThrowIfFailed();
        }
    }

    public Task CommitAsync(long position, CancellationToken cancellationToken) => Task.Run(() => Commit(position), cancellationToken);

    public ValueTask DisposeAsync()
    {
        _producer?.Dispose();
        _positions?.Dispose();
        return ValueTask.CompletedTask;
    }

    private long? Open()
    {
        try
        {
            BuildClients();
            var metadata = FetchMetadata();
            _partitionCounts = [.. metadata];
            if (!settings.IsTransactional)
            {
                return null;
            }

            Producer.InitTransactions(settings.BrokerTimeout);
            var committed = _positions!.Committed([_positionPartition], settings.BrokerTimeout)[0].Offset;
            return committed == Offset.Unset ? null : committed.Value;
        }
        catch (KafkaException e)
        {
            throw Translate(e.Error, e);
        }
    }

    private void BuildClients()
    {
        var properties = new Dictionary<string, string>
        {
            ["client.id"] = $"adg-generator-{settings.JobId}-{settings.Replica}",
            ["bootstrap.servers"] = settings.BootstrapServers,
        };
        foreach (var (name, value) in settings.ClientProperties)
        {
            properties[name] = value;
        }

        var producer = new ProducerConfig(new Dictionary<string, string>(properties))
        {
            EnableIdempotence = true,
            LingerMs = 5,
            BatchSize = 1_000_000,
            QueueBufferingMaxMessages = 2 * MostUnsent,
            // So that records land where other clients' records with the same key do.
            Partitioner = Confluent.Kafka.Partitioner.Murmur2Random,
            // A commit back to back waits for the last one's markers; the default makes that 100 ms.
            RetryBackoffMs = 5,
        };
        if (settings.IsTransactional)
        {
            producer.TransactionalId = settings.TransactionalId;
            producer.TransactionTimeoutMs = (int)Math.Max(10_000, 4 * settings.CommitInterval.TotalMilliseconds);
            _positions = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(properties)
            {
                GroupId = settings.PositionGroup,
                EnableAutoCommit = false,
                IsolationLevel = IsolationLevel.ReadCommitted,
            }).SetLogHandler(static (_, _) => { }).Build();
        }

        _producer = new ProducerBuilder<byte[]?, byte[]>(producer)
            // What librdkafka logs comes back as errors of the calls; its lines would break the progress on standard output.
            .SetLogHandler(static (_, _) => { })
            .SetErrorHandler((_, error) => _failure = error.IsFatal ? error : _failure)
            .Build();
    }

    private IEnumerable<int> FetchMetadata()
    {
        using var admin = new DependentAdminClientBuilder(Producer.Handle).Build();
        foreach (var topic in _topics)
        {
            var found = admin.GetMetadata(topic, settings.BrokerTimeout).Topics[0];
            if (found.Error.IsError && found.Error.Code is not (ErrorCode.LeaderNotAvailable or ErrorCode.UnknownTopicOrPart))
            {
                throw new KafkaException(found.Error);
            }

            yield return found.Partitions.Count;
        }
    }

    private Partition PartitionOf(int stream) => settings.Partitioner switch
    {
        _ when _partitionCounts[stream] == 0 => Partition.Any,
        PartitionChoice.Turns => _turn = (_turn + 1) % _partitionCounts[stream],
        PartitionChoice.Replica => settings.Ordinal % _partitionCounts[stream],
        _ => Partition.Any,
    };

    private void BeginIfNeeded()
    {
        if (settings.IsTransactional && !_isInTransaction)
        {
            try
            {
                Producer.BeginTransaction();
            }
            catch (KafkaException e)
            {
                throw Translate(e.Error, e);
            }

            _isInTransaction = true;
        }
    }

    private void Commit(long position)
    {
        try
        {
            if (!settings.IsTransactional)
            {
                Producer.Flush(settings.BrokerTimeout);
                ThrowIfFailed();
                return;
            }

            BeginIfNeeded();
            Producer.SendOffsetsToTransaction(
                [new TopicPartitionOffset(_positionPartition, position)], _positions!.ConsumerGroupMetadata, settings.BrokerTimeout);
            Producer.CommitTransaction(settings.BrokerTimeout);
            _isInTransaction = false;
            ThrowIfFailed();
        }
        catch (KafkaException e)
        {
            throw Translate(e.Error, e);
        }
    }

    private void OnDelivered(DeliveryReport<byte[]?, byte[]> report)
    {
        Interlocked.Decrement(ref _unsent);
        if (report.Error.IsError)
        {
            _failure ??= report.Error;
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } error)
        {
            throw Translate(error, null);
        }
    }

    private GeneratorException Translate(Error error, Exception? cause)
    {
        var (code, what) = error.Code switch
        {
            ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch =>
                (ExitCode.Fenced, "a newer attempt of this replica has taken over"),
            ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut or ErrorCode.Local_Resolve
                or ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.RequestTimedOut or ErrorCode.BrokerNotAvailable =>
                (ExitCode.BrokerUnreachable, $"no broker answers at {settings.BootstrapServers} (KAFKA_BOOTSTRAP_SERVERS)"),
            ErrorCode.Local_InvalidArg => (ExitCode.WrongSettings, "a client setting is wrong (ADG_KAFKA_…)"),
            _ => (ExitCode.Refused, $"the broker refused to take records for '{settings.Topic}'"),
        };
        return new GeneratorException(code, $"{what}: {error.Reason}", cause);
    }
}
