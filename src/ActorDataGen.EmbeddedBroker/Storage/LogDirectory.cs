using System.Globalization;
using ActorDataGen.EmbeddedBroker.Topics;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>
/// The data folder: a log a partition in Kafka's layout, <c>topics.json</c>, checkpoints, and the mark of a clean stop.
/// Without a folder everything is in memory, and this class makes logs and forgets them.
/// </summary>
internal sealed partial class LogDirectory : IDisposable
{
    private const string CleanStop = ".kafka_cleanshutdown";
    private const string Discarded = "-delete";

    private readonly string? _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly bool _flushEveryAppend;
    private readonly bool _wasCleanStop;
    private readonly FileStream? _lock;
    private readonly Dictionary<(string Topic, int Partition), long> _recoveryPoints = [];
    private readonly Dictionary<(string Topic, int Partition), long> _logStarts = [];

    public LogDirectory(EmbeddedBrokerOptions options, TimeProvider time, ILogger logger)
    {
        (_folder, _time, _logger) = (options.DataDirectory, time, logger);
        _flushEveryAppend = options.Flush.EveryAppend;
        ClusterId = options.ClusterId ?? TopicCatalog.Format(Guid.NewGuid());
        if (_folder is null)
        {
            return;
        }

        Directory.CreateDirectory(_folder);
        _lock = TakeLock(_folder);
        ClusterId = IdentifyCluster(_folder, options);
        _recoveryPoints = Checkpoint.Read(PathOf(Checkpoint.RecoveryPoints));
        _logStarts = Checkpoint.Read(PathOf(Checkpoint.LogStarts));
        _wasCleanStop = File.Exists(PathOf(CleanStop));
        File.Delete(PathOf(CleanStop));
        foreach (var discarded in Directory.GetDirectories(_folder, "*" + Discarded))
        {
            Directory.Delete(discarded, recursive: true);
        }
    }

    public string ClusterId { get; }

    public List<TopicEntry> ReadTopics() => _folder is null ? [] : TopicFile.Read(PathOf(TopicFile.Name));

    public void WriteTopics(IEnumerable<TopicEntry> topics)
    {
        if (_folder is not null)
        {
            TopicFile.Write(PathOf(TopicFile.Name), topics);
        }
    }

    public PartitionLog Open(string topic, int partition, LogConfiguration configuration)
    {
        var folder = _folder is null ? null : PathOf(FolderOf(topic, partition));
        var isNew = folder is null || !Directory.Exists(folder);
        var verifyFrom = _wasCleanStop || isNew ? long.MaxValue : _recoveryPoints.GetValueOrDefault((topic, partition));
        var start = isNew ? 0 : _logStarts.GetValueOrDefault((topic, partition));
        var log = PartitionLog.Open(topic, partition, folder, configuration, _time, verifyFrom, start, _flushEveryAppend);
        if (log.Recovery.CutBytes > 0)
        {
            LogTornTail(topic, partition, log.Recovery.CutBytes, log.LogEndOffset);
        }
        else if (log.Recovery.VerifiedBytes > 0)
        {
            LogVerified(topic, partition, log.Recovery.VerifiedBytes, verifyFrom);
        }

        return log;
    }

    /// <summary>Takes away a folder that a crash left behind between making it and noting the topic.</summary>
    public void RemoveStray(string topic, int partitions)
    {
        for (var p = 0; _folder is not null && p < partitions; p++)
        {
            if (Directory.Exists(PathOf(FolderOf(topic, p))))
            {
                Directory.Delete(PathOf(FolderOf(topic, p)), recursive: true);
            }
        }
    }

    /// <summary>Closes a log and removes it. Renamed first, so that a crash in between leaves no half of it.</summary>
    public void Discard(PartitionLog log)
    {
        lock (_recoveryPoints)
        {
            _recoveryPoints.Remove((log.Topic, log.Partition));
            _logStarts.Remove((log.Topic, log.Partition));
        }

        if (log.Folder is { } folder && Directory.Exists(folder))
        {
            var discarded = $"{folder}.{Guid.NewGuid():N}{Discarded}";
            Directory.Move(folder, discarded);
            log.Delete();
            Directory.Delete(discarded, recursive: true);
        }
        else
        {
            log.Delete();
        }
    }

    /// <summary>Has the disk keep what the logs hold, and notes how far that goes.</summary>
    public void FlushAll(IEnumerable<PartitionLog> logs)
    {
        if (_folder is null)
        {
            return;
        }

        var isChanged = false;
        var all = logs.ToList();
        foreach (var log in all)
        {
            log.Flush();
            lock (_recoveryPoints)
            {
                var key = (log.Topic, log.Partition);
                isChanged |= _recoveryPoints.GetValueOrDefault(key, -1) != log.RecoveryPoint || _logStarts.GetValueOrDefault(key, -1) != log.LogStartOffset;
                _recoveryPoints[key] = log.RecoveryPoint;
                _logStarts[key] = log.LogStartOffset;
            }
        }

        if (isChanged)
        {
            Checkpoint.Write(PathOf(Checkpoint.RecoveryPoints), [.. all.Select(static l => (l.Topic, l.Partition, l.RecoveryPoint))]);
            Checkpoint.Write(PathOf(Checkpoint.LogStarts), [.. all.Select(static l => (l.Topic, l.Partition, l.LogStartOffset))]);
        }
    }

    /// <summary>Closes all logs and marks the stop as clean.</summary>
    public void CloseAll(IReadOnlyCollection<PartitionLog> logs)
    {
        FlushAll(logs);
        foreach (var log in logs)
        {
            log.Close();
        }

        if (_folder is not null)
        {
            File.WriteAllText(PathOf(CleanStop), "{\"version\":0,\"brokerEpoch\":-1}");
        }
    }

    public void Dispose() => _lock?.Dispose();

    private static string FolderOf(string topic, int partition) => string.Create(CultureInfo.InvariantCulture, $"{topic}-{partition}");

    private static FileStream TakeLock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"DataDirectory {folder} is in use by another broker: stop that one, or choose another folder", e);
        }
    }

    private static string IdentifyCluster(string folder, EmbeddedBrokerOptions options)
    {
        var path = Path.Combine(folder, "meta.properties");
        if (File.Exists(path) && File.ReadLines(path).FirstOrDefault(static l => l.StartsWith("cluster.id=", StringComparison.Ordinal)) is { } line)
        {
            var found = line["cluster.id=".Length..];
            return options.ClusterId is null || options.ClusterId == found ? found
                : throw new IOException($"DataDirectory {folder} belongs to cluster {found}, not to ClusterId {options.ClusterId}");
        }

        var made = options.ClusterId ?? TopicCatalog.Format(Guid.NewGuid());
        AtomicFile.Write(path, string.Create(CultureInfo.InvariantCulture, $"version=1\nnode.id={options.NodeId}\ncluster.id={made}\n"));
        return made;
    }

    private string PathOf(string name) => Path.Combine(_folder!, name);

    [LoggerMessage(6010, LogLevel.Warning, "{Topic}-{Partition}: {Bytes} bytes behind the last whole batch were cut off after an unclean stop; the log ends at {EndOffset}")]
    private partial void LogTornTail(string topic, int partition, long bytes, long endOffset);

    [LoggerMessage(6011, LogLevel.Information, "{Topic}-{Partition}: {Bytes} bytes from offset {Offset} on verified after an unclean stop")]
    private partial void LogVerified(string topic, int partition, long bytes, long offset);
}
