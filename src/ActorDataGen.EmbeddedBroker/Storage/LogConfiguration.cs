namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>What a log needs to know of its topic's configuration. Replaced as a whole when that changes.</summary>
internal sealed record LogConfiguration
{
    public int SegmentBytes { get; init; } = 1024 * 1024 * 1024;

    public long SegmentMilliseconds { get; init; } = 7L * 24 * 3600 * 1000;

    /// <summary>How long records stay, −1 for ever.</summary>
    public long RetentionMilliseconds { get; init; } = 7L * 24 * 3600 * 1000;

    /// <summary>How many bytes stay, −1 for all.</summary>
    public long RetentionBytes { get; init; } = -1;

    public int MaxMessageBytes { get; init; } = 1024 * 1024 + 12;

    public int IndexIntervalBytes { get; init; } = 4096;

    public bool Delete { get; init; } = true;

    public bool Compact { get; init; }

    public bool LogAppendTime { get; init; }

    /// <summary>How long a tombstone stays readable after compaction has seen it.</summary>
    public long DeleteRetentionMilliseconds { get; init; } = 24L * 3600 * 1000;

    /// <summary>How much of the log, in bytes, must be new for compaction to begin.</summary>
    public double MinCleanableDirtyRatio { get; init; } = 0.5;

    /// <summary>How long a record stays uncompacted at least.</summary>
    public long MinCompactionLagMilliseconds { get; init; }

    /// <summary>Whether every append waits for the disk.</summary>
    public bool FlushEveryAppend { get; init; }

    /// <summary>How far a producer's timestamp may be in the past, in milliseconds.</summary>
    public long TimestampBeforeMaxMilliseconds { get; init; } = long.MaxValue;

    /// <summary>How far a producer's timestamp may be in the future, in milliseconds.</summary>
    public long TimestampAfterMaxMilliseconds { get; init; } = 3600 * 1000;
}
