using Confluent.Kafka;

namespace ActorDataGen.Kafka;

/// <summary>Where Kafka and its schema registry are, and how to talk to them.</summary>
public sealed record KafkaConnectionOptions
{
    /// <summary>Read where <see cref="BootstrapServers"/> is not given.</summary>
    public const string BootstrapServersVariable = "KAFKA_BOOTSTRAP_SERVERS";

    /// <summary>Read where <see cref="SchemaRegistryUrl"/> is not given.</summary>
    public const string SchemaRegistryUrlVariable = "SCHEMA_REGISTRY_URL";

    // What the guarantees of the design rest on; a setting that changed one of them would break them without a sound.
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "transactional.id", "enable.idempotence", "isolation.level", "group.id", "enable.auto.commit", "enable.auto.offset.store",
        "enable.partition.eof", "partition.assignment.strategy", "acks", "auto.offset.reset",
    };

    /// <summary>Brokers to start from, <c>host:port</c> separated by commas.</summary>
    public string BootstrapServers { get; init; } = Environment.GetEnvironmentVariable(BootstrapServersVariable) ?? "";

    /// <summary>The schema registry's address; empty where there is none.</summary>
    public string SchemaRegistryUrl { get; init; } = Environment.GetEnvironmentVariable(SchemaRegistryUrlVariable) ?? "";

    /// <summary>Further librdkafka settings by their own names, such as <c>security.protocol</c>, <c>sasl.*</c>, <c>ssl.*</c>.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>How the brokers' logs and quotas call this client; empty leaves librdkafka's default.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>What is wrong with these options, one line each; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(BootstrapServers))
        {
            yield return $"Kafka:BootstrapServers is empty: give it host:port, or set {BootstrapServersVariable}.";
        }

        foreach (var name in Properties.Keys.Where(Ours.Contains))
        {
            yield return $"Kafka:Properties:{name} can't be set: what the cluster promises depends on it. Remove it.";
        }
    }

    /// <summary>Fills in the settings that every client has, and loads librdkafka.</summary>
    /// <exception cref="ArgumentException">The options are not usable; the message is one line.</exception>
    public T Configure<T>(T config) where T : ClientConfig
    {
        if (Problems().FirstOrDefault() is { } problem)
        {
            throw new ArgumentException(problem);
        }

        ArgumentNullException.ThrowIfNull(config);
        KafkaLibrary.EnsureLoaded();
        config.BootstrapServers = BootstrapServers;
        // A broker that comes back is to be used at once; the default lets a client wait up to 10 s.
        config.ReconnectBackoffMs = 50;
        config.ReconnectBackoffMaxMs = 1_000;
        // Nagle's algorithm would add up to 40 ms to a transaction's many small requests.
        config.SocketNagleDisable = true;
        config.AllowAutoCreateTopics = false;
        if (ClientId.Length > 0)
        {
            config.ClientId = ClientId;
        }

        foreach (var (name, value) in Properties)
        {
            config.Set(name, value);
        }

        return config;
    }
}
