using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>What opening a log found out.</summary>
/// <param name="EndOffset">Where the log ends.</param>
/// <param name="CutBytes">Bytes behind the last whole batch, which were cut off.</param>
/// <param name="VerifiedBytes">Bytes whose checksums were verified.</param>
/// <param name="RebuiltIndexes">Segments whose indexes were missing or unusable.</param>
internal readonly record struct RecoveryReport(long EndOffset, long CutBytes, long VerifiedBytes, int RebuiltIndexes);

/// <summary>Brings the segments of a log into a state that can be relied on: after a clean stop cheaply, else by checksums.</summary>
internal static class LogRecovery
{
    /// <summary>
    /// Checks the segments in order. From <paramref name="verifyFrom"/> on every batch's checksum is verified; the first one
    /// that does not hold ends the log, and what follows is cut off. Below it, files are trusted and only indexes may be rebuilt.
    /// </summary>
    public static RecoveryReport Run(List<LogSegment> segments, long verifyFrom, int indexInterval)
    {
        long cut = 0, verified = 0, end = segments[0].BaseOffset;
        var rebuilt = 0;
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            var isLast = i == segments.Count - 1;
            var mustVerify = isLast ? verifyFrom < long.MaxValue : segments[i + 1].BaseOffset > verifyFrom;
            var isIndexed = (segment.Offsets.Exists && segment.Times.Exists && segment.Offsets.IsSane(segment.Size)) || segment.Size == 0;
            if (!isIndexed)
            {
                segment.ResetIndexes(0, segment.BaseOffset);
                rebuilt++;
            }

            if (!mustVerify && !isLast && isIndexed)
            {
                end = segments[i + 1].BaseOffset;
                continue;
            }

            var from = isIndexed ? StartOf(segment, mustVerify ? verifyFrom : long.MaxValue) : 0;
            var walked = Walk(segment, from, mustVerify ? verifyFrom : long.MaxValue, indexInterval, note: mustVerify || !isIndexed, end);
            verified += walked.VerifiedBytes;
            end = Math.Max(walked.NextOffset, segment.BaseOffset);
            if (walked.EndPosition < segment.Size)
            {
                cut += segment.Size - walked.EndPosition;
                segment.Data.Truncate(walked.EndPosition);
                // What follows a tear is not known to follow what precedes it.
                foreach (var later in segments.Skip(i + 1))
                {
                    cut += later.Size;
                    later.Delete();
                }

                segments.RemoveRange(i + 1, segments.Count - i - 1);
            }
        }

        return new(end, cut, verified, rebuilt);
    }

    private static long StartOf(LogSegment segment, long offset) => segment.Offsets.FindPosition(offset);

    private static (long NextOffset, long EndPosition, long VerifiedBytes) Walk(
        LogSegment segment, long from, long verifyFrom, int indexInterval, bool note, long expected)
    {
        if (note && from > 0)
        {
            segment.ResetIndexes(from, segment.Scan(from, segment.Size).Select(static b => b.Header.BaseOffset).FirstOrDefault(segment.BaseOffset));
        }

        long position = from, next = from > 0 ? -1 : Math.Max(segment.BaseOffset, expected), verified = 0;
        foreach (var (at, header) in segment.Scan(from, segment.Size))
        {
            if (header.BaseOffset < next || header.BaseOffset < segment.BaseOffset || header.LastOffsetDelta < 0)
            {
                break;
            }

            if (header.LastOffset >= verifyFrom)
            {
                var bytes = segment.ReadBatch(at, header);
                if (Crc32C.Compute(bytes.AsSpan(RecordBatchHeader.AttributesPosition)) != header.Crc)
                {
                    break;
                }

                verified += bytes.Length;
            }

            if (note)
            {
                segment.Note(header, at, indexInterval);
            }

            position = at + header.TotalSize;
            next = header.NextOffset;
        }

        return (Math.Max(next, segment.BaseOffset), position, verified);
    }
}
