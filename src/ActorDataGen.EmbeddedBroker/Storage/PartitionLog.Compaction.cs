namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>What compaction needs of a log.</summary>
internal sealed partial class PartitionLog
{
    private long _compactedTo;

    /// <summary>Everything below was compacted before.</summary>
    public long CompactedTo => Volatile.Read(ref _compactedTo);

    /// <summary>The closed segments that may be compacted, oldest first; empty where too little is new.</summary>
    public LogSegment[] Compactable()
    {
        lock (_gate)
        {
            var stable = _producers.FirstOpenTransaction ?? _logEndOffset;
            var youngest = Now() - _configuration.MinCompactionLagMilliseconds;
            var closed = _segments[..^1].Where((s, i) => _segments[i + 1].BaseOffset <= stable
                && (_configuration.MinCompactionLagMilliseconds == 0 || s.MaxTimestamp < youngest)).ToArray();
            var dirty = closed.Where(s => s.BaseOffset >= _compactedTo).Sum(static s => s.Size);
            var all = closed.Sum(static s => s.Size);
            return _closed || dirty == 0 || dirty < all * _configuration.MinCleanableDirtyRatio ? [] : closed;
        }
    }

    /// <summary>Closes the active segment, so that all there is can be compacted.</summary>
    public void CloseActiveSegment()
    {
        lock (_gate)
        {
            if (!_closed && _segments[^1].Size > 0)
            {
                Roll();
            }
        }
    }

    /// <summary>Whether the record was written in a transaction that was aborted.</summary>
    public bool IsAborted(long producerId, long offset)
    {
        foreach (var aborted in Volatile.Read(ref _aborted).Items)
        {
            if (aborted.ProducerId == producerId && aborted.FirstOffset <= offset && offset <= aborted.LastOffset)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Puts one segment in the place of several that follow each other. The replacement makes it under the lock.</summary>
    public bool Replace(LogSegment[] old, Func<LogSegment> replacement)
    {
        lock (_gate)
        {
            var at = Array.IndexOf(_segments, old[0]);
            if (_closed || at < 0)
            {
                return false; // retention or a deletion was faster
            }

            foreach (var segment in old)
            {
                segment.EnsureOpen();
            }

            var made = replacement();
            Volatile.Write(ref _segments, [.. _segments[..at], made, .. _segments[(at + old.Length)..]]);
        }

        foreach (var segment in old)
        {
            segment.Dispose();
        }

        return true;
    }

    public void NoteCompacted(long upTo) => Volatile.Write(ref _compactedTo, upTo);
}
