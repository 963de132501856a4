using System.Globalization;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>
/// The files of a compaction under way, named as Kafka names them: <c>.cleaned</c> while it is written, <c>.swap</c> once it is
/// whole and on the disk, <c>.log</c> in the end. A crash at any point leaves either the old segments or the new one.
/// </summary>
internal static class LogCompactionFiles
{
    public const string Cleaned = ".cleaned";
    public const string Swap = ".swap";

    /// <summary>Removes what was not finished and finishes what was.</summary>
    public static void FinishOrUndo(string folder)
    {
        foreach (var unfinished in Directory.GetFiles(folder, "*" + Cleaned).Concat(Directory.GetFiles(folder, "*.tmp")))
        {
            File.Delete(unfinished);
        }

        foreach (var swap in Directory.GetFiles(folder, "*" + Swap))
        {
            var name = Path.GetFileName(swap)[..^(".log" + Swap).Length];
            Promote(folder, long.Parse(name, CultureInfo.InvariantCulture), LastOffset(swap));
        }
    }

    /// <summary>Puts the whole new segment in the place of those that it replaces.</summary>
    public static void Promote(string folder, long baseOffset, long lastOffset)
    {
        foreach (var log in Directory.GetFiles(folder, "*.log"))
        {
            var offset = long.Parse(Path.GetFileNameWithoutExtension(log), CultureInfo.InvariantCulture);
            if (offset >= baseOffset && offset <= lastOffset)
            {
                var prefix = Path.Combine(folder, LogSegment.NameOf(offset));
                File.Delete(prefix + ".index");
                File.Delete(prefix + ".timeindex");
                if (offset != baseOffset)
                {
                    File.Delete(prefix + ".txnindex");
                    File.Delete(log);
                }
            }
        }

        var target = Path.Combine(folder, LogSegment.NameOf(baseOffset) + ".log");
        File.Move(target + Swap, target, overwrite: true);
    }

    private static long LastOffset(string file)
    {
        using var handle = File.OpenHandle(file);
        var header = new byte[RecordBatchHeader.Size];
        long position = 0, last = -1;
        while (RandomAccess.Read(handle, header, position) == header.Length && RecordBatchHeader.Read(header) is { Magic: 2 } batch)
        {
            last = batch.LastOffset;
            position += batch.TotalSize;
        }

        return last;
    }
}
