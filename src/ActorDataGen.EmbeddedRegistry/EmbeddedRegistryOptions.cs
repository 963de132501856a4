using ActorDataGen.Avro.Compatibility;

namespace ActorDataGen.EmbeddedRegistry;

/// <summary>Where the embedded registry keeps its schemas, and what it allows by default.</summary>
public sealed class EmbeddedRegistryOptions
{
    /// <summary>The Kafka cluster's addresses.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>Finds the addresses when the registry starts, where they are not known before (a broker on a port of its own choosing).</summary>
    public Func<IServiceProvider, string>? BootstrapServersFrom { get; set; }

    /// <summary>The compacted topic that everything is kept in (default <c>_schemas</c>, as Confluent's registry has it).</summary>
    public string Topic { get; set; } = "_schemas";

    /// <summary>The compatibility level where neither a subject nor the registry has one (default BACKWARD, as Confluent's).</summary>
    public AvroCompatibilityLevel DefaultCompatibility { get; set; } = AvroCompatibilityLevel.Backward;

    /// <summary>How many brokers shall hold the topic; null takes three, or as many as there are.</summary>
    public short? ReplicationFactor { get; set; }

    /// <summary>How long a write may take, and a request wait for the topic to be read at the start (default 30 s).</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Settings of librdkafka that are passed on (security.protocol and the like).</summary>
    public IDictionary<string, string> KafkaProperties { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
