using System.Globalization;
using ActorDataGen.EmbeddedBroker.Topics;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>Where a setting comes from, as DescribeConfigs numbers it.</summary>
internal enum ConfigSource
{
    Topic = 1,
    StaticBroker = 4,
    Default = 5,
}

/// <summary>The settings that can be asked for: those of topics, and of the broker those that clients look at.</summary>
internal static class ConfigListing
{
    public const sbyte TopicResource = 2;
    public const sbyte BrokerResource = 4;

    public static ConfigSource SourceOf(TopicConfiguration configuration, string name) =>
        configuration.Overrides.ContainsKey(name) ? ConfigSource.Topic : configuration.IsBrokerDefault(name) ? ConfigSource.StaticBroker : ConfigSource.Default;

    /// <summary>The broker's settings under Kafka's names; all read-only, because they are options of the process.</summary>
    public static IEnumerable<(ConfigDefinition Definition, string Value)> OfBroker(EmbeddedBrokerOptions options)
    {
        yield return Text("advertised.listeners", string.Join(',', options.Listeners.Select(static l => $"PLAINTEXT://{l.AdvertisedHost ?? l.Host}:{l.AdvertisedPort ?? l.Port}")));
        yield return (new("auto.create.topics.enable", ConfigType.Boolean, "true", "AutoCreateTopics."), options.AutoCreateTopics ? "true" : "false");
        yield return Number("broker.id", options.NodeId);
        yield return Number("default.replication.factor", 1);
        yield return (new("delete.topic.enable", ConfigType.Boolean, "true", "Topics can be deleted."), "true");
        yield return Number("fetch.max.bytes", options.MaxFetchBytes);
        yield return Text("log.dirs", options.DataDirectory ?? "memory");
        yield return Number("max.connections", options.MaxConnections);
        yield return Number("min.insync.replicas", 1);
        yield return Number("node.id", options.NodeId);
        yield return Number("num.partitions", options.DefaultPartitions);
        yield return Number("offsets.topic.replication.factor", 1);
        yield return Number("socket.request.max.bytes", options.MaxRequestBytes);
        yield return Number("transaction.state.log.min.isr", 1);
        yield return Number("transaction.state.log.replication.factor", 1);
    }

    private static (ConfigDefinition, string) Text(string name, string value) => (new(name, ConfigType.String, value, "An option of the broker."), value);

    private static (ConfigDefinition, string) Number(string name, int value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        return (new(name, ConfigType.Int, text, "An option of the broker."), text);
    }
}
