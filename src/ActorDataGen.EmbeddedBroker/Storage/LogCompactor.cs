using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>What a compaction did.</summary>
internal readonly record struct CompactionReport(long CleanedBytes, long KeptBytes);

/// <summary>
/// Compaction: of the records with the same key the last one stays. Tombstones stay until a later compaction finds them older
/// than delete.retention.ms; records of aborted transactions go; markers stay. Offsets never change. Batches whose compression
/// cannot be undone here stay as they are.
/// </summary>
internal static class LogCompactor
{
    /// <summary>Compacts the closed segments of a log, where enough is new.</summary>
    public static CompactionReport Compact(PartitionLog log)
    {
        var segments = log.Compactable();
        if (segments.Length == 0)
        {
            return default;
        }

        var latest = MapKeys(log, segments);
        var upTo = segments[^1].Scan(0, segments[^1].Size).Select(static b => b.Header.NextOffset).LastOrDefault(segments[^1].BaseOffset);
        long before = 0, after = 0;
        foreach (var group in Group(segments, log.Configuration.SegmentBytes))
        {
            before += group.Sum(static s => s.Size);
            after += Rewrite(log, group, latest);
        }

        log.NoteCompacted(upTo);
        return new(before, after);
    }

    /// <summary>The last offset of each key, over all segments.</summary>
    private static Dictionary<RecordKey, long> MapKeys(PartitionLog log, LogSegment[] segments)
    {
        var latest = new Dictionary<RecordKey, long>();
        foreach (var segment in segments)
        {
            foreach (var (position, header) in segment.Scan(0, segment.Size))
            {
                if (header.IsControl || header.RecordCount == 0 || !Compression.Supports(header.Compression)
                    || (header.IsTransactional && log.IsAborted(header.ProducerId, header.BaseOffset)))
                {
                    continue;
                }

                foreach (var record in RecordReader.Read(segment.ReadBatch(position, header)))
                {
                    if (record.Key is { } key)
                    {
                        latest[new RecordKey(key.ToArray())] = record.Offset;
                    }
                }
            }
        }

        return latest;
    }

    /// <summary>Neighbours that fit into one segment together.</summary>
    private static IEnumerable<LogSegment[]> Group(LogSegment[] segments, int most)
    {
        var group = new List<LogSegment>();
        foreach (var segment in segments)
        {
            if (group.Count > 0 && (group.Sum(static s => s.Size) + segment.Size > most || segment.BaseOffset - group[0].BaseOffset > int.MaxValue / 2))
            {
                yield return [.. group];
                group.Clear();
            }

            group.Add(segment);
        }

        yield return [.. group];
    }

    private static long Rewrite(PartitionLog log, LogSegment[] group, Dictionary<RecordKey, long> latest)
    {
        var first = group[0].BaseOffset;
        var swap = group[0].PathPrefix is { } prefix ? prefix + ".log" : null;
        var cleaned = swap is null ? (SegmentData)new MemorySegmentData() : new FileSegmentData(swap + LogCompactionFiles.Cleaned);
        var headers = new List<RecordBatchHeader>();
        foreach (var segment in group)
        {
            foreach (var (position, header) in segment.Scan(0, segment.Size))
            {
                var isLast = header.NextOffset == LastOf(group[^1]);
                if (Keep(log, segment.ReadBatch(position, header), header, latest, isLast) is { } kept)
                {
                    cleaned.Append([kept], kept.Length);
                    headers.Add(RecordBatchHeader.Read(kept));
                }
            }
        }

        cleaned.Flush();
        var size = cleaned.Length;
        if (swap is not null)
        {
            cleaned.Release();
            File.Move(swap + LogCompactionFiles.Cleaned, swap + LogCompactionFiles.Swap, overwrite: true);
        }

        var isReplaced = log.Replace(group, () =>
        {
            if (swap is not null)
            {
                LogCompactionFiles.Promote(log.Folder!, first, group[^1].BaseOffset);
            }

            var made = swap is null ? LogSegment.Over(cleaned, first) : LogSegment.Open(log.Folder, first);
            var position = 0L;
            foreach (var header in headers)
            {
                made.Note(header, position, log.Configuration.IndexIntervalBytes);
                position += header.TotalSize;
            }

            made.CloseIndexes();
            return made;
        });
        if (!isReplaced && swap is not null)
        {
            File.Delete(swap + LogCompactionFiles.Swap);
        }

        return size;
    }

    private static long LastOf(LogSegment segment) =>
        segment.Extent?.NextOffset ?? segment.Scan(segment.Offsets.FindPosition(long.MaxValue), segment.Size).Select(static b => b.Header.NextOffset).LastOrDefault();

    /// <summary>What stays of a batch: all of it, a smaller one, or null for nothing.</summary>
    private static byte[]? Keep(PartitionLog log, byte[] batch, in RecordBatchHeader header, Dictionary<RecordKey, long> latest, bool isLast)
    {
        if (header.IsControl || !Compression.Supports(header.Compression))
        {
            return batch;
        }

        var isAborted = header.IsTransactional && log.IsAborted(header.ProducerId, header.BaseOffset);
        var records = RecordReader.Read(batch);
        var kept = isAborted ? [] : records.Where(r => Stays(log, r, latest)).ToList();
        if (kept.Count == records.Count)
        {
            return records.Count > 0 || isLast ? batch : null;
        }

        // The last batch stays even when it is empty, so that the end of the segment is known.
        return kept.Count > 0 || isLast ? Rebuild(header, kept) : null;
    }

    private static bool Stays(PartitionLog log, Record record, Dictionary<RecordKey, long> latest)
    {
        if (record.Key is not { } key)
        {
            return true;
        }

        if (latest.TryGetValue(new RecordKey(key), out var last) && last > record.Offset)
        {
            return false;
        }

        var isOldTombstone = record.Value is null && record.Offset < log.CompactedTo
            && log.NowMilliseconds - record.Timestamp > log.Configuration.DeleteRetentionMilliseconds;
        return !isOldTombstone;
    }

    private static byte[] Rebuild(in RecordBatchHeader header, List<Record> kept)
    {
        using var builder = new RecordBatchBuilder();
        foreach (var record in kept)
        {
            builder.Add((int)(record.Offset - header.BaseOffset), record.Timestamp, record.Key, record.Value, record.Headers);
        }

        return builder.BuildLike(header);
    }

    /// <summary>Bytes compared by value.</summary>
    private readonly struct RecordKey(ReadOnlyMemory<byte> bytes) : IEquatable<RecordKey>
    {
        private ReadOnlyMemory<byte> Bytes => bytes;

        public bool Equals(RecordKey other) => bytes.Span.SequenceEqual(other.Bytes.Span);

        public override bool Equals(object? obj) => obj is RecordKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(bytes.Span);
            return hash.ToHashCode();
        }
    }
}
