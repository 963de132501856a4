using System.Collections.Immutable;

namespace ActorDataGen.Generator.Runs;

/// <summary>How records are written.</summary>
public enum RecordFormat
{
    /// <summary>A JSON object without white space.</summary>
    Json,

    /// <summary>Avro in the registry's wire format.</summary>
    Avro,

    /// <summary>A line of comma-separated values (RFC 4180), without its end.</summary>
    Csv,
}

/// <summary>Which client brings the records to Kafka.</summary>
public enum ProducerKind
{
    /// <summary>Our own where it can do what is asked, else librdkafka.</summary>
    Auto,

    /// <summary>Our own, over plain connections.</summary>
    Own,

    /// <summary>librdkafka, with all its settings.</summary>
    Librdkafka,
}

/// <summary>Which partition a record goes to.</summary>
public enum PartitionChoice
{
    /// <summary>By murmur2 of the key as Java clients do; records without a key take turns by batches.</summary>
    Key,

    /// <summary>One after the other.</summary>
    Turns,

    /// <summary>Always the partition of the replica's number.</summary>
    Replica,
}

/// <summary>What a run of the generator needs to know. From the environment: <see cref="EnvironmentContract"/>.</summary>
public sealed record GeneratorSettings
{
    /// <summary>A built-in data set's name, a file or a URL.</summary>
    public string DataSet { get; init; } = "temperature";

    /// <summary>A data set's description itself; wins over <see cref="DataSet"/>.</summary>
    public string? DataSetText { get; init; }

    /// <summary>Brokers, <c>host:port</c> separated by commas.</summary>
    public string BootstrapServers { get; init; } = "";

    /// <summary>Where the records go.</summary>
    public string Topic { get; init; } = "";

    /// <summary>The schema registry's URL, for Avro.</summary>
    public string? SchemaRegistryUrl { get; init; }

    /// <summary>The job's id, for progress lines.</summary>
    public string JobId { get; init; } = "";

    /// <summary>The job's unique id. If given, output is exactly once: each attempt goes on where the one before it ended.</summary>
    public string? JobUid { get; init; }

    /// <summary>The job's run, from 1: a new run begins anew.</summary>
    public int Run { get; init; } = 1;

    /// <summary>The replica's number, which names its transactional id.</summary>
    public int Replica { get; init; }

    /// <summary>The replica's place among the run's, from 0; its number unless runs overlap.</summary>
    public int Ordinal { get; init; }

    /// <summary>How many replicas share the data set.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Which attempt of the replica this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The seed; null is the data set's own.</summary>
    public long? Seed { get; init; }

    /// <summary>Records a second over all replicas; null is the data set's own rate, and zero as fast as it goes.</summary>
    public double? Rate { get; init; }

    /// <summary>How much faster than the data set's own time to go; 1 is as it says.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>How many records over all replicas; null is without limit.</summary>
    public long? Count { get; init; }

    /// <summary>How long to go on, on the data set's own clock if it is paced; null is without limit.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>When the first record happens: an instant, <c>now</c>, or null for the data set's own.</summary>
    public string? Start { get; init; }

    /// <summary>How records are written.</summary>
    public RecordFormat Format { get; init; }

    /// <summary>Which client is used.</summary>
    public ProducerKind Producer { get; init; }

    /// <summary>Which partition a record goes to.</summary>
    public PartitionChoice Partitioner { get; init; }

    /// <summary>Only these kinds of the data set's records are written; empty is all.</summary>
    public ImmutableArray<string> Streams { get; init; } = [];

    /// <summary>How often output is committed, and so how late a read_committed reader sees it.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Seconds without any broker before giving up.</summary>
    public TimeSpan BrokerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Further settings of the client, as librdkafka names them, such as <c>security.protocol</c>.</summary>
    public ImmutableSortedDictionary<string, string> ClientProperties { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether output is exactly once.</summary>
    public bool IsTransactional => JobUid is { Length: > 0 };

    /// <summary>The transactional id: a new attempt of the replica fences the old one's output by it.</summary>
    public string TransactionalId => $"{JobUid}/{Replica}";

    /// <summary>The consumer group that the replica's position is committed under.</summary>
    public string PositionGroup => $"adg-generator/{JobUid}/{Run}/{Replica}";
}
