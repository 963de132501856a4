using ActorDataGen.Kafka.Threads;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorDataGen.Kafka.Producing;

/// <summary>
/// The one writer that something owned has: a partition of the controllers, or an agent. Taking it fences the writer before it and ends
/// that one's open transaction at once. Each call of <see cref="CommitAsync"/> is one transaction; calls run one after the other.
/// Once a call has failed the producer is closed for good.
/// </summary>
public sealed partial class PartitionProducer : IAsyncDisposable
{
    // The coordinator ends a transaction whose producer is gone for so long, and with it the wait of every read_committed reader;
    // usually the next owner does so earlier.
    private static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(10);

    // librdkafka waits so long between its looks at the coordinator: 100, the default, made a commit back to back take 75 ms, 5 makes it 15.
    private const int RetryBackoffMs = 5;

    // A dead letter carries a whole record of the source topic, which may be far larger than the default of 1 MB.
    private const int MaxMessageBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan InitLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(20);

    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly WorkThread _thread;
    private readonly TimeProvider _time;
    private readonly string _transactionalId;
    private readonly ILogger _logger;
    private bool _closed;

    private PartitionProducer(
        IProducer<byte[]?, byte[]?> producer, WorkThread thread, string transactionalId, TimeProvider time, ILogger logger) =>
        (_producer, _thread, _transactionalId, _time, _logger) = (producer, thread, transactionalId, time, logger);

    /// <summary>Takes the transactional id over from whoever had it. Call it only on becoming the owner.</summary>
    /// <exception cref="TransactionFailedException">The brokers did not let it, in time.</exception>
    /// <exception cref="ProducerFencedException">Another one took it meanwhile.</exception>
    public static async Task<PartitionProducer> TakeOwnershipAsync(
        KafkaConnectionOptions connection, string transactionalId, ILogger? logger = null, TimeProvider? timeProvider = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var log = logger ?? NullLogger.Instance;
        var time = timeProvider ?? TimeProvider.System;
        var config = connection.Configure(new ProducerConfig
        {
            TransactionalId = transactionalId,
            TransactionTimeoutMs = (int)TransactionTimeout.TotalMilliseconds,
            MessageTimeoutMs = (int)TransactionTimeout.TotalMilliseconds,
            EnableIdempotence = true,
            Acks = Acks.All,
            LingerMs = 0,
            RetryBackoffMs = RetryBackoffMs,
            MessageMaxBytes = MaxMessageBytes,
        });
        var thread = new WorkThread($"kafka producer {transactionalId}");
        try
        {
            return await thread.RunAsync(() => Take(config, thread, transactionalId, time, log, cancellationToken));
        }
        catch
        {
            thread.Dispose();
            throw;
        }
    }

    /// <summary>Writes the records and the consumed offset, all or nothing.</summary>
    /// <exception cref="ProducerFencedException">There is another owner; nothing was written.</exception>
    /// <exception cref="TransactionFailedException">It did not commit in time, or nobody knows.</exception>
    /// <exception cref="ObjectDisposedException">The producer is closed.</exception>
    public Task CommitAsync(IReadOnlyList<OutgoingRecord> records, ConsumedOffset? consumed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        return _thread.RunAsync(() =>
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            try
            {
                Commit(records, consumed, cancellationToken);
                return true;
            }
            catch (Exception)
            {
                Close();
                throw;
            }
        });
    }

    /// <summary>Closes the producer once what was asked of it is done.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _thread.RunAsync(() =>
            {
                Close();
                return true;
            });
            _thread.Dispose();
        }
        catch (ObjectDisposedException)
        {
            // Disposed before.
        }
    }

    private static PartitionProducer Take(ProducerConfig config, WorkThread thread, string transactionalId, TimeProvider time,
        ILogger logger, CancellationToken cancellationToken)
    {
        var producer = new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, message) => KafkaLog.Library(logger, message))
            .SetErrorHandler((_, error) => KafkaLog.Error(logger, transactionalId, error))
            .Build();
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                producer.InitTransactions(TimeSpan.FromSeconds(2));
                return new PartitionProducer(producer, thread, transactionalId, time, logger);
            }
            catch (KafkaException e) when (!e.Error.IsFatal && IsWorthRepeating(e) && time.GetElapsedTime(start) < InitLimit)
            {
                LogInitAgain(logger, transactionalId, e.Error.Reason);
            }
            catch (KafkaException e)
            {
                producer.Dispose();
                throw Translate(e, transactionalId);
            }
            catch (OperationCanceledException)
            {
                producer.Dispose();
                throw;
            }
        }
    }

    private void Commit(IReadOnlyList<OutgoingRecord> records, ConsumedOffset? consumed, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            try
            {
                CommitOnce(records, consumed, start);
                return;
            }
            // What came of it is known: nothing was written. The usual cause is a rebalance between asking for the membership and
            // sending the offset. This producer is still the partition's only writer, so what it decided still holds.
            catch (KafkaException e) when (e is KafkaTxnRequiresAbortException && _time.GetElapsedTime(start) < TransactionTimeout
                && !cancellationToken.IsCancellationRequested)
            {
                LogCommitAgain(_logger, _transactionalId, e.Error.Reason);
                Abort();
                cancellationToken.WaitHandle.WaitOne(RetryPause);
            }
            catch (KafkaException e)
            {
                throw Translate(e, _transactionalId);
            }
        }
    }

    private void CommitOnce(IReadOnlyList<OutgoingRecord> records, ConsumedOffset? consumed, long start)
    {
        _producer.BeginTransaction();
        foreach (var record in records)
        {
            Produce(record);
        }

        if (consumed is not null)
        {
            Repeat(start, () => _producer.SendOffsetsToTransaction([consumed.Next], consumed.Group(), TransactionTimeout));
        }

        Repeat(start, () => _producer.CommitTransaction(TransactionTimeout));
    }

    private void Produce(OutgoingRecord record)
    {
        var message = new Message<byte[]?, byte[]?>
        {
            Key = record.Key,
            Value = record.Value,
            Headers = record.Headers,
            Timestamp = record.Timestamp is { } at ? new Timestamp(at) : Timestamp.Default,
        };
        while (true)
        {
            try
            {
                // A record that can't be delivered fails the transaction, so nobody needs to hear of each.
                _producer.Produce(record.Destination, message);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(RetryPause);
            }
        }
    }

    private void Repeat(long start, Action call)
    {
        while (true)
        {
            try
            {
                call();
                return;
            }
            catch (KafkaRetriableException) when (_time.GetElapsedTime(start) < TransactionTimeout)
            {
                // librdkafka's contract: the same call again goes on where the first one stopped.
            }
        }
    }

    private void Abort()
    {
        try
        {
            _producer.AbortTransaction(TransactionTimeout);
        }
        catch (KafkaException e)
        {
            throw Translate(e, _transactionalId);
        }
    }

    private void Close()
    {
        if (!_closed)
        {
            _closed = true;
            _producer.Dispose();
        }
    }

    private static bool IsWorthRepeating(KafkaException e) => e is KafkaRetriableException || e.Error.Code is ErrorCode.Local_TimedOut;

    private static Exception Translate(KafkaException e, string transactionalId) =>
        e.Error.Code is ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch
            ? new ProducerFencedException($"{transactionalId}: another producer has taken over.", e)
            : new TransactionFailedException($"{transactionalId}: {e.Error.Reason}", e);

    [LoggerMessage(5001, LogLevel.Information, "{TransactionalId}: taking ownership again: {Reason}")]
    private static partial void LogInitAgain(ILogger logger, string transactionalId, string reason);

    [LoggerMessage(5002, LogLevel.Information, "{TransactionalId}: transaction aborted, committing again: {Reason}")]
    private static partial void LogCommitAgain(ILogger logger, string transactionalId, string reason);
}
