using System.Buffers.Binary;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>
/// From offsets to positions, sparse: an entry is the last offset of a batch, relative to the segment's base, and where
/// that batch starts (4 bytes each), as in Kafka's <c>.index</c> files.
/// </summary>
internal sealed class OffsetIndex(string? path, long baseOffset) : SparseIndex(path, EntrySize)
{
    private const int EntrySize = 8;

    // A segment of this size has an entry, unless its batches are huge; then it is built again for nothing, which is cheap.
    private const int LongestWithoutEntry = 64 * 1024;

    public void Append(long lastOffset, long position)
    {
        var entry = NewEntry();
        BinaryPrimitives.WriteInt32BigEndian(entry, checked((int)(lastOffset - baseOffset)));
        BinaryPrimitives.WriteInt32BigEndian(entry[4..], checked((int)position));
        CommitEntry();
    }

    /// <summary>A batch start at or before the one that holds the offset; 0 where no entry is that low.</summary>
    public long FindPosition(long offset)
    {
        var found = LastWhere(entry => entry.Offset <= offset);
        return found < 0 ? 0 : Entry(found).Position;
    }

    /// <summary>The last batch start that is known at or below the position, or −1.</summary>
    public long LastStartAtOrBelow(long position)
    {
        var found = LastWhere(entry => entry.Position <= position);
        return found < 0 ? -1 : Entry(found).Position;
    }

    /// <summary>Drops the entries of batches that start at or behind the position.</summary>
    public void TruncateToPosition(long position) => TruncateTo(LastWhere(entry => entry.Position < position) + 1);

    /// <summary>Whether the entries ascend and stay within the file: what can be told cheaply about a file that was found.</summary>
    public bool IsSane(long dataLength) => Count == 0 ? dataLength < LongestWithoutEntry : (Entry(Count - 1) is var last && last.Position < dataLength && last.Offset >= baseOffset);

    private (long Offset, long Position) Entry(int index)
    {
        Span<byte> bytes = stackalloc byte[EntrySize];
        ReadEntry(index, bytes);
        return (baseOffset + BinaryPrimitives.ReadInt32BigEndian(bytes), BinaryPrimitives.ReadInt32BigEndian(bytes[4..]));
    }

    private int LastWhere(Func<(long Offset, long Position), bool> holds)
    {
        int low = -1, high = Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (holds(Entry(middle)))
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
