using System.Buffers.Binary;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>
/// From times to offsets, sparse: an entry is the largest timestamp so far (8 bytes) and the last offset of the batch that
/// has it, relative to the segment's base (4), as in Kafka's <c>.timeindex</c> files.
/// </summary>
internal sealed class TimeIndex(string? path, long baseOffset) : SparseIndex(path, EntrySize)
{
    private const int EntrySize = 12;
    private long? _last;

    /// <summary>The largest timestamp there is an entry for, or −1.</summary>
    public long LastTimestamp => _last ??= Count == 0 ? -1 : Entry(Count - 1).Timestamp;

    /// <summary>Offset of that entry, or the segment's base.</summary>
    public long LastOffset => Count == 0 ? baseOffset : Entry(Count - 1).Offset;

    /// <summary>Adds an entry where the timestamp is larger than any before.</summary>
    public void Append(long timestamp, long offset)
    {
        if (timestamp <= LastTimestamp)
        {
            return;
        }

        var entry = NewEntry();
        BinaryPrimitives.WriteInt64BigEndian(entry, timestamp);
        BinaryPrimitives.WriteInt32BigEndian(entry[8..], checked((int)(offset - baseOffset)));
        CommitEntry();
        _last = timestamp;
    }

    /// <summary>An offset before which no record is as late as the timestamp.</summary>
    public long FindOffset(long timestamp)
    {
        int low = -1, high = Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Entry(middle).Timestamp < timestamp)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low < 0 ? baseOffset : Entry(low).Offset;
    }

    /// <summary>Drops the entries at or behind the offset.</summary>
    public void TruncateToOffset(long offset)
    {
        var count = Count;
        while (count > 0 && Entry(count - 1).Offset >= offset)
        {
            count--;
        }

        TruncateTo(count);
        _last = null;
    }

    private (long Timestamp, long Offset) Entry(int index)
    {
        Span<byte> bytes = stackalloc byte[EntrySize];
        ReadEntry(index, bytes);
        return (BinaryPrimitives.ReadInt64BigEndian(bytes), baseOffset + BinaryPrimitives.ReadInt32BigEndian(bytes[8..]));
    }
}
