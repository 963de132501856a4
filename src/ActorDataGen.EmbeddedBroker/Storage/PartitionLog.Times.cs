using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>Offsets by time.</summary>
internal sealed partial class PartitionLog
{
    /// <summary>The first record whose timestamp is not before the given one, or null.</summary>
    public (long Offset, long Timestamp)? FindByTime(long timestamp)
    {
        foreach (var segment in Segments)
        {
            if (segment.MaxTimestamp < timestamp || !segment.Data.TryAcquire())
            {
                continue;
            }

            try
            {
                var start = segment.Offsets.FindPosition(segment.Times.FindOffset(timestamp));
                foreach (var (position, header) in segment.Scan(start, segment.Size))
                {
                    if (header.MaxTimestamp >= timestamp && header.LastOffset >= LogStartOffset && FindInBatch(segment, position, header, timestamp) is { } found)
                    {
                        return found;
                    }
                }
            }
            finally
            {
                segment.Data.Release();
            }
        }

        return null;
    }

    /// <summary>The record with the largest timestamp, or null where there is none.</summary>
    public (long Offset, long Timestamp)? FindMaxTimestamp()
    {
        var latest = Segments.Where(static s => s.MaxTimestamp >= 0).MaxBy(static s => s.MaxTimestamp);
        return latest is null ? null : FindByTime(latest.MaxTimestamp);
    }

    private (long Offset, long Timestamp)? FindInBatch(LogSegment segment, long position, in RecordBatchHeader header, long timestamp)
    {
        if (header.IsControl)
        {
            return null;
        }

        if (header.IsLogAppendTime || !Compression.Supports(header.Compression))
        {
            // All records have the one time; or they cannot be read here, and the batch's start is the nearest true answer.
            return (Math.Max(header.BaseOffset, LogStartOffset), header.IsLogAppendTime ? header.MaxTimestamp : Math.Max(timestamp, header.BaseTimestamp));
        }

        foreach (var record in RecordReader.Read(segment.ReadBatch(position, header)))
        {
            if (record.Timestamp >= timestamp && record.Offset >= LogStartOffset)
            {
                return (record.Offset, record.Timestamp);
            }
        }

        return null;
    }
}
