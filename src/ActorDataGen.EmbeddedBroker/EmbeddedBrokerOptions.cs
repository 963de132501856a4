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

    /// <summary>Whether asking for the metadata of a topic, or producing to it, makes it. Default true, as in Kafka.</summary>
    public bool AutoCreateTopics { get; init; } = true;

    /// <summary>Partitions of a topic made without saying how many.</summary>
    public int DefaultPartitions { get; init; } = 1;

    /// <summary>Limits and delays of consumer groups.</summary>
    public GroupOptions Groups { get; init; } = new();

    /// <summary>Limits of transactions.</summary>
    public TransactionOptions Transactions { get; init; } = new();
}
