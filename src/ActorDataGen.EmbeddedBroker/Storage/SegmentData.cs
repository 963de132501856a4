namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>
/// The bytes of one segment. One writer at a time; any number of readers of what was written before. Whoever reads
/// outside of the log's lock takes a reference, so that retention can drop the segment meanwhile.
/// </summary>
internal abstract class SegmentData
{
    private int _references = 1;

    /// <summary>Bytes written.</summary>
    public abstract long Length { get; }

    /// <summary>Appends the pieces as one write: all of them, or none and an <see cref="IOException"/>.</summary>
    public abstract void Append(IReadOnlyList<ReadOnlyMemory<byte>> pieces, int total);

    /// <summary>Reads up to the span's length; fewer only at the end.</summary>
    public abstract int Read(long position, Span<byte> into);

    /// <summary>Has the medium keep what was written.</summary>
    public abstract void Flush();

    /// <summary>Cuts everything behind the position off.</summary>
    public abstract void Truncate(long length);

    /// <summary>Keeps the bytes readable until <see cref="Release"/>; false where they are gone already.</summary>
    public bool TryAcquire()
    {
        var seen = Volatile.Read(ref _references);
        while (seen > 0)
        {
            var before = Interlocked.CompareExchange(ref _references, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>Done when the last reference is gone.</summary>
    public Action? Closed { get; set; }

    /// <summary>Has the bytes at hand even if the file goes away.</summary>
    public abstract void EnsureOpen();

    /// <summary>Gives a reference back; the last one closes.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            Close();
            Closed?.Invoke();
        }
    }

    protected abstract void Close();
}
