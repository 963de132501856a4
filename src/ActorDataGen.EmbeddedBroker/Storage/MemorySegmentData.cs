namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>A segment in memory: chunks that double from 4 KiB to 1 MiB, so that a small topic stays small.</summary>
internal sealed class MemorySegmentData : SegmentData
{
    private const int SmallestChunk = 4 * 1024;
    private const int LargestChunk = 1024 * 1024;

    // Replaced as a whole when it grows, so that readers see a consistent list without a lock.
    private Chunk[] _chunks = [];
    private long _length;

    public override long Length => Volatile.Read(ref _length);

    public override void Append(IReadOnlyList<ReadOnlyMemory<byte>> pieces, int total)
    {
        var length = _length;
        foreach (var piece in pieces)
        {
            var rest = piece.Span;
            while (rest.Length > 0)
            {
                var chunk = Last(length);
                var within = (int)(length - chunk.Start);
                var count = Math.Min(rest.Length, chunk.Bytes.Length - within);
                rest[..count].CopyTo(chunk.Bytes.AsSpan(within));
                rest = rest[count..];
                length += count;
            }
        }

        Volatile.Write(ref _length, length);
    }

    public override int Read(long position, Span<byte> into)
    {
        var end = Length;
        var chunks = Volatile.Read(ref _chunks);
        var done = 0;
        for (var i = Find(chunks, position); i >= 0 && i < chunks.Length && done < into.Length && position < end; i++)
        {
            var within = (int)(position - chunks[i].Start);
            var count = (int)Math.Min(Math.Min(into.Length - done, chunks[i].Bytes.Length - within), end - position);
            chunks[i].Bytes.AsSpan(within, count).CopyTo(into[done..]);
            done += count;
            position += count;
        }

        return done;
    }

    public override void Flush()
    {
        // Memory is all the medium there is.
    }

    public override void Truncate(long length)
    {
        Volatile.Write(ref _length, length);
        _chunks = [.. _chunks.Where(c => c.Start < length)];
    }

    public override void EnsureOpen()
    {
        // Always.
    }

    protected override void Close() => _chunks = [];

    private static int Find(Chunk[] chunks, long position)
    {
        int low = 0, high = chunks.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (chunks[middle].Start <= position)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return chunks.Length == 0 ? -1 : low;
    }

    private Chunk Last(long length)
    {
        if (_chunks.Length > 0 && _chunks[^1] is var last && length < last.Start + last.Bytes.Length)
        {
            return last;
        }

        var size = _chunks.Length == 0 ? SmallestChunk : Math.Min(LargestChunk, _chunks[^1].Bytes.Length * 2);
        var chunk = new Chunk(length, new byte[size]);
        Volatile.Write(ref _chunks, [.. _chunks, chunk]);
        return chunk;
    }

    private readonly record struct Chunk(long Start, byte[] Bytes);
}
