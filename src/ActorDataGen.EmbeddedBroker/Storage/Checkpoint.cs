using System.Globalization;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>A file with an offset for each partition, in Kafka's format: version, count, then <c>topic partition offset</c> lines.</summary>
internal static class Checkpoint
{
    public const string RecoveryPoints = "recovery-point-offset-checkpoint";
    public const string LogStarts = "log-start-offset-checkpoint";

    /// <summary>Reads the file; empty where there is none or it is damaged (then everything is verified, which is slow but right).</summary>
    public static Dictionary<(string Topic, int Partition), long> Read(string path)
    {
        var offsets = new Dictionary<(string, int), long>();
        if (!File.Exists(path))
        {
            return offsets;
        }

        foreach (var line in File.ReadLines(path).Skip(2))
        {
            if (line.Split(' ') is [var topic, var partition, var offset]
                && int.TryParse(partition, CultureInfo.InvariantCulture, out var p)
                && long.TryParse(offset, CultureInfo.InvariantCulture, out var o))
            {
                offsets[(topic, p)] = o;
            }
        }

        return offsets;
    }

    public static void Write(string path, IReadOnlyCollection<(string Topic, int Partition, long Offset)> offsets)
    {
        var lines = offsets.Select(static o => string.Create(CultureInfo.InvariantCulture, $"{o.Topic} {o.Partition} {o.Offset}"));
        AtomicFile.Write(path, "0\n" + offsets.Count.ToString(CultureInfo.InvariantCulture) + "\n" + string.Join('\n', lines) + "\n");
    }
}

/// <summary>Replaces a file as a whole: a crash leaves the old one or the new one.</summary>
internal static class AtomicFile
{
    public static void Write(string path, string text)
    {
        var temporary = path + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
