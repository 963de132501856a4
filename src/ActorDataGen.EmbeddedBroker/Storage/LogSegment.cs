using System.Buffers;
using System.Globalization;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>A stretch of a log: its batches, where they are by offset and by time.</summary>
internal sealed class LogSegment : IDisposable
{
    private const string OffsetFormat = "D20";

    // Where the last batch is: a fetch that waited for it needs no search.
    private SegmentExtent? _extent;
    private int _sinceIndexEntry;

    private LogSegment(string? pathPrefix, long baseOffset, SegmentData data)
    {
        (PathPrefix, BaseOffset, Data) = (pathPrefix, baseOffset, data);
        Offsets = new OffsetIndex(pathPrefix is null ? null : pathPrefix + ".index", baseOffset);
        Times = new TimeIndex(pathPrefix is null ? null : pathPrefix + ".timeindex", baseOffset);
        MaxTimestamp = Times.LastTimestamp;
        MaxTimestampOffset = Times.LastOffset;
        Data.Closed = () =>
        {
            Offsets.Dispose();
            Times.Dispose();
        };
    }

    public long BaseOffset { get; }

    /// <summary>Folder and name without an extension, or null in memory.</summary>
    public string? PathPrefix { get; }

    public SegmentData Data { get; }

    public OffsetIndex Offsets { get; }

    public TimeIndex Times { get; }

    /// <summary>The largest timestamp in the segment, −1 where it is empty.</summary>
    public long MaxTimestamp { get; private set; }

    /// <summary>Last offset of the batch that has it.</summary>
    public long MaxTimestampOffset { get; private set; }

    /// <summary>When the first batch was appended, in milliseconds since 1970: what a roll by age goes by. −1 where empty or not known.</summary>
    public long FirstAppendedAt { get; set; } = -1;

    public long Size => Data.Length;

    /// <summary>Where the segment ends, or null where nothing was appended since it was opened.</summary>
    public SegmentExtent? Extent => Volatile.Read(ref _extent);

    public static string NameOf(long offset) => offset.ToString(OffsetFormat, CultureInfo.InvariantCulture);

    public static LogSegment Open(string? folder, long baseOffset)
    {
        if (folder is null)
        {
            return new LogSegment(null, baseOffset, new MemorySegmentData());
        }

        var prefix = Path.Combine(folder, NameOf(baseOffset));
        return new LogSegment(prefix, baseOffset, new FileSegmentData(prefix + ".log"));
    }

    /// <summary>A segment in memory over bytes that are there already.</summary>
    public static LogSegment Over(SegmentData data, long baseOffset) => new(null, baseOffset, data);

    /// <summary>Writes batches that already have their offsets and notes where they are.</summary>
    public void Append(in RecordBatchHeader header, IReadOnlyList<ReadOnlyMemory<byte>> pieces, int indexInterval)
    {
        var position = Data.Length;
        Data.Append(pieces, header.TotalSize);
        Note(header, position, indexInterval);
    }

    /// <summary>Notes a batch that is in the data already: when an index is rebuilt.</summary>
    public void Note(in RecordBatchHeader header, long position, int indexInterval)
    {
        if (header.MaxTimestamp > MaxTimestamp)
        {
            (MaxTimestamp, MaxTimestampOffset) = (header.MaxTimestamp, header.LastOffset);
        }

        if (_sinceIndexEntry > indexInterval)
        {
            Offsets.Append(header.LastOffset, position);
            Times.Append(MaxTimestamp, MaxTimestampOffset);
            _sinceIndexEntry = 0;
        }

        _sinceIndexEntry += header.TotalSize;
        Volatile.Write(ref _extent, new SegmentExtent(header.BaseOffset, position, header.NextOffset, position + header.TotalSize));
    }

    /// <summary>Position and header of the first batch whose last offset is not below the given one, or null.</summary>
    public (long Position, RecordBatchHeader Header)? Find(long offset, long end)
    {
        var start = Extent is { } last && last.LastBatchOffset == offset && last.LastBatchPosition < end ? last.LastBatchPosition : Offsets.FindPosition(offset);
        foreach (var (position, header) in Scan(start, end))
        {
            if (header.LastOffset >= offset)
            {
                return (position, header);
            }
        }

        return null;
    }

    /// <summary>The headers of the batches from a batch start up to the end; stops at anything that is none.</summary>
    public IEnumerable<(long Position, RecordBatchHeader Header)> Scan(long start, long end)
    {
        var window = ArrayPool<byte>.Shared.Rent(ScanWindow);
        try
        {
            long windowStart = -1;
            var filled = 0;
            var position = start;
            while (position + RecordBatchHeader.Size <= end)
            {
                if (windowStart < 0 || position < windowStart || position + RecordBatchHeader.Size > windowStart + filled)
                {
                    windowStart = position;
                    filled = Data.Read(position, window.AsSpan(0, (int)Math.Min(ScanWindow, end - position)));
                    if (filled < RecordBatchHeader.Size)
                    {
                        yield break;
                    }
                }

                var header = RecordBatchHeader.Read(window.AsSpan((int)(position - windowStart)));
                if (header.TotalSize < RecordBatchHeader.Size || position + header.TotalSize > end || header.Magic != 2)
                {
                    yield break;
                }

                yield return (position, header);
                position += header.TotalSize;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    /// <summary>Reads a whole batch.</summary>
    public byte[] ReadBatch(long position, in RecordBatchHeader header)
    {
        var bytes = new byte[header.TotalSize];
        return Data.Read(position, bytes) == bytes.Length ? bytes : throw new IOException($"segment {NameOf(BaseOffset)} ends within a batch");
    }

    /// <summary>Writes the indexes out, with a last entry for the largest timestamp.</summary>
    public void CloseIndexes()
    {
        Times.Append(MaxTimestamp, MaxTimestampOffset);
        Offsets.Close();
        Times.Close();
    }

    public void FlushIndexes()
    {
        Offsets.Flush();
        Times.Flush();
    }

    /// <summary>Forgets what the indexes and timestamps say, to note every batch anew.</summary>
    public void ResetIndexes(long fromPosition, long fromOffset)
    {
        Offsets.TruncateToPosition(fromPosition);
        Times.TruncateToOffset(fromOffset);
        (MaxTimestamp, MaxTimestampOffset) = (Times.LastTimestamp, Times.LastOffset);
        (_sinceIndexEntry, _extent) = (0, null);
    }

    /// <summary>Removes the files; readers that still hold the data go on reading.</summary>
    public void Delete()
    {
        EnsureOpen();
        if (PathPrefix is { } prefix)
        {
            foreach (var extension in (ReadOnlySpan<string>)[".log", ".index", ".timeindex", ".txnindex"])
            {
                File.Delete(prefix + extension);
            }
        }

        Dispose();
    }

    /// <summary>Has everything at hand even if the files go away or are replaced.</summary>
    public void EnsureOpen()
    {
        Data.EnsureOpen();
        Offsets.EnsureOpen();
        Times.EnsureOpen();
    }

    /// <summary>Gives the segment up; it is closed once its last reader is done.</summary>
    public void Dispose() => Data.Release();

    // Holds the headers of some small batches at once; for large ones little of it is wasted.
    private const int ScanWindow = 2048;
}

/// <summary>Where the last batch of a segment is, and where the segment ends. One object, so that readers never see half of it.</summary>
internal sealed record SegmentExtent(long LastBatchOffset, long LastBatchPosition, long NextOffset, long EndPosition);
