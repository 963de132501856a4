using System.Globalization;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>Opening, rolling, flushing and closing.</summary>
internal sealed partial class PartitionLog
{
    // One to recover from and one before it, should a crash have cut the newer one short.
    private const int KeptSnapshots = 2;

    private long _flushedOffset;
    private long _snapshotOffset = -1;

    /// <summary>What opening found out.</summary>
    public RecoveryReport Recovery { get; private set; }

    /// <summary>Everything below is on the disk for good; a start after a crash verifies from here.</summary>
    public long RecoveryPoint => Volatile.Read(ref _flushedOffset);

    /// <summary>Opens the log in its folder, or makes it; null keeps it in memory.</summary>
    /// <param name="verifyFrom">Verify checksums from this offset on; <see cref="long.MaxValue"/> after a clean stop.</param>
    /// <param name="startOffset">The earliest offset that may be read, as it was last noted.</param>
    public static PartitionLog Open(
        string topic, int partition, string? folder, LogConfiguration configuration, TimeProvider time, long verifyFrom = long.MaxValue,
        long startOffset = 0, bool flushEveryAppend = false)
    {
        var segments = new List<LogSegment>();
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            LogCompactionFiles.FinishOrUndo(folder);
            segments.AddRange(Directory.EnumerateFiles(folder, "*.log")
                .Select(static file => long.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture))
                .Order().Select(offset => LogSegment.Open(folder, offset)));
        }

        if (segments.Count == 0)
        {
            segments.Add(LogSegment.Open(folder, startOffset));
        }

        var report = LogRecovery.Run(segments, verifyFrom, configuration.IndexIntervalBytes);
        foreach (var closed in segments.Take(segments.Count - 1))
        {
            closed.CloseIndexes();
        }

        var active = segments[^1];
        if (active.Size > 0)
        {
            active.FirstAppendedAt = active.Scan(0, active.Size).Select(static b => b.Header.MaxTimestamp).FirstOrDefault(-1);
        }

        var log = new PartitionLog(topic, partition, folder, configuration, time, [.. segments])
        {
            Recovery = report,
            FlushEveryAppend = flushEveryAppend,
            _logEndOffset = report.EndOffset,
            _logStartOffset = Math.Clamp(startOffset, segments[0].BaseOffset, report.EndOffset),
            _flushedOffset = Math.Min(verifyFrom, report.EndOffset),
        };
        log.RestoreProducers();
        return log;
    }

    /// <summary>Has the disk keep everything so far, and notes the producers: after a crash only what follows is verified.</summary>
    public void Flush()
    {
        LogSegment[] dirty;
        long end;
        byte[] snapshot;
        lock (_gate)
        {
            end = _logEndOffset;
            if (end == _flushedOffset || _closed)
            {
                return;
            }

            dirty = [.. _segments.Where((s, i) => i == _segments.Length - 1 || _segments[i + 1].BaseOffset > _flushedOffset)];
            snapshot = ProducerSnapshot.Encode(_producers.Producers);
            dirty[^1].FlushIndexes();
        }

        foreach (var segment in dirty.Where(static s => s.Data.TryAcquire()))
        {
            segment.Data.Flush();
            segment.Data.Release();
        }

        try
        {
            WriteSnapshot(end, snapshot);
        }
        catch (DirectoryNotFoundException) when (!Directory.Exists(_folder))
        {
            return; // the topic was deleted meanwhile
        }

        Volatile.Write(ref _flushedOffset, end);
    }

    /// <summary>Closes the active segment and begins another. Under the lock.</summary>
    private LogSegment Roll()
    {
        var closed = _segments[^1];
        closed.CloseIndexes();
        WriteSnapshot(_logEndOffset, ProducerSnapshot.Encode(_producers.Producers));
        var active = LogSegment.Open(_folder, _logEndOffset);
        Volatile.Write(ref _segments, [.. _segments, active]);
        return active;
    }

    /// <summary>Closes the log; with everything on the disk.</summary>
    public void Close()
    {
        Flush();
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _segments[^1].CloseIndexes();
            WriteSnapshot(_logEndOffset, ProducerSnapshot.Encode(_producers.Producers));
            foreach (var segment in _segments)
            {
                segment.Dispose();
            }
        }

        NotifyWaiters();
    }

    /// <summary>Closes the log and removes its files.</summary>
    public void Delete()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _closed = true;
                foreach (var segment in _segments)
                {
                    segment.Dispose();
                }
            }
        }

        if (_folder is not null && Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        NotifyWaiters();
    }

    public void Dispose() => Close();

    private void WriteSnapshot(long offset, byte[] snapshot)
    {
        if (_folder is null || offset == Volatile.Read(ref _snapshotOffset))
        {
            return;
        }

        var path = Path.Combine(_folder, LogSegment.NameOf(offset) + ".snapshot");
        File.WriteAllBytes(path + ".tmp", snapshot);
        File.Move(path + ".tmp", path, overwrite: true);
        Volatile.Write(ref _snapshotOffset, offset);
        foreach (var old in SnapshotFiles().SkipLast(KeptSnapshots))
        {
            File.Delete(old);
        }
    }

    private IEnumerable<string> SnapshotFiles() => Directory.GetFiles(_folder!, "*.snapshot").Order(StringComparer.Ordinal);

    private static long OffsetOf(string file) => long.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture);

    /// <summary>Takes the newest snapshot that is not ahead of the log, and the batches that follow it.</summary>
    private void RestoreProducers()
    {
        var from = _segments[0].BaseOffset;
        if (_folder is not null)
        {
            foreach (var file in SnapshotFiles().Reverse().ToList())
            {
                if (OffsetOf(file) > _logEndOffset)
                {
                    File.Delete(file);
                }
                else if (ProducerSnapshot.Decode(File.ReadAllBytes(file)) is { } producers)
                {
                    producers.ForEach(_producers.Restore);
                    from = OffsetOf(file);
                    _snapshotOffset = from;
                    break;
                }
            }

            foreach (var aborted in _segments.SelectMany(static s => AbortedTransaction.ReadFile(s.PathPrefix + ".txnindex")).Where(a => a.LastOffset < from))
            {
                AddAborted(aborted);
            }
        }

        foreach (var segment in _segments.Where((s, i) => i == _segments.Length - 1 || _segments[i + 1].BaseOffset > from))
        {
            foreach (var (position, header) in segment.Scan(from <= segment.BaseOffset ? 0 : segment.Offsets.FindPosition(from), segment.Size))
            {
                if (header.BaseOffset >= from)
                {
                    Replay(segment, position, header);
                }
            }

            if (segment.PathPrefix is { } prefix)
            {
                // The file may lack an entry that the crash swallowed, or have one that the tear took back.
                AbortedTransaction.WriteFile(prefix + ".txnindex", _aborted.From(segment.BaseOffset).Items.ToArray());
            }
        }

        UpdateFirstOpenTransaction();
    }

    private void Replay(LogSegment segment, long position, in RecordBatchHeader header)
    {
        if (!header.IsControl)
        {
            _producers.Apply(header);
        }
        else if (header.RecordCount > 0)
        {
            var batch = segment.ReadBatch(position, header);
            ApplyMarker(header, RecordReader.ReadIsCommit(batch), RecordReader.ReadCoordinatorEpoch(batch), persist: false);
        }
    }
}
