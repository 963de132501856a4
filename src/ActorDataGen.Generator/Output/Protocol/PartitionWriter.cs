using System.Buffers;
using System.Buffers.Binary;
using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Runs;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.Generator.Output.Protocol;

/// <summary>A finished record batch on its way to its partition; its buffer goes back to the pool when it is acknowledged.</summary>
internal sealed record SealedBatch(PartitionWriter Partition, byte[] Buffer, int Length, int Records);

/// <summary>Writes records as a batch (format version 2) into one buffer, as they will stand on the wire: nothing is copied or kept twice.</summary>
internal sealed class PartitionWriter(string topic, int partition)
{
    /// <summary>Big enough that headers, checksums and answers do not count, and below Kafka's default limit of a megabyte.</summary>
    public const int BatchSize = 512 * 1024;

    private byte[] _buffer = [];
    private int _length;
    private int _count;
    private long _firstTime;
    private long _lastTime;
    private int _sequence;

    public string Topic => topic;

    public int Partition => partition;

    public int Leader { get; set; }

    public bool HasRecords => _count > 0;

    /// <summary>Whether the current transaction knows of this partition.</summary>
    public bool IsInTransaction { get; set; }

    /// <summary>Begins anew with a producer's new epoch.</summary>
    public void Reset()
    {
        (_length, _count, _sequence, IsInTransaction) = (0, 0, 0, false);
    }

    /// <summary>Whether a record of that size must wait for the next batch.</summary>
    public bool IsFullFor(int recordSize) => _count > 0 && _length + recordSize > BatchSize;

    /// <summary>The most bytes that a record takes, its length field included.</summary>
    public static int SizeBound(in GeneratedRecord record, RecordShape shape)
    {
        var size = record.Key.Length + record.Value.Length + record.HeaderValues.Length + 40;
        foreach (var (name, _) in shape.Headers)
        {
            size += 3 * name.Length + 10;
        }

        return size;
    }

    public void Add(in GeneratedRecord record, RecordShape shape, int sizeBound, long timestamp)
    {
        if (_count == 0)
        {
            Begin(sizeBound, timestamp);
        }

        _lastTime = Math.Max(_lastTime, timestamp);
        // The length of a record precedes it, so its fixed parts are sized first.
        Span<byte> start = stackalloc byte[22];
        var at = 1;
        start[0] = 0;
        at += VarInt.Write(start[at..], timestamp - _firstTime);
        at += VarInt.Write(start[at..], _count);
        at += VarInt.Write(start[at..], record.HasKey ? record.Key.Length : -1);
        var size = at + record.Key.Length + VarInt.SizeOf(record.Value.Length) + record.Value.Length + HeadersSize(record, shape);
        var output = _buffer.AsSpan(_length);
        var length = VarInt.Write(output, size);
        start[..at].CopyTo(output[length..]);
        length += at;
        record.Key.CopyTo(output[length..]);
        length += record.Key.Length;
        length += VarInt.Write(output[length..], record.Value.Length);
        record.Value.CopyTo(output[length..]);
        length += record.Value.Length;
        length += WriteHeaders(record, shape, output[length..]);
        _length += length;
        _count++;
    }

    /// <summary>Finishes the batch under a producer's id and epoch, with the next sequence numbers.</summary>
    public SealedBatch Seal(long producerId, short epoch)
    {
        var header = new RecordBatchHeader(0, _length - RecordBatchHeader.LengthOverhead, -1, 2, 0,
            RecordBatchHeader.MakeAttributes(CompressionCodec.None, false, true, false), _count - 1, _firstTime, _lastTime,
            producerId, epoch, _sequence, _count);
        header.Write(_buffer);
        var crc = Crc32C.Compute(_buffer.AsSpan(RecordBatchHeader.AttributesPosition, _length - RecordBatchHeader.AttributesPosition));
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(RecordBatchHeader.CrcPosition), crc);
        var batch = new SealedBatch(this, _buffer, _length, _count);
        _sequence = RecordBatchHeader.IncrementSequence(_sequence, _count);
        (_buffer, _length, _count) = ([], 0, 0);
        return batch;
    }

    private void Begin(int sizeBound, long timestamp)
    {
        if (_buffer.Length < RecordBatchHeader.Size + sizeBound || _buffer.Length < BatchSize)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(BatchSize, RecordBatchHeader.Size + sizeBound));
        }

        (_length, _firstTime, _lastTime) = (RecordBatchHeader.Size, timestamp, timestamp);
    }

    private static int HeadersSize(in GeneratedRecord record, RecordShape shape)
    {
        var size = VarInt.SizeOf(shape.Headers.Count);
        for (int i = 0; i < shape.Headers.Count; i++)
        {
            var name = System.Text.Encoding.UTF8.GetByteCount(shape.Headers[i].Name);
            var value = record.HeaderValue(i).Length;
            size += VarInt.SizeOf(name) + name + VarInt.SizeOf(value) + value;
        }

        return size;
    }

    private static int WriteHeaders(in GeneratedRecord record, RecordShape shape, Span<byte> output)
    {
        var at = VarInt.Write(output, shape.Headers.Count);
        for (int i = 0; i < shape.Headers.Count; i++)
        {
            var name = shape.Headers[i].Name;
            at += VarInt.Write(output[at..], System.Text.Encoding.UTF8.GetByteCount(name));
            at += System.Text.Encoding.UTF8.GetBytes(name, output[at..]);
            var value = record.HeaderValue(i);
            at += VarInt.Write(output[at..], value.Length);
            value.CopyTo(output[at..]);
            at += value.Length;
        }

        return at;
    }
}
