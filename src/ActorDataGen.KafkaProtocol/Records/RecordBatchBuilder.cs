using System.Buffers.Binary;
using System.Text;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Records;

/// <summary>Builds one uncompressed record batch. Offsets are relative; whoever appends it gives it its base offset.</summary>
public sealed class RecordBatchBuilder : IDisposable
{
    private readonly MessageBuffer _buffer = new(1024);
    private long _baseTimestamp;
    private long _maxTimestamp = -1;
    private int _count;
    private int _lastDelta = -1;

    /// <summary>Starts an empty batch.</summary>
    public RecordBatchBuilder() => _buffer.Take(RecordBatchHeader.Size);

    /// <summary>Id of the idempotent or transactional producer, −1 for none.</summary>
    public long ProducerId { get; set; } = -1;

    /// <summary>That producer's epoch.</summary>
    public short ProducerEpoch { get; set; } = -1;

    /// <summary>Sequence number of the first record, −1 for none.</summary>
    public int BaseSequence { get; set; } = -1;

    /// <summary>Whether the batch is part of a transaction.</summary>
    public bool IsTransactional { get; set; }

    /// <summary>Offset of the first record; a broker overwrites it.</summary>
    public long BaseOffset { get; set; }

    /// <summary>How many records there are.</summary>
    public int Count => _count;

    /// <summary>Bytes so far, header included.</summary>
    public int Size => _buffer.Length;

    /// <summary>Adds a record.</summary>
    /// <param name="timestamp">Milliseconds since 1970, UTC.</param>
    /// <param name="key">Key, or null.</param>
    /// <param name="value">Value, or null.</param>
    /// <param name="headers">Headers, or null for none.</param>
    public RecordBatchBuilder Add(long timestamp, ReadOnlyMemory<byte>? key, ReadOnlyMemory<byte>? value, IReadOnlyList<RecordHeader>? headers = null) =>
        Add(_lastDelta + 1, timestamp, key, value, headers);

    /// <summary>Adds a record; a null array is null, which it would not be once it is a <see cref="ReadOnlyMemory{T}"/>.</summary>
    /// <param name="timestamp">Milliseconds since 1970, UTC.</param>
    /// <param name="key">Key, or null.</param>
    /// <param name="value">Value, or null.</param>
    /// <param name="headers">Headers, or null for none.</param>
    public RecordBatchBuilder Add(long timestamp, byte[]? key, byte[]? value, IReadOnlyList<RecordHeader>? headers = null) =>
        Add(_lastDelta + 1, timestamp, Nullable(key), Nullable(value), headers);

    /// <summary>Finishes the batch and returns it; the builder can then be filled anew after <see cref="Clear"/>.</summary>
    public byte[] Build() => Finish(control: false);

    /// <summary>Forgets the records, keeps the producer.</summary>
    public void Clear()
    {
        _buffer.Clear();
        _buffer.Take(RecordBatchHeader.Size);
        (_count, _lastDelta, _maxTimestamp) = (0, -1, -1);
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    /// <summary>A transaction marker: the end of what the producer wrote before it.</summary>
    internal static byte[] BuildMarker(long producerId, short producerEpoch, bool commit, int coordinatorEpoch, long timestamp)
    {
        var key = new byte[4];
        BinaryPrimitives.WriteInt16BigEndian(key.AsSpan(2), commit ? (short)1 : (short)0);
        var value = new byte[6];
        BinaryPrimitives.WriteInt32BigEndian(value.AsSpan(2), coordinatorEpoch);
        using var builder = new RecordBatchBuilder { ProducerId = producerId, ProducerEpoch = producerEpoch, IsTransactional = true };
        builder.Add(timestamp, key, value);
        return builder.Finish(control: true);
    }

    /// <summary>Adds a record at a given distance from the base offset: what a compacted batch needs, which has gaps.</summary>
    internal RecordBatchBuilder Add(
        int offsetDelta, long timestamp, ReadOnlyMemory<byte>? key, ReadOnlyMemory<byte>? value, IReadOnlyList<RecordHeader>? headers)
    {
        if (_count == 0)
        {
            _baseTimestamp = timestamp;
        }

        headers ??= [];
        var size = 1 + VarInt.SizeOf(timestamp - _baseTimestamp) + VarInt.SizeOf(offsetDelta)
            + SizeOf(key) + SizeOf(value) + VarInt.SizeOf(headers.Count);
        foreach (var header in headers)
        {
            var length = Encoding.UTF8.GetByteCount(header.Key);
            size += VarInt.SizeOf(length) + length + SizeOf(header.Value);
        }

        WriteVarInt(size);
        _buffer.Take(1)[0] = 0;
        WriteVarInt(timestamp - _baseTimestamp);
        WriteVarInt(offsetDelta);
        WriteBytes(key);
        WriteBytes(value);
        WriteVarInt(headers.Count);
        foreach (var header in headers)
        {
            WriteBytes(Encoding.UTF8.GetBytes(header.Key));
            WriteBytes(header.Value);
        }

        _count++;
        _lastDelta = offsetDelta;
        _maxTimestamp = Math.Max(_maxTimestamp, timestamp);
        return this;
    }

    /// <summary>Finishes a batch that stands for another one of which records were left out: offsets, producer and times are kept.</summary>
    internal byte[] BuildLike(in RecordBatchHeader original)
    {
        var attributes = RecordBatchHeader.MakeAttributes(CompressionCodec.None, original.IsLogAppendTime, original.IsTransactional, original.IsControl);
        return Seal(original with
        {
            BatchLength = _buffer.Length - RecordBatchHeader.LengthOverhead,
            Attributes = attributes,
            BaseTimestamp = _count > 0 ? _baseTimestamp : original.BaseTimestamp,
            RecordCount = _count,
        });
    }

    private byte[] Finish(bool control)
    {
        var header = new RecordBatchHeader(
            BaseOffset, _buffer.Length - RecordBatchHeader.LengthOverhead, 0, 2, 0,
            RecordBatchHeader.MakeAttributes(CompressionCodec.None, false, IsTransactional, control),
            Math.Max(0, _lastDelta), _baseTimestamp, _maxTimestamp, ProducerId, ProducerEpoch, BaseSequence, _count);
        return Seal(header);
    }

    private byte[] Seal(in RecordBatchHeader header)
    {
        var bytes = _buffer.Written.ToArray();
        header.Write(bytes);
        var crc = Crc32C.Compute(bytes.AsSpan(RecordBatchHeader.AttributesPosition));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(RecordBatchHeader.CrcPosition), crc);
        return bytes;
    }

    private static int SizeOf(ReadOnlyMemory<byte>? bytes) => bytes is { } b ? VarInt.SizeOf(b.Length) + b.Length : 1;

    // Written out: in a conditional expression null would become empty memory.
    private static ReadOnlyMemory<byte>? Nullable(byte[]? bytes)
    {
        if (bytes is null)
        {
            return null;
        }

        return bytes;
    }

    private void WriteVarInt(long value)
    {
        Span<byte> bytes = stackalloc byte[10];
        var size = VarInt.Write(bytes, value);
        bytes[..size].CopyTo(_buffer.Take(size));
    }

    private void WriteBytes(ReadOnlyMemory<byte>? bytes)
    {
        WriteVarInt(bytes?.Length ?? -1);
        bytes?.Span.CopyTo(_buffer.Take(bytes.Value.Length));
    }
}
