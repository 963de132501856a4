using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Transactions;

/// <summary>Decides what a transactional id does next (KIP-98, KIP-360, KIP-588). Never acts, waits, logs or reads a clock.</summary>
/// <remarks>
/// <code>
///           AddPartitions              EndTransaction(commit)                   MarkersWritten
///   Empty ───────────────▶ Ongoing ───────────────────────────▶ PrepareCommit ────────────────▶ CompleteCommit
///     ▲                     ▲   │ EndTransaction(abort),                       MarkersWritten        │
///     │                     │   └───────────────────────────▶ PrepareAbort ──────────────────▶ CompleteAbort
///     │ InitProducer        │     InitProducer, time out: both with the next epoch                   │
///     └─────────────────────┴──────────────────────────────── AddPartitions ─────────────────────────┘
/// </code>
/// Once a Prepare is in the log the outcome stands: whoever reads the log after a crash writes the markers again.
/// </remarks>
internal static class TransactionMachine
{
    /// <summary>Whether InitProducer on this state takes a new producer id, so that the shell draws one only then.</summary>
    public static bool NeedsProducerId(TransactionState? state) => state is null or { Phase: TransactionPhase.Dead } or { IsEpochExhausted: true };

    public static TransactionDecision Decide(
        TransactionState? state, string transactionalId, ITransactionMessage message, TransactionOptions options, DateTimeOffset now)
    {
        if (state is null or { Phase: TransactionPhase.Dead })
        {
            return message is InitProducer first ? Create(transactionalId, first, options, now) : Unknown(state, message);
        }

        return message switch
        {
            InitProducer init => Init(state, init, options, now),
            AddPartitions add => Add(state, add, now),
            VerifyPartitions verify => Verify(state, verify),
            EndTransaction end => End(state, end, now),
            MarkersWritten => Complete(state, now),
            TimePassed when state.NextDue <= now => Fence(state, ErrorCode.None, now),
            ExpireId when IsExpired(state, options, now) =>
                new(state with { Phase = TransactionPhase.Dead }, ErrorCode.None, [new ForgetTransaction()]),
            TimePassed or ExpireId => new(state, ErrorCode.None, []),
            _ => throw new ArgumentOutOfRangeException(nameof(message), message, "not a transaction message"),
        };
    }

    private static TransactionDecision Unknown(TransactionState? state, ITransactionMessage message) =>
        new(state, message is AddPartitions or VerifyPartitions or EndTransaction ? ErrorCode.InvalidProducerIdMapping : ErrorCode.None, []);

    private static TransactionDecision Refuse(TransactionState state, ErrorCode error) => new(state, error, []);

    private static bool IsTimeoutValid(TimeSpan timeout, TransactionOptions options) => timeout > TimeSpan.Zero && timeout <= options.MaxTimeout;

    private static TransactionDecision Create(string transactionalId, InitProducer init, TransactionOptions options, DateTimeOffset now)
    {
        if (!IsTimeoutValid(init.Timeout, options))
        {
            return new(null, ErrorCode.InvalidTransactionTimeout, []);
        }

        // An id that nobody knows cannot have fenced anybody: a producer that was here before the id expired goes on with a new producer id.
        return Initialised(new TransactionState
        {
            TransactionalId = transactionalId,
            ProducerId = init.NewProducerId,
            Epoch = 0,
            Timeout = init.Timeout,
            UpdatedAt = now,
        });
    }

    private static TransactionDecision Init(TransactionState state, InitProducer init, TransactionOptions options, DateTimeOffset now)
    {
        if (!IsTimeoutValid(init.Timeout, options))
        {
            return Refuse(state, ErrorCode.InvalidTransactionTimeout);
        }

        var resumes = init.ExpectedEpoch != TransactionState.None;
        if (resumes && init.ExpectedProducerId != state.ProducerId && init.ExpectedProducerId != state.PreviousProducerId)
        {
            return Refuse(state, ErrorCode.ProducerFenced);
        }

        if (state.IsPrepared)
        {
            return Refuse(state, ErrorCode.ConcurrentTransactions);
        }

        if (state.Phase == TransactionPhase.Ongoing)
        {
            // The former producer is fenced and its transaction aborted; the new one asks again when that is done.
            return Fence(state, ErrorCode.ConcurrentTransactions, now);
        }

        var fresh = state with { Phase = TransactionPhase.Empty, Partitions = [], StartedAt = null, Timeout = init.Timeout, UpdatedAt = now };
        if (resumes && init.ExpectedEpoch != state.Epoch)
        {
            // The answer to the bump was lost: the same again. Anything else is from a producer that was fenced.
            return init.ExpectedEpoch == state.LastEpoch
                ? new(state, ErrorCode.None, []) { Producer = (state.ProducerId, state.Epoch) }
                : Refuse(state, ErrorCode.ProducerFenced);
        }

        if (state.IsEpochExhausted)
        {
            return Initialised(fresh with
            {
                ProducerId = init.NewProducerId,
                PreviousProducerId = state.ProducerId,
                Epoch = 0,
                LastEpoch = resumes ? state.Epoch : (short)TransactionState.None,
            });
        }

        return Initialised(fresh with
        {
            Epoch = (short)(state.Epoch + 1),
            LastEpoch = resumes ? state.Epoch : (short)TransactionState.None,
        });
    }

    private static TransactionDecision Initialised(TransactionState next) =>
        new(next, ErrorCode.None, [new StoreTransaction()]) { Producer = (next.ProducerId, next.Epoch) };

    /// <summary>Who speaks must be the current producer.</summary>
    private static ErrorCode CheckProducer(TransactionState state, long producerId, short epoch) =>
        producerId != state.ProducerId ? ErrorCode.InvalidProducerIdMapping
        : epoch != state.Epoch ? ErrorCode.ProducerFenced
        : ErrorCode.None;

    private static TransactionDecision Add(TransactionState state, AddPartitions add, DateTimeOffset now)
    {
        var error = CheckProducer(state, add.ProducerId, add.Epoch);
        if (error == ErrorCode.None && state.IsPrepared)
        {
            error = ErrorCode.ConcurrentTransactions;
        }

        if (error != ErrorCode.None)
        {
            return Refuse(state, error);
        }

        if (state.Phase == TransactionPhase.Ongoing && add.Partitions.IsSubsetOf(state.Partitions))
        {
            return new(state, ErrorCode.None, []);
        }

        var next = state with
        {
            Phase = TransactionPhase.Ongoing,
            Partitions = state.Phase == TransactionPhase.Ongoing ? state.Partitions.Union(add.Partitions) : add.Partitions,
            StartedAt = state.Phase == TransactionPhase.Ongoing ? state.StartedAt : now,
            UpdatedAt = now,
        };
        return new(next, ErrorCode.None, [new StoreTransaction()]);
    }

    private static TransactionDecision Verify(TransactionState state, VerifyPartitions verify)
    {
        var error = CheckProducer(state, verify.ProducerId, verify.Epoch);
        if (error == ErrorCode.None && state.IsPrepared)
        {
            error = ErrorCode.ConcurrentTransactions;
        }

        if (error == ErrorCode.None && !(state.Phase == TransactionPhase.Ongoing && verify.Partitions.IsSubsetOf(state.Partitions)))
        {
            error = ErrorCode.TransactionAbortable;
        }

        return Refuse(state, error);
    }

    private static TransactionDecision End(TransactionState state, EndTransaction end, DateTimeOffset now)
    {
        var error = CheckProducer(state, end.ProducerId, end.Epoch);
        if (error != ErrorCode.None)
        {
            return Refuse(state, error);
        }

        return (state.Phase, end.Commit) switch
        {
            (TransactionPhase.Ongoing, _) => Prepare(state, end.Commit, ErrorCode.None, now),

            // A retry, because the first answer was lost.
            (TransactionPhase.CompleteCommit, true) or (TransactionPhase.CompleteAbort, false) => Refuse(state, ErrorCode.None),
            (TransactionPhase.PrepareCommit, true) or (TransactionPhase.PrepareAbort, false) => Refuse(state, ErrorCode.ConcurrentTransactions),
            _ => Refuse(state, ErrorCode.InvalidTxnState),
        };
    }

    private static TransactionDecision Prepare(TransactionState state, bool commit, ErrorCode answer, DateTimeOffset now)
    {
        var next = state with
        {
            Phase = commit ? TransactionPhase.PrepareCommit : TransactionPhase.PrepareAbort,
            UpdatedAt = now,
        };
        return new(next, answer, [new StoreTransaction(), Markers(next)]);
    }

    /// <summary>Aborts with the next epoch, so that the producer that had the transaction can do nothing any more.</summary>
    private static TransactionDecision Fence(TransactionState state, ErrorCode answer, DateTimeOffset now) =>
        Prepare(state with { Epoch = (short)(state.Epoch + 1), LastEpoch = TransactionState.None }, false, answer, now);

    /// <summary>The markers that a prepared state still owes; also what a restart does first.</summary>
    public static WriteMarkers Markers(TransactionState prepared) =>
        new(prepared.ProducerId, prepared.Epoch, prepared.Phase == TransactionPhase.PrepareCommit, prepared.Partitions);

    private static TransactionDecision Complete(TransactionState state, DateTimeOffset now)
    {
        if (!state.IsPrepared)
        {
            return new(state, ErrorCode.None, []);
        }

        var next = state with
        {
            Phase = state.Phase == TransactionPhase.PrepareCommit ? TransactionPhase.CompleteCommit : TransactionPhase.CompleteAbort,
            Partitions = [],
            StartedAt = null,
            UpdatedAt = now,
        };
        return new(next, ErrorCode.None, [new StoreTransaction()]);
    }

    private static bool IsExpired(TransactionState state, TransactionOptions options, DateTimeOffset now) =>
        !state.IsPrepared && state.Phase != TransactionPhase.Ongoing && state.UpdatedAt + options.IdExpiration <= now;
}
