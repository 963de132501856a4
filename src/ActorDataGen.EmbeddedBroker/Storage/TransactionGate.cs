using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>
/// Where produce asks whether a transactional batch may be written. The transaction coordinator puts its answer in;
/// until then, and without one, every transactional batch is refused.
/// </summary>
internal sealed class TransactionGate
{
    /// <summary>
    /// Whether the partition is part of that producer's ongoing transaction: <see cref="ErrorCode.None"/>, or the error to
    /// answer. Asked once per producer, partition and transaction, before the first batch, and never under a log's lock.
    /// </summary>
    public Func<string, long, short, string, int, ErrorCode> Verify { get; set; } =
        static (_, _, _, _, _) => ErrorCode.InvalidTxnState;
}
