using System.Collections.Immutable;

namespace ActorDataGen.EmbeddedBroker.Transactions;

/// <summary>Where a transactional id stands. The names on the wire are these words, the numbers those in the log.</summary>
internal enum TransactionPhase : sbyte
{
    /// <summary>Initialised, no transaction yet.</summary>
    Empty = 0,

    /// <summary>Partitions take part, nothing is decided.</summary>
    Ongoing = 1,

    /// <summary>Decided to commit; markers are still to be written.</summary>
    PrepareCommit = 2,

    /// <summary>Decided to abort; markers are still to be written.</summary>
    PrepareAbort = 3,

    /// <summary>Every partition has its commit marker.</summary>
    CompleteCommit = 4,

    /// <summary>Every partition has its abort marker.</summary>
    CompleteAbort = 5,

    /// <summary>Expired; about to be forgotten.</summary>
    Dead = 6,
}

/// <summary>Everything there is to know of a transactional id.</summary>
internal sealed record TransactionState
{
    /// <summary>No epoch, no producer id: what the protocol sends for "none".</summary>
    public const int None = -1;

    public required string TransactionalId { get; init; }
    public TransactionPhase Phase { get; init; }
    public required long ProducerId { get; init; }

    /// <summary>Of the current producer; every smaller one is fenced. −1 until the first answer to InitProducerId.</summary>
    public short Epoch { get; init; } = None;

    /// <summary>The producer id before the epochs of it were used up, so that a late retry is still recognised (KIP-360).</summary>
    public long PreviousProducerId { get; init; } = None;

    /// <summary>The epoch that the last bump replaced at the producer's own wish, so that a retry of that bump is recognised (KIP-360).</summary>
    public short LastEpoch { get; init; } = None;

    public required TimeSpan Timeout { get; init; }

    /// <summary>What takes part: data partitions, and the partition of <c>__consumer_offsets</c> if offsets do.</summary>
    public ImmutableHashSet<TopicPartition> Partitions { get; init; } = [];

    /// <summary>When the transaction began; null outside one.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The outcome that is decided and not yet marked everywhere.</summary>
    public bool IsPrepared => Phase is TransactionPhase.PrepareCommit or TransactionPhase.PrepareAbort;

    /// <summary>No epoch left for another producer: the greatest is kept to fence the last one with.</summary>
    public bool IsEpochExhausted => Epoch >= short.MaxValue - 1;

    /// <summary>When <see cref="TimePassed"/> aborts; null outside a transaction.</summary>
    public DateTimeOffset? NextDue => Phase == TransactionPhase.Ongoing ? StartedAt + Timeout : null;
}
