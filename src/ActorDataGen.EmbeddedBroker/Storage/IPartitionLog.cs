using System.Buffers;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>Who appends, which decides what is checked.</summary>
internal enum AppendOrigin
{
    /// <summary>A producer: sequences, epochs and limits are checked.</summary>
    Client,

    /// <summary>A coordinator writing its own records: no sequences, no size limit.</summary>
    Coordinator,
}

/// <summary>What became of an append.</summary>
/// <param name="Error">None, or why nothing was written. A duplicate of an idempotent producer is no error: it has its first offset.</param>
/// <param name="BaseOffset">Offset of the first record, −1 on error.</param>
/// <param name="LogAppendTime">The broker's timestamp where the topic uses it, else −1.</param>
/// <param name="LogStartOffset">The earliest offset there is.</param>
/// <param name="Message">What to tell a person, or null.</param>
internal readonly record struct AppendResult(
    ErrorCode Error, long BaseOffset, long LogAppendTime, long LogStartOffset, string? Message = null);

/// <summary>
/// The log of one partition, as coordinators and APIs see it. Every method may be called from any thread. What an append
/// returned is in the page cache, so it outlives the process; when it reaches the disk is the flush policy's choice.
/// </summary>
internal interface IPartitionLog
{
    string Topic { get; }

    int Partition { get; }

    /// <summary>The earliest offset that can be read.</summary>
    long LogStartOffset { get; }

    /// <summary>The offset that the next record gets; with one replica also the high watermark.</summary>
    long LogEndOffset { get; }

    /// <summary>Everything below is decided: no transaction that is still open began below it.</summary>
    long LastStableOffset { get; }

    /// <summary>Appends one or more whole batches of format version 2; wakes waiting fetches.</summary>
    AppendResult Append(in ReadOnlySequence<byte> batches, AppendOrigin origin);

    /// <summary>
    /// Ends a producer's transaction in this partition: writes the marker, moves the last stable offset, remembers the aborted
    /// range. Writes the marker even where no transaction is open (then it only raises the epoch), as Kafka does.
    /// Refused with <see cref="ErrorCode.InvalidProducerEpoch"/> or <see cref="ErrorCode.TransactionCoordinatorFenced"/>.
    /// </summary>
    AppendResult AppendMarker(long producerId, short producerEpoch, bool commit, int coordinatorEpoch);

    /// <summary>Reads whole batches from the one that holds <paramref name="fromOffset"/> up to the end. For coordinators that restore.</summary>
    IEnumerable<ReadOnlyMemory<byte>> ReadBatches(long fromOffset);
}

/// <summary>Convenience for those who build batches themselves.</summary>
internal static class PartitionLogExtensions
{
    public static AppendResult Append(this IPartitionLog log, RecordBatchBuilder batch, AppendOrigin origin) =>
        log.Append(new ReadOnlySequence<byte>(batch.Build()), origin);
}
