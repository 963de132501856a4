using System.Buffers.Binary;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>An aborted transaction: its producer, its first record, its marker, and what was stable after it.</summary>
internal readonly record struct AbortedTransaction(long ProducerId, long FirstOffset, long LastOffset, long LastStableOffset)
{
    private const int EntrySize = 34;

    /// <summary>Reads a <c>.txnindex</c> file, in Kafka's format; a cut entry at its end is left out.</summary>
    public static IEnumerable<AbortedTransaction> ReadFile(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at + EntrySize <= bytes.Length; at += EntrySize)
        {
            yield return new(
                BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at + 2)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at + 10)),
                BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at + 18)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at + 26)));
        }
    }

    public void AppendTo(string path)
    {
        Span<byte> bytes = stackalloc byte[EntrySize];
        WriteTo(bytes);
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(bytes);
    }

    public static void WriteFile(string path, IEnumerable<AbortedTransaction> transactions)
    {
        var bytes = transactions.SelectMany(static t =>
        {
            var entry = new byte[EntrySize];
            t.WriteTo(entry);
            return entry;
        }).ToArray();
        if (bytes.Length > 0)
        {
            File.WriteAllBytes(path, bytes);
        }
        else
        {
            File.Delete(path);
        }
    }

    private void WriteTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt16BigEndian(bytes, 0);
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..], ProducerId);
        BinaryPrimitives.WriteInt64BigEndian(bytes[10..], FirstOffset);
        BinaryPrimitives.WriteInt64BigEndian(bytes[18..], LastOffset);
        BinaryPrimitives.WriteInt64BigEndian(bytes[26..], LastStableOffset);
    }
}

/// <summary>
/// The aborted transactions of a log in the order of their markers. Adding returns a new list over the same array, so that
/// readers without a lock see a whole one; only the log, under its lock, may add, and only to the newest list.
/// </summary>
internal sealed class AbortedList
{
    public static readonly AbortedList Empty = new([], 0);

    private readonly AbortedTransaction[] _items;
    private readonly int _count;

    private AbortedList(AbortedTransaction[] items, int count) => (_items, _count) = (items, count);

    public ReadOnlySpan<AbortedTransaction> Items => _items.AsSpan(0, _count);

    public AbortedList Add(AbortedTransaction aborted)
    {
        var items = _items;
        if (_count == items.Length)
        {
            items = new AbortedTransaction[Math.Max(16, _count * 2)];
            Items.CopyTo(items);
        }

        items[_count] = aborted;
        return new AbortedList(items, _count + 1);
    }

    /// <summary>Those whose marker is at or behind the offset.</summary>
    public AbortedList From(long offset)
    {
        var kept = _items.Take(_count).Where(a => a.LastOffset >= offset).ToArray();
        return new AbortedList(kept, kept.Length);
    }

    public List<AbortedTransaction> Between(long from, long to)
    {
        int low = 0, high = _count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_items[middle].LastOffset < from)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        var found = new List<AbortedTransaction>();
        for (var i = low; i < _count; i++)
        {
            if (_items[i].FirstOffset < to)
            {
                found.Add(_items[i]);
            }

            if (_items[i].LastStableOffset >= to)
            {
                break;
            }
        }

        return found;
    }
}
