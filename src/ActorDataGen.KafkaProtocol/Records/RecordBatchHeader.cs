using System.Buffers;
using System.Buffers.Binary;

namespace ActorDataGen.KafkaProtocol.Records;

/// <summary>
/// The fixed 61 bytes that precede the records of a batch, format version 2 (magic 2):
/// base offset 8, length 4, leader epoch 4, magic 1, CRC-32C 4, attributes 2, last offset delta 4, base timestamp 8,
/// max timestamp 8, producer id 8, producer epoch 2, base sequence 4, record count 4.
/// </summary>
public readonly record struct RecordBatchHeader(
    long BaseOffset, int BatchLength, int LeaderEpoch, sbyte Magic, uint Crc, short Attributes, int LastOffsetDelta,
    long BaseTimestamp, long MaxTimestamp, long ProducerId, short ProducerEpoch, int BaseSequence, int RecordCount)
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 61;

    /// <summary>Base offset and length: what the length itself does not count.</summary>
    public const int LengthOverhead = 12;

    /// <summary>Where the magic byte is.</summary>
    public const int MagicPosition = 16;

    /// <summary>Where the checksum is; it covers everything after it.</summary>
    public const int CrcPosition = 17;

    /// <summary>Where the attributes are: the first checked byte.</summary>
    public const int AttributesPosition = 21;

    /// <summary>Where the largest timestamp is.</summary>
    public const int MaxTimestampPosition = 35;

    private const short TimestampTypeBit = 0x08;
    private const short TransactionalBit = 0x10;
    private const short ControlBit = 0x20;

    /// <summary>The whole batch in bytes, header included.</summary>
    public int TotalSize => LengthOverhead + BatchLength;

    /// <summary>Offset of the last record, also after compaction took it out.</summary>
    public long LastOffset => BaseOffset + LastOffsetDelta;

    /// <summary>The offset that follows this batch.</summary>
    public long NextOffset => LastOffset + 1;

    /// <summary>Sequence number of the last record; wraps to 0 after 2,147,483,647.</summary>
    public int LastSequence => BaseSequence < 0 ? -1 : IncrementSequence(BaseSequence, LastOffsetDelta);

    /// <summary>Whether timestamps are the broker's (LogAppendTime), not the producer's.</summary>
    public bool IsLogAppendTime => (Attributes & TimestampTypeBit) != 0;

    /// <summary>Whether the batch is part of a transaction.</summary>
    public bool IsTransactional => (Attributes & TransactionalBit) != 0;

    /// <summary>Whether the batch holds a transaction marker instead of records.</summary>
    public bool IsControl => (Attributes & ControlBit) != 0;

    /// <summary>Whether an idempotent producer wrote it.</summary>
    public bool HasProducerId => ProducerId >= 0;

    /// <summary>How the records are compressed.</summary>
    public CompressionCodec Compression => (CompressionCodec)(Attributes & 0x07);

    /// <summary>Reads a header from at least <see cref="Size"/> bytes.</summary>
    public static RecordBatchHeader Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64BigEndian(bytes),
        BinaryPrimitives.ReadInt32BigEndian(bytes[8..]),
        BinaryPrimitives.ReadInt32BigEndian(bytes[12..]),
        (sbyte)bytes[MagicPosition],
        BinaryPrimitives.ReadUInt32BigEndian(bytes[CrcPosition..]),
        BinaryPrimitives.ReadInt16BigEndian(bytes[AttributesPosition..]),
        BinaryPrimitives.ReadInt32BigEndian(bytes[23..]),
        BinaryPrimitives.ReadInt64BigEndian(bytes[27..]),
        BinaryPrimitives.ReadInt64BigEndian(bytes[MaxTimestampPosition..]),
        BinaryPrimitives.ReadInt64BigEndian(bytes[43..]),
        BinaryPrimitives.ReadInt16BigEndian(bytes[51..]),
        BinaryPrimitives.ReadInt32BigEndian(bytes[53..]),
        BinaryPrimitives.ReadInt32BigEndian(bytes[57..]));

    /// <summary>Reads the header at the start of the sequence, or says that there are not enough bytes for one.</summary>
    public static bool TryRead(in ReadOnlySequence<byte> bytes, out RecordBatchHeader header)
    {
        if (bytes.Length < Size)
        {
            header = default;
            return false;
        }

        if (bytes.FirstSpan.Length >= Size)
        {
            header = Read(bytes.FirstSpan);
            return true;
        }

        Span<byte> copy = stackalloc byte[Size];
        bytes.Slice(0, Size).CopyTo(copy);
        header = Read(copy);
        return true;
    }

    /// <summary>Writes the header over the first <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes, BaseOffset);
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], BatchLength);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], LeaderEpoch);
        bytes[MagicPosition] = (byte)Magic;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[CrcPosition..], Crc);
        BinaryPrimitives.WriteInt16BigEndian(bytes[AttributesPosition..], Attributes);
        BinaryPrimitives.WriteInt32BigEndian(bytes[23..], LastOffsetDelta);
        BinaryPrimitives.WriteInt64BigEndian(bytes[27..], BaseTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(bytes[MaxTimestampPosition..], MaxTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(bytes[43..], ProducerId);
        BinaryPrimitives.WriteInt16BigEndian(bytes[51..], ProducerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(bytes[53..], BaseSequence);
        BinaryPrimitives.WriteInt32BigEndian(bytes[57..], RecordCount);
    }

    /// <summary>Attributes of a batch.</summary>
    internal static short MakeAttributes(CompressionCodec codec, bool logAppendTime, bool transactional, bool control) =>
        (short)((int)codec | (logAppendTime ? TimestampTypeBit : 0) | (transactional ? TransactionalBit : 0) | (control ? ControlBit : 0));

    /// <summary>The sequence number so many records later.</summary>
    internal static int IncrementSequence(int sequence, int by) =>
        sequence > int.MaxValue - by ? by - (int.MaxValue - sequence) - 1 : sequence + by;
}
