using System.Buffers.Binary;
using System.Text;

namespace ActorDataGen.KafkaProtocol.Records;

/// <summary>Reads the records of a batch, uncompressed first where needed.</summary>
public static class RecordReader
{
    /// <summary>Reads all records of a batch; a control batch has none.</summary>
    /// <param name="batch">One whole batch, header included.</param>
    /// <exception cref="KafkaProtocolException">The bytes are no batch of version 2, or are compressed in a way that cannot be undone here.</exception>
    public static IReadOnlyList<Record> Read(ReadOnlyMemory<byte> batch)
    {
        var header = RecordBatchHeader.Read(batch.Span);
        return header.IsControl ? [] : ReadAll(header, Compression.Decompress(header.Compression, batch[RecordBatchHeader.Size..header.TotalSize]));
    }

    /// <summary>Splits bytes that hold whole batches one after the other; a cut one at the end is left out.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> batches)
    {
        while (batches.Length >= RecordBatchHeader.Size)
        {
            var size = RecordBatchHeader.Read(batches.Span).TotalSize;
            if (size > batches.Length || size < RecordBatchHeader.Size)
            {
                yield break;
            }

            yield return batches[..size];
            batches = batches[size..];
        }
    }

    /// <summary>Reads the key and value of a control record: its version and its type (0 abort, 1 commit).</summary>
    internal static bool ReadIsCommit(ReadOnlyMemory<byte> controlBatch)
    {
        var header = RecordBatchHeader.Read(controlBatch.Span);
        var record = ReadAll(header, controlBatch[RecordBatchHeader.Size..header.TotalSize])[0];
        return record.Key is { Length: >= 4 } key && key.Span[3] == 1;
    }

    /// <summary>Reads the coordinator epoch of a control batch, 0 where it has none.</summary>
    internal static int ReadCoordinatorEpoch(ReadOnlyMemory<byte> controlBatch)
    {
        var header = RecordBatchHeader.Read(controlBatch.Span);
        var record = ReadAll(header, controlBatch[RecordBatchHeader.Size..header.TotalSize])[0];
        return record.Value is { Length: >= 6 } value ? BinaryPrimitives.ReadInt32BigEndian(value.Span[2..]) : 0;
    }

    internal static List<Record> ReadAll(RecordBatchHeader header, ReadOnlyMemory<byte> records)
    {
        var span = records.Span;
        var list = new List<Record>(Math.Clamp(header.RecordCount, 0, span.Length / 7 + 1));
        var at = 0;
        for (var i = 0; i < header.RecordCount; i++)
        {
            var length = VarInt.ReadInt32(span, ref at);
            var end = at + length;
            if (length < 0 || end > span.Length || end < at)
            {
                throw new KafkaProtocolException("a record is longer than its batch");
            }

            at++; // attributes: none are defined
            var timestampDelta = VarInt.Read(span, ref at);
            var offsetDelta = VarInt.ReadInt32(span, ref at);
            var key = ReadBytes(records, ref at);
            var value = ReadBytes(records, ref at);
            var headers = ReadHeaders(records, ref at);
            if (at != end)
            {
                throw new KafkaProtocolException("a record's length does not agree with its fields");
            }

            var timestamp = header.IsLogAppendTime ? header.MaxTimestamp : header.BaseTimestamp + timestampDelta;
            list.Add(new Record(header.BaseOffset + offsetDelta, timestamp, key, value, headers));
        }

        return list;
    }

    private static RecordHeader[] ReadHeaders(ReadOnlyMemory<byte> records, ref int at)
    {
        var count = VarInt.ReadInt32(records.Span, ref at);
        if (count == 0)
        {
            return [];
        }

        if (count < 0 || count > records.Length - at)
        {
            throw new KafkaProtocolException("a record claims more headers than it has bytes");
        }

        var headers = new RecordHeader[count];
        for (var i = 0; i < count; i++)
        {
            var key = ReadBytes(records, ref at) ?? throw new KafkaProtocolException("a record header without a name");
            headers[i] = new RecordHeader(Encoding.UTF8.GetString(key.Span), ReadBytes(records, ref at));
        }

        return headers;
    }

    private static ReadOnlyMemory<byte>? ReadBytes(ReadOnlyMemory<byte> records, ref int at)
    {
        var length = VarInt.ReadInt32(records.Span, ref at);
        if (length < 0)
        {
            return null;
        }

        if (length > records.Length - at)
        {
            throw new KafkaProtocolException("a record's field is longer than its batch");
        }

        var bytes = records.Slice(at, length);
        at += length;
        return bytes;
    }
}
