using System.Collections.Frozen;
using System.Globalization;
using ActorDataGen.EmbeddedBroker.Storage;

namespace ActorDataGen.EmbeddedBroker.Topics;

/// <summary>The settings of a topic: what was set for it, over the broker's defaults, over Kafka's.</summary>
internal sealed class TopicConfiguration
{
    /// <summary>All topic settings of Kafka, by name. Defaults are Kafka's.</summary>
    public static readonly FrozenDictionary<string, ConfigDefinition> Definitions = new ConfigDefinition[]
    {
        new("cleanup.policy", ConfigType.List, "delete", "What becomes of old segments: delete, compact, or both.", Allowed: ["delete", "compact"]),
        new("compression.type", ConfigType.String, "producer", "Batches are kept as they were received, whatever this says.", false,
            Allowed: ["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]),
        new("delete.retention.ms", ConfigType.Long, "86400000", "How long a tombstone can be read.", Min: 0),
        new("file.delete.delay.ms", ConfigType.Long, "60000", "Files go at once; readers finish what they have open.", false, Min: 0),
        new("flush.messages", ConfigType.Long, "9223372036854775807", "1 flushes every append; other values leave it to the broker.", Min: 1),
        new("flush.ms", ConfigType.Long, "9223372036854775807", "Left to the broker's flush interval.", false, Min: 0),
        new("follower.replication.throttled.replicas", ConfigType.List, "", "There are no followers.", false),
        new("index.interval.bytes", ConfigType.Int, "4096", "Bytes between entries of an index.", Min: 0),
        new("leader.replication.throttled.replicas", ConfigType.List, "", "There are no followers.", false),
        new("local.retention.bytes", ConfigType.Long, "-2", "There is no tiered storage.", false, Min: -2),
        new("local.retention.ms", ConfigType.Long, "-2", "There is no tiered storage.", false, Min: -2),
        new("max.compaction.lag.ms", ConfigType.Long, "9223372036854775807", "Compaction goes by the dirty ratio alone.", false, Min: 1),
        new("max.message.bytes", ConfigType.Int, "1048588", "Largest batch, after compression.", Min: 0),
        new("message.timestamp.after.max.ms", ConfigType.Long, "3600000", "How far in the future a timestamp may be.", Min: 0),
        new("message.timestamp.before.max.ms", ConfigType.Long, "9223372036854775807", "How far in the past a timestamp may be.", Min: 0),
        new("message.timestamp.type", ConfigType.String, "CreateTime", "Whose timestamps are kept.", Allowed: ["CreateTime", "LogAppendTime"]),
        new("min.cleanable.dirty.ratio", ConfigType.Double, "0.5", "How much must be new before compaction begins."),
        new("min.compaction.lag.ms", ConfigType.Long, "0", "How long a record stays uncompacted.", Min: 0),
        new("min.insync.replicas", ConfigType.Int, "1", "There is one replica, always in sync.", false, Min: 1),
        new("preallocate", ConfigType.Boolean, "false", "Files grow as they are written.", false),
        new("remote.storage.enable", ConfigType.Boolean, "false", "There is no tiered storage.", false),
        new("retention.bytes", ConfigType.Long, "-1", "Bytes that a partition keeps, -1 for all.", Min: -1),
        new("retention.ms", ConfigType.Long, "604800000", "How long a partition keeps records, -1 for ever.", Min: -1),
        new("segment.bytes", ConfigType.Int, "1073741824", "Size of a segment.", Min: 14),
        new("segment.index.bytes", ConfigType.Int, "10485760", "Indexes grow as they need.", false, Min: 4),
        new("segment.jitter.ms", ConfigType.Long, "0", "Not applied.", false, Min: 0),
        new("segment.ms", ConfigType.Long, "604800000", "Age at which a segment is closed.", Min: 1),
        new("unclean.leader.election.enable", ConfigType.Boolean, "false", "There is one replica.", false),
    }.ToFrozenDictionary(static d => d.Name);

    private readonly IReadOnlyDictionary<string, string> _brokerDefaults;

    public TopicConfiguration(IReadOnlyDictionary<string, string> overrides, IReadOnlyDictionary<string, string> brokerDefaults)
    {
        (Overrides, _brokerDefaults) = (new Dictionary<string, string>(overrides), brokerDefaults);
        Log = ToLog();
    }

    /// <summary>What was set for this topic.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; }

    /// <summary>The same as the log understands it.</summary>
    public LogConfiguration Log { get; }

    public string this[string name] => Overrides.GetValueOrDefault(name) ?? DefaultOf(name);

    /// <summary>What the setting is when the topic does not say.</summary>
    public string DefaultOf(string name) => _brokerDefaults.GetValueOrDefault(name) ?? Definitions[name].Default;

    public bool IsBrokerDefault(string name) => _brokerDefaults.ContainsKey(name);

    /// <summary>What is wrong with a setting, or null.</summary>
    public static string? Problem(string name, string? value) =>
        Definitions.TryGetValue(name, out var definition) ? definition.Problem(value) : $"Unknown topic config name: {name}";

    private LogConfiguration ToLog()
    {
        var policies = this["cleanup.policy"].Split(',', StringSplitOptions.TrimEntries);
        return new LogConfiguration
        {
            SegmentBytes = Int("segment.bytes"),
            SegmentMilliseconds = Long("segment.ms"),
            RetentionMilliseconds = Long("retention.ms"),
            RetentionBytes = Long("retention.bytes"),
            MaxMessageBytes = Int("max.message.bytes"),
            IndexIntervalBytes = Int("index.interval.bytes"),
            Delete = policies.Contains("delete"),
            Compact = policies.Contains("compact"),
            LogAppendTime = this["message.timestamp.type"] == "LogAppendTime",
            DeleteRetentionMilliseconds = Long("delete.retention.ms"),
            MinCleanableDirtyRatio = double.Parse(this["min.cleanable.dirty.ratio"], CultureInfo.InvariantCulture),
            MinCompactionLagMilliseconds = Long("min.compaction.lag.ms"),
            TimestampBeforeMaxMilliseconds = Long("message.timestamp.before.max.ms"),
            TimestampAfterMaxMilliseconds = Long("message.timestamp.after.max.ms"),
            FlushEveryAppend = this["flush.messages"] == "1",
        };
    }

    private int Int(string name) => int.Parse(this[name], CultureInfo.InvariantCulture);

    private long Long(string name) => long.Parse(this[name], CultureInfo.InvariantCulture);
}
