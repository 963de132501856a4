using System.Buffers;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>
/// One partition's log: segments in order of their offsets, the last one written to. Appends take the lock; reads do not,
/// because what is below the end offset never changes in place.
/// </summary>
internal sealed partial class PartitionLog : IPartitionLog, IDisposable
{
    // Below this a batch is copied and written in one piece: cheaper than a vectored write of several.
    private const int CopyBelow = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly string? _folder;
    private readonly byte[] _scratch = new byte[CopyBelow];
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly ProducerStateTable _producers = new();
    private readonly Lock _waitersGate = new();
    private readonly List<IAppendWaiter> _waiters = [];
    private LogConfiguration _configuration;
    private LogSegment[] _segments;
    private AbortedList _aborted = AbortedList.Empty;
    private long _logStartOffset;
    private long _logEndOffset;
    private long _firstOpenTransaction = -1;
    private bool _closed;

    private PartitionLog(string topic, int partition, string? folder, LogConfiguration configuration, TimeProvider time, LogSegment[] segments)
    {
        (Topic, Partition, _folder, _configuration, _time, _segments) = (topic, partition, folder, configuration, time, segments);
    }

    public string Topic { get; }

    public int Partition { get; }

    /// <summary>The folder of its files, or null in memory.</summary>
    public string? Folder => _folder;

    public long LogStartOffset => Volatile.Read(ref _logStartOffset);

    public long LogEndOffset => Volatile.Read(ref _logEndOffset);

    public long LastStableOffset
    {
        get
        {
            // The end first: a transaction that begins in between then lies behind it.
            var end = LogEndOffset;
            return Volatile.Read(ref _firstOpenTransaction) is >= 0 and var open ? Math.Min(open, end) : end;
        }
    }

    /// <summary>Whether every append waits for the disk.</summary>
    public bool FlushEveryAppend { get; init; }

    public LogConfiguration Configuration
    {
        get => Volatile.Read(ref _configuration);
        set => Volatile.Write(ref _configuration, value);
    }

    /// <summary>All bytes of all segments.</summary>
    public long Size => Segments.Sum(static s => s.Size);

    internal LogSegment[] Segments => Volatile.Read(ref _segments);

    public AppendResult Append(in ReadOnlySequence<byte> batches, AppendOrigin origin)
    {
        var configuration = Configuration;
        var rest = batches;
        AppendResult? first = null;
        while (rest.Length > 0)
        {
            if (BatchValidation.Check(rest, configuration, origin, _time, out var header) is { } refused)
            {
                return first ?? refused with { LogStartOffset = LogStartOffset };
            }

            var batch = rest.Slice(0, header.TotalSize);
            rest = rest.Slice(header.TotalSize);
            if (origin == AppendOrigin.Client && rest.Length > 0)
            {
                return Refuse(ErrorCode.InvalidRecord, "more than one batch for a partition");
            }

            var result = AppendOne(batch, header, origin, configuration);
            if (result.Error != ErrorCode.None)
            {
                return result;
            }

            first ??= result;
        }

        if (first is null)
        {
            return Refuse(ErrorCode.InvalidRecord, "no batch");
        }

        NotifyWaiters();
        return first.Value;
    }

    public AppendResult AppendMarker(long producerId, short producerEpoch, bool commit, int coordinatorEpoch)
    {
        var now = Now();
        var bytes = RecordBatchBuilder.BuildMarker(producerId, producerEpoch, commit, coordinatorEpoch, now);
        var header = RecordBatchHeader.Read(bytes);
        AppendResult result;
        lock (_gate)
        {
            if (_producers.CheckMarker(producerId, producerEpoch, coordinatorEpoch) is var error and not ErrorCode.None)
            {
                return Refuse(error, null);
            }

            result = Write(new ReadOnlySequence<byte>(bytes), header, Configuration);
            if (result.Error == ErrorCode.None)
            {
                header = header with { BaseOffset = result.BaseOffset };
                ApplyMarker(header, commit, coordinatorEpoch, persist: true);
                Volatile.Write(ref _logEndOffset, header.NextOffset);
            }
        }

        NotifyWaiters();
        return result;
    }

    public IEnumerable<ReadOnlyMemory<byte>> ReadBatches(long fromOffset)
    {
        var end = LogEndOffset;
        var next = Math.Max(fromOffset, LogStartOffset);
        while (next < end)
        {
            var segments = Segments;
            var segment = segments[IndexOf(segments, next)];
            if (!segment.Data.TryAcquire())
            {
                if (ReferenceEquals(segments, Segments))
                {
                    yield break; // the log is closed
                }

                continue; // replaced meanwhile: look again
            }

            try
            {
                foreach (var (position, header) in segment.Scan(segment.Offsets.FindPosition(next), segment.Size))
                {
                    if (header.LastOffset >= next && header.BaseOffset < end)
                    {
                        next = header.NextOffset;
                        yield return segment.ReadBatch(position, header);
                    }
                }
            }
            finally
            {
                segment.Data.Release();
            }

            next = Math.Max(next, segments.FirstOrDefault(s => s.BaseOffset > segment.BaseOffset)?.BaseOffset ?? end);
        }
    }

    /// <summary>
    /// Finds what a fetch from the offset may send: whole batches where it can be told cheaply, at least one batch where
    /// <paramref name="atLeastOne"/> says so, nothing at or behind <paramref name="upperBound"/>, and never more than one segment's.
    /// </summary>
    public LogSlice Read(long offset, int maxBytes, long upperBound, bool atLeastOne)
    {
        while (offset < upperBound && maxBytes > 0)
        {
            var segments = Segments;
            var index = IndexOf(segments, offset);
            for (; index < segments.Length && segments[index].BaseOffset < upperBound; index++)
            {
                var segment = segments[index];
                if (!segment.Data.TryAcquire())
                {
                    break; // retention or compaction replaced it meanwhile: look again
                }

                var slice = ReadFrom(segment, index + 1 < segments.Length ? segments[index + 1] : null, offset, maxBytes, upperBound, atLeastOne);
                if (slice is { } found)
                {
                    return found;
                }

                segment.Data.Release();
            }

            if (index >= segments.Length || segments[index].BaseOffset >= upperBound || ReferenceEquals(segments, Segments))
            {
                break;
            }
        }

        return default;
    }

    /// <summary>The aborted transactions that a reader of [from, to) must know.</summary>
    public List<AbortedTransaction> AbortedBetween(long from, long to) => Volatile.Read(ref _aborted).Between(from, to);

    /// <summary>What is known about the producers, for DescribeProducers.</summary>
    public List<T> Producers<T>(Func<ProducerState, T> select)
    {
        lock (_gate)
        {
            return [.. _producers.Producers.Select(select)];
        }
    }

    /// <summary>Whether the producer has a transaction open here.</summary>
    public bool HasOpenTransaction(long producerId, short epoch)
    {
        lock (_gate)
        {
            return _producers.Find(producerId) is { TransactionStart: >= 0 } producer && producer.Epoch == epoch;
        }
    }

    public void AddWaiter(IAppendWaiter waiter)
    {
        lock (_waitersGate)
        {
            _waiters.Add(waiter);
        }
    }

    public void RemoveWaiter(IAppendWaiter waiter)
    {
        lock (_waitersGate)
        {
            _waiters.Remove(waiter);
        }
    }

    /// <summary>Wakes everybody who waits for this log to grow; also when it goes away.</summary>
    public void NotifyWaiters()
    {
        lock (_waitersGate)
        {
            foreach (var waiter in _waiters)
            {
                waiter.OnAppended();
            }
        }
    }

    /// <summary>The time in milliseconds since 1970.</summary>
    public long NowMilliseconds => Now();

    private static int IndexOf(LogSegment[] segments, long offset)
    {
        int low = 0, high = segments.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (segments[middle].BaseOffset <= offset)
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

    private static LogSlice? ReadFrom(
        LogSegment segment, LogSegment? next, long offset, int maxBytes, long upperBound, bool atLeastOne)
    {
        var extent = segment.Extent;
        var end = extent?.EndPosition ?? segment.Size;
        if (segment.Find(Math.Max(offset, segment.BaseOffset), end) is not { } start || start.Header.BaseOffset >= upperBound)
        {
            return null;
        }

        var isBounded = extent is not null ? upperBound < extent.NextOffset : next is null || upperBound < next.BaseOffset;
        if (isBounded && upperBound != long.MaxValue && segment.Find(upperBound, end) is { } bound)
        {
            end = bound.Position;
        }

        var length = end - start.Position;
        if (length > maxBytes)
        {
            // Cut at a batch where the index knows one; the first batch is sent whole even if it is too large.
            var cut = segment.Offsets.LastStartAtOrBelow(start.Position + maxBytes);
            length = cut > start.Position ? cut - start.Position
                : start.Header.TotalSize <= maxBytes || atLeastOne ? start.Header.TotalSize : 0;
        }

        if (length <= 0)
        {
            return null;
        }

        return new LogSlice(segment.Data, start.Position, (int)length);
    }

    private AppendResult AppendOne(in ReadOnlySequence<byte> batch, in RecordBatchHeader header, AppendOrigin origin, LogConfiguration configuration)
    {
        lock (_gate)
        {
            if (origin == AppendOrigin.Client)
            {
                var verdict = _producers.Check(header);
                if (verdict.Error != ErrorCode.None)
                {
                    return Refuse(verdict.Error, verdict.Message);
                }

                if (verdict.Duplicate is { } duplicate)
                {
                    return new(ErrorCode.None, duplicate.FirstOffset, -1, LogStartOffset);
                }
            }

            var result = Write(batch, header, configuration);
            if (result.Error == ErrorCode.None)
            {
                var placed = header with { BaseOffset = result.BaseOffset };
                _producers.Apply(placed);
                UpdateFirstOpenTransaction();
                // Last, so that no reader takes an undecided record for a stable one.
                Volatile.Write(ref _logEndOffset, placed.NextOffset);
            }

            return result;
        }
    }

    /// <summary>Gives the batch its place and writes it; whoever called moves the end offset. Under the lock.</summary>
    private AppendResult Write(in ReadOnlySequence<byte> batch, RecordBatchHeader header, LogConfiguration configuration)
    {
        if (_closed)
        {
            return Refuse(ErrorCode.NotLeaderOrFollower, "the log is closed");
        }

        var now = Now();
        var logAppendTime = -1L;
        var offset = _logEndOffset;
        header = header with { BaseOffset = offset, LeaderEpoch = 0 };
        if (configuration.LogAppendTime && !header.IsControl)
        {
            logAppendTime = now;
            header = BatchValidation.WithLogAppendTime(header, batch, now);
        }

        try
        {
            var segment = SegmentFor(header, configuration, now);
            Gather(batch, header);
            segment.Append(header, _pieces, configuration.IndexIntervalBytes);
            if (FlushEveryAppend || configuration.FlushEveryAppend)
            {
                segment.Data.Flush();
            }
        }
        catch (IOException e)
        {
            return Refuse(ErrorCode.KafkaStorageError, e.Message);
        }
        finally
        {
            _pieces.Clear();
        }

        return new(ErrorCode.None, offset, logAppendTime, _logStartOffset);
    }

    private void Gather(in ReadOnlySequence<byte> batch, in RecordBatchHeader header)
    {
        header.Write(_scratch);
        var rest = batch.Slice(RecordBatchHeader.Size);
        if (batch.Length <= CopyBelow)
        {
            rest.CopyTo(_scratch.AsSpan(RecordBatchHeader.Size));
            _pieces.Add(_scratch.AsMemory(0, (int)batch.Length));
            return;
        }

        _pieces.Add(_scratch.AsMemory(0, RecordBatchHeader.Size));
        foreach (var piece in rest)
        {
            if (!piece.IsEmpty)
            {
                _pieces.Add(piece);
            }
        }
    }

    private LogSegment SegmentFor(in RecordBatchHeader header, LogConfiguration configuration, long now)
    {
        var active = _segments[^1];
        if (active.Size > 0)
        {
            var full = active.Size + header.TotalSize > configuration.SegmentBytes;
            var old = active.FirstAppendedAt >= 0 && now - active.FirstAppendedAt > configuration.SegmentMilliseconds;
            if (full || old || header.LastOffset - active.BaseOffset > int.MaxValue)
            {
                active = Roll();
            }
        }

        if (active.Size == 0)
        {
            active.FirstAppendedAt = now;
        }

        return active;
    }

    private void ApplyMarker(in RecordBatchHeader header, bool commit, int coordinatorEpoch, bool persist)
    {
        var start = _producers.ApplyMarker(header, coordinatorEpoch);
        if (start is { } first && !commit)
        {
            var aborted = new AbortedTransaction(header.ProducerId, first, header.LastOffset, _producers.FirstOpenTransaction ?? header.NextOffset);
            AddAborted(aborted);
            if (persist && _segments[^1].PathPrefix is { } prefix)
            {
                aborted.AppendTo(prefix + ".txnindex");
            }
        }

        UpdateFirstOpenTransaction();
    }

    private void AddAborted(AbortedTransaction aborted) => Volatile.Write(ref _aborted, _aborted.Add(aborted));

    private void UpdateFirstOpenTransaction()
    {
        Volatile.Write(ref _firstOpenTransaction, _producers.FirstOpenTransaction ?? -1);
    }

    private AppendResult Refuse(ErrorCode error, string? message) => new(error, -1, -1, LogStartOffset, message);

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
