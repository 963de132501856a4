using System.Buffers;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>What must hold of a batch before it is given a place in a log.</summary>
internal static class BatchValidation
{
    /// <summary>Checks the batch at the start of the bytes; null where it is good.</summary>
    public static AppendResult? Check(
        in ReadOnlySequence<byte> bytes, LogConfiguration configuration, AppendOrigin origin, TimeProvider time, out RecordBatchHeader header)
    {
        if (!RecordBatchHeader.TryRead(bytes, out header) || header.BatchLength < RecordBatchHeader.Size - RecordBatchHeader.LengthOverhead
            || header.TotalSize > bytes.Length)
        {
            return Refuse(ErrorCode.CorruptMessage, "a batch that is cut short");
        }

        if (header.Magic != 2)
        {
            return Refuse(ErrorCode.UnsupportedForMessageFormat, $"record format {header.Magic}: only version 2 is kept");
        }

        var checkedBytes = bytes.Slice(RecordBatchHeader.AttributesPosition, header.TotalSize - RecordBatchHeader.AttributesPosition);
        if (Crc32C.Compute(checkedBytes) != header.Crc)
        {
            return Refuse(ErrorCode.CorruptMessage, "a batch whose checksum does not hold");
        }

        return origin == AppendOrigin.Client ? CheckClient(bytes, header, configuration, time) : null;
    }

    /// <summary>The header with the broker's time in it, and the checksum that goes with that.</summary>
    public static RecordBatchHeader WithLogAppendTime(RecordBatchHeader header, in ReadOnlySequence<byte> batch, long now)
    {
        header = header with
        {
            MaxTimestamp = now,
            Attributes = (short)(header.Attributes | RecordBatchHeader.MakeAttributes(CompressionCodec.None, true, false, false)),
        };
        Span<byte> start = stackalloc byte[RecordBatchHeader.Size];
        header.Write(start);
        var crc = Crc32C.Append(~0u, start[RecordBatchHeader.AttributesPosition..]);
        foreach (var piece in batch.Slice(RecordBatchHeader.Size))
        {
            crc = Crc32C.Append(crc, piece.Span);
        }

        return header with { Crc = ~crc };
    }

    private static AppendResult? CheckClient(in ReadOnlySequence<byte> bytes, in RecordBatchHeader header, LogConfiguration configuration, TimeProvider time)
    {
        if (header.TotalSize > configuration.MaxMessageBytes)
        {
            return Refuse(ErrorCode.MessageTooLarge, $"a batch of {header.TotalSize} bytes; max.message.bytes is {configuration.MaxMessageBytes}");
        }

        if (header.IsControl)
        {
            return Refuse(ErrorCode.InvalidRecord, "clients may not write control batches");
        }

        if (header.RecordCount <= 0 || header.LastOffsetDelta != header.RecordCount - 1)
        {
            return Refuse(ErrorCode.InvalidRecord, "the number of records does not agree with the last offset");
        }

        if (header.HasProducerId && (header.ProducerEpoch < 0 || header.BaseSequence < 0))
        {
            return Refuse(ErrorCode.InvalidRecord, "a producer id without an epoch or a sequence");
        }

        if (header.IsTransactional && !header.HasProducerId)
        {
            return Refuse(ErrorCode.InvalidRecord, "a transactional batch without a producer id");
        }

        if (!configuration.LogAppendTime && header.MaxTimestamp >= 0)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (header.MaxTimestamp - now > configuration.TimestampAfterMaxMilliseconds
                || now - header.MaxTimestamp > configuration.TimestampBeforeMaxMilliseconds)
            {
                return Refuse(ErrorCode.InvalidTimestamp, $"timestamp {header.MaxTimestamp} is too far from the broker's, {now}");
            }
        }

        return configuration.Compact ? CheckKeys(bytes.Slice(0, header.TotalSize), header) : null;
    }

    /// <summary>A compacted topic takes no record without a key. Looks into compressed batches only where they can be read here.</summary>
    private static AppendResult? CheckKeys(in ReadOnlySequence<byte> batch, in RecordBatchHeader header)
    {
        if (!Compression.Supports(header.Compression))
        {
            return null;
        }

        try
        {
            return RecordReader.Read(batch.ToArray()).Any(static r => r.Key is null)
                ? Refuse(ErrorCode.InvalidRecord, "a record without a key in a compacted topic")
                : null;
        }
        catch (KafkaProtocolException e)
        {
            return Refuse(ErrorCode.CorruptMessage, e.Message);
        }
    }

    private static AppendResult Refuse(ErrorCode error, string message) => new(error, -1, -1, -1, message);
}
