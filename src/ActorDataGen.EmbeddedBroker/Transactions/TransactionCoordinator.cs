using System.Collections.Concurrent;
using ActorDataGen.EmbeddedBroker.Apis;
using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.EmbeddedBroker.Transactions;

/// <summary>
/// The shell of <see cref="TransactionMachine"/>: one message a transactional id at a time; what it decides goes to the log first, then into
/// the state. Markers are written in the same turn, since every partition is on this node: an answer to EndTxn means that they are there.
/// </summary>
/// <remarks>Locks are taken in this order: a transactional id's, a group's, a log's.</remarks>
internal sealed partial class TransactionCoordinator : IBrokerModule
{
    // As Kafka (transaction.remove.expired.transaction.cleanup.interval.ms).
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromHours(1);
    // A log that refused a marker has a full disk or worse; nobody is helped by trying faster.
    private static readonly TimeSpan MarkerRetry = TimeSpan.FromSeconds(1);
    // There is one coordinator and it never moves, so its epoch never grows.
    private const int CoordinatorEpoch = 0;
    private readonly ConcurrentDictionary<string, TransactionCell> _transactions = new();
    private readonly BrokerServices _services;
    private readonly GroupCoordinator _groups;
    private readonly TransactionOptions _options;
    private readonly SteadyClock _clock;
    private readonly ILogger _logger;
    private TransactionLog? _log;
    private ProducerIdSource? _producerIds;
    private ITimer? _expiry;

    public TransactionCoordinator(BrokerServices services, GroupCoordinator groups)
    {
        _services = services;
        _groups = groups;
        _options = services.Options.Transactions;
        _clock = new SteadyClock(services.Time);
        _logger = services.Loggers.CreateLogger<TransactionCoordinator>();
        Handlers =
        [
            new InitProducerIdApi(this), new AddPartitionsToTxnApi(this, services.Topics), new AddOffsetsToTxnApi(this),
            new TxnOffsetCommitApi(this, groups, services.Topics), new EndTxnApi(this), new ListTransactionsApi(this), new DescribeTransactionsApi(this),
        ];
    }

    /// <summary>Where the offsets of every group are written: what takes part in a transaction that sends offsets.</summary>
    public static TopicPartition OffsetsPartition { get; } = new(GroupLog.Topic, 0);

    public IEnumerable<ApiHandler> Handlers { get; }

    public DateTimeOffset Now => _clock.Now;

    private TransactionLog Log => _log ?? throw new InvalidOperationException("the transaction coordinator has not been started");

    private long Timestamp => _services.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Starts after the group coordinator: transactions that a crash left half ended are ended now, and their offsets with them.</summary>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _log = new TransactionLog(_services.Topics.OpenInternal(
            TransactionLog.Topic, new Dictionary<string, string> { ["cleanup.policy"] = "compact", ["segment.bytes"] = "104857600" }));
        var states = _log.Restore(out var producerIdsEnd);
        _producerIds = new ProducerIdSource(_log, _services.Time, producerIdsEnd);
        foreach (var (id, state) in states)
        {
            var cell = new TransactionCell(id, state, _clock, TimeDue);
            _transactions[id] = cell;
            lock (cell.Gate)
            {
                if (state.IsPrepared)
                {
                    TransactionTakenUp(id, state.Phase);
                    Settle(cell, TransactionMachine.Markers(state));
                }

                cell.Timer.Arm(cell.State?.NextDue);
            }
        }

        _services.Transactions.Verify = Verify;
        _expiry = _services.Time.CreateTimer(_ => Expire(), null, ExpiryInterval, ExpiryInterval);
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync()
    {
        _expiry?.Dispose();
        foreach (var cell in _transactions.Values)
        {
            lock (cell.Gate)
            {
                cell.Timer.Dispose();
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The transactional id as it is now, or null.</summary>
    public TransactionState? Find(string transactionalId) => _transactions.TryGetValue(transactionalId, out var cell) ? cell.State : null;

    /// <summary>Every transactional id as it is now.</summary>
    public IEnumerable<TransactionState> All => _transactions.Values.Select(cell => cell.State).OfType<TransactionState>();

    /// <summary>A producer id for an idempotent producer that has no transactions.</summary>
    public ErrorCode TakeProducerId(out long producerId) =>
        (_producerIds ?? throw new InvalidOperationException("the transaction coordinator has not been started")).Take(out producerId);

    /// <summary>Says something to a transactional id.</summary>
    public TransactionDecision Tell(string transactionalId, ITransactionMessage message) => With(transactionalId, cell => Decide(cell, message));

    /// <summary>Initialises a producer. A transaction that its predecessor left open is aborted first, in the same turn.</summary>
    public TransactionDecision Init(string transactionalId, TimeSpan timeout, long expectedProducerId, short expectedEpoch) => With(transactionalId, cell =>
    {
        var producerId = (long)TransactionState.None;
        if (TransactionMachine.NeedsProducerId(cell.State) && TakeProducerId(out producerId) is not ErrorCode.None and var error)
        {
            return new TransactionDecision(cell.State, error, []);
        }

        var message = new InitProducer(producerId, timeout, expectedProducerId, expectedEpoch);
        var fenced = cell.State is { Phase: TransactionPhase.Ongoing };
        var decision = Decide(cell, message);
        return fenced && decision.Error == ErrorCode.ConcurrentTransactions && cell.State is { IsPrepared: false, IsEpochExhausted: false }
            ? Decide(cell, message)
            : decision;
    });

    /// <summary>
    /// Does something on the condition that a group's offsets are part of the producer's ongoing transaction, and holds the transaction
    /// until it is done: an end that comes in between would leave offsets that nobody ends.
    /// </summary>
    public T WhileOngoing<T>(string transactionalId, long producerId, short epoch, Func<T> action, Func<ErrorCode, T> refuse) =>
        With(transactionalId, cell =>
        {
            var verified = TransactionMachine.Decide(
                cell.State, transactionalId, new VerifyPartitions(producerId, epoch, [OffsetsPartition]), _options, Now);
            return verified.Error == ErrorCode.None ? action() : refuse(verified.Error);
        });

    private T With<T>(string transactionalId, Func<TransactionCell, T> action)
    {
        while (true)
        {
            var cell = _transactions.GetOrAdd(transactionalId, static (id, self) => new TransactionCell(id, null, self._clock, self.TimeDue), this);
            lock (cell.Gate)
            {
                if (cell.IsGone)
                {
                    continue;
                }

                var result = action(cell);
                if (cell.State is null or { Phase: TransactionPhase.Dead })
                {
                    cell.IsGone = true;
                    cell.Timer.Dispose();
                    _transactions.TryRemove(transactionalId, out _);
                }

                return result;
            }
        }
    }

    /// <summary>What produce asks before the first batch of a transaction in a partition.</summary>
    private ErrorCode Verify(string transactionalId, long producerId, short epoch, string topic, int partition)
    {
        var decision = TransactionMachine.Decide(
            Find(transactionalId), transactionalId, new VerifyPartitions(producerId, epoch, [new TopicPartition(topic, partition)]), _options, Now);
        return decision.Error switch
        {
            ErrorCode.ProducerFenced => ErrorCode.InvalidProducerEpoch,
            // Retried by every producer, which they do not do with ConcurrentTransactions.
            ErrorCode.ConcurrentTransactions => ErrorCode.NotEnoughReplicas,
            var error => error,
        };
    }

    private void TimeDue(TransactionCell cell)
    {
        lock (cell.Gate)
        {
            cell.Timer.Fired();
            if (cell.IsGone || cell.State is not { } state)
            {
                return;
            }

            if (state.IsPrepared)
            {
                Settle(cell, TransactionMachine.Markers(state));
            }
            else
            {
                var decision = Decide(cell, new TimePassed());
                if (decision.Effects.Length > 0)
                {
                    TransactionTimedOut(cell.TransactionalId, state.ProducerId, state.Epoch);
                }
            }
        }
    }

    private void Expire()
    {
        foreach (var id in _transactions.Keys)
        {
            Tell(id, new ExpireId());
        }
    }

    /// <summary>One turn of a transactional id, under its lock. What could not be written does not hold.</summary>
    private TransactionDecision Decide(TransactionCell cell, ITransactionMessage message)
    {
        var decision = TransactionMachine.Decide(cell.State, cell.TransactionalId, message, _options, Now);
        foreach (var effect in decision.Effects)
        {
            var error = effect switch
            {
                StoreTransaction => Log.Write(decision.Next!, Timestamp),
                ForgetTransaction => Log.Forget(cell.TransactionalId, Timestamp),
                _ => ErrorCode.None,
            };
            if (error != ErrorCode.None)
            {
                TransactionNotWritten(cell.TransactionalId, error);
                cell.Timer.Arm(Now + MarkerRetry);
                return new TransactionDecision(cell.State, ErrorCode.CoordinatorNotAvailable, []);
            }
        }

        cell.State = decision.Next;
        foreach (var markers in decision.Effects.OfType<WriteMarkers>())
        {
            Settle(cell, markers);
        }

        cell.Timer.Arm(cell.State?.NextDue);
        return decision;
    }

    /// <summary>Writes the markers that a prepared transaction owes. Where one cannot be written it stays prepared, and a timer tries again.</summary>
    private void Settle(TransactionCell cell, WriteMarkers markers)
    {
        foreach (var partition in markers.Partitions)
        {
            // A topic that is gone needs no marker.
            var error = _services.Topics.FindLog(partition.Topic, partition.Partition)
                ?.AppendMarker(markers.ProducerId, markers.Epoch, markers.Commit, CoordinatorEpoch).Error ?? ErrorCode.None;
            // A log with a newer epoch of this producer has ended the older one's transaction already.
            if (error is not (ErrorCode.None or ErrorCode.InvalidProducerEpoch or ErrorCode.TransactionCoordinatorFenced))
            {
                MarkerNotWritten(cell.TransactionalId, partition, error);
                cell.Timer.Arm(Now + MarkerRetry);
                return;
            }

            if (partition == OffsetsPartition)
            {
                _groups.EndTransaction(markers.ProducerId, markers.Commit);
            }
        }

        Decide(cell, new MarkersWritten());
    }

    [LoggerMessage(6520, LogLevel.Information, "Transactional id {Id} was {Phase} when the broker stopped; its markers are written now")]
    private partial void TransactionTakenUp(string id, TransactionPhase phase);

    [LoggerMessage(6521, LogLevel.Information, "Transactional id {Id}: the transaction of producer {ProducerId}, epoch {Epoch}, timed out and is aborted")]
    private partial void TransactionTimedOut(string id, long producerId, short epoch);

    [LoggerMessage(6522, LogLevel.Error, "Transactional id {Id}: a decision could not be written and does not hold: {Error}")]
    private partial void TransactionNotWritten(string id, ErrorCode error);

    [LoggerMessage(6523, LogLevel.Error, "Transactional id {Id}: no marker in {Partition}, will try again: {Error}")]
    private partial void MarkerNotWritten(string id, TopicPartition partition, ErrorCode error);
}
