using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Transactions;

namespace ActorDataGen.EmbeddedBroker;

/// <summary>Settings of an <see cref="EmbeddedBroker"/>. The defaults suit tests: loopback, any free port, in memory.</summary>
public sealed record EmbeddedBrokerOptions
{
    /// <summary>Folder for logs and state; null keeps everything in memory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Where to listen; one loopback listener on any free port by default.</summary>
    public IReadOnlyList<BrokerListener> Listeners { get; init; } = [new()];

    /// <summary>Id of this node in metadata.</summary>
    public int NodeId { get; init; } = 1;

    /// <summary>Cluster id; null takes the one in the data folder, or makes one.</summary>
    public string? ClusterId { get; init; }

    /// <summary>Whether asking for the metadata of a topic makes it, when the client allows that too. Default true, as in Kafka.</summary>
    public bool AutoCreateTopics { get; init; } = true;

    /// <summary>Partitions of a topic made without saying how many. Default 1, as in Kafka.</summary>
    public int DefaultPartitions { get; init; } = 1;

    /// <summary>Limits and delays of consumer groups.</summary>
    public GroupOptions Groups { get; init; } = new();

    /// <summary>Limits of transactions.</summary>
    public TransactionOptions Transactions { get; init; } = new();

    /// <summary>Topic settings (Kafka's names, such as <c>retention.ms</c>) for topics that do not say otherwise.</summary>
    public IReadOnlyDictionary<string, string> TopicDefaults { get; init; } = new Dictionary<string, string>();

    /// <summary>When records are made to reach the disk.</summary>
    public FlushPolicy Flush { get; init; } = FlushPolicy.Background;

    /// <summary>How often retention and compaction look for work. Default 30 s.</summary>
    public TimeSpan UpkeepInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest request in bytes; a larger one closes its connection. Default 100 MiB, as Kafka's <c>socket.request.max.bytes</c>.</summary>
    public int MaxRequestBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Bytes of requests that are being received or handled at once, over all connections. Default 256 MiB; connections beyond wait.</summary>
    public long MaxRequestBytesInFlight { get; init; } = 256L * 1024 * 1024;

    /// <summary>Connections at once; one more is closed at once. Default 2,000.</summary>
    public int MaxConnections { get; init; } = 2_000;

    /// <summary>Largest answer to a fetch in bytes, whatever the client allows. Default 55 MiB, as Kafka's <c>fetch.max.bytes</c>.</summary>
    public int MaxFetchBytes { get; init; } = 55 * 1024 * 1024;

    /// <summary>How long a client may take to accept the next piece of an answer before it is given up. Default 60 s.</summary>
    public TimeSpan SlowReaderTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Topics at most; creating one more is a policy violation. Default 10,000.</summary>
    public int MaxTopics { get; init; } = 10_000;

    /// <summary>Partitions at most, over all topics. Default 20,000.</summary>
    public int MaxPartitions { get; init; } = 20_000;

    /// <summary>What is wrong, naming the setting and the remedy; empty where all is well.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Listeners.Count == 0)
        {
            yield return "Listeners is empty: give at least one, such as new BrokerListener(\"127.0.0.1\", 9092)";
        }

        foreach (var listener in Listeners)
        {
            if (listener.Port is < 0 or > 65535)
            {
                yield return $"Listeners: port {listener.Port} is not from 0 to 65535";
            }

            if (listener.Host is "0.0.0.0" or "::" or "*" && listener.AdvertisedHost is null)
            {
                yield return $"Listeners: {listener.Host} is no address to connect to: give an AdvertisedHost";
            }
        }

        if (DefaultPartitions < 1)
        {
            yield return $"DefaultPartitions is {DefaultPartitions}: give at least 1";
        }

        if (MaxRequestBytes < 1024)
        {
            yield return $"MaxRequestBytes is {MaxRequestBytes}: give at least 1024";
        }

        if (MaxRequestBytesInFlight < MaxRequestBytes)
        {
            yield return $"MaxRequestBytesInFlight is {MaxRequestBytesInFlight}: give at least MaxRequestBytes, {MaxRequestBytes}";
        }

        if (MaxFetchBytes < 1)
        {
            yield return $"MaxFetchBytes is {MaxFetchBytes}: give at least 1";
        }

        if (Flush.Interval <= TimeSpan.Zero || UpkeepInterval <= TimeSpan.Zero || SlowReaderTimeout <= TimeSpan.Zero)
        {
            yield return "Flush.Interval, UpkeepInterval and SlowReaderTimeout must be longer than zero";
        }

        foreach (var (name, value) in TopicDefaults)
        {
            if (Topics.TopicConfiguration.Problem(name, value) is { } problem)
            {
                yield return $"TopicDefaults: {problem}";
            }
        }
    }
}
