using System.Collections.Immutable;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Transactions;

/// <summary>What may be said to a transactional id.</summary>
internal interface ITransactionMessage;

/// <summary>
/// A producer starts, or wants a new epoch after an error; then it says which producer id and epoch it had (KIP-360), else both are −1.
/// <c>NewProducerId</c> is taken if the transactional id is new or its epochs are used up (<see cref="TransactionMachine.NeedsProducerId"/>).
/// </summary>
internal sealed record InitProducer(
    long NewProducerId, TimeSpan Timeout, long ExpectedProducerId = -1, short ExpectedEpoch = -1) : ITransactionMessage;

/// <summary>Partitions take part from now on; the first ones begin the transaction.</summary>
internal sealed record AddPartitions(long ProducerId, short Epoch, ImmutableHashSet<TopicPartition> Partitions) : ITransactionMessage;

/// <summary>Asks whether partitions take part, and changes nothing.</summary>
internal sealed record VerifyPartitions(long ProducerId, short Epoch, ImmutableHashSet<TopicPartition> Partitions) : ITransactionMessage;

/// <summary>The producer commits or aborts.</summary>
internal sealed record EndTransaction(long ProducerId, short Epoch, bool Commit) : ITransactionMessage;

/// <summary>Every partition has its marker, or is gone.</summary>
internal sealed record MarkersWritten : ITransactionMessage;

/// <summary>The clock has moved: a transaction that took too long is aborted and its producer fenced.</summary>
internal sealed record TimePassed : ITransactionMessage;

/// <summary>The id is forgotten if nobody used it for long.</summary>
internal sealed record ExpireId : ITransactionMessage;

/// <summary>What the shell is to do, in this order.</summary>
internal interface ITransactionEffect;

/// <summary>Write the decision's next state.</summary>
internal sealed record StoreTransaction : ITransactionEffect;

/// <summary>Write the tombstone of the id.</summary>
internal sealed record ForgetTransaction : ITransactionEffect;

/// <summary>Write a control record to each partition, then say <see cref="MarkersWritten"/>.</summary>
internal sealed record WriteMarkers(long ProducerId, short Epoch, bool Commit, ImmutableHashSet<TopicPartition> Partitions) : ITransactionEffect;

/// <summary>What follows from a message: the next state, the answer, and what to do before it is given.</summary>
internal sealed record TransactionDecision(TransactionState? Next, ErrorCode Error, ImmutableArray<ITransactionEffect> Effects)
{
    /// <summary>The producer id and epoch to answer InitProducerId with, when <see cref="Error"/> is none.</summary>
    public (long Id, short Epoch) Producer { get; init; } = (-1, -1);
}
