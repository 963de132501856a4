using System.Net;

namespace ActorDataGen.Node;

/// <summary>How a node is set up. Each option that is left out has a default that works on one machine.</summary>
public sealed record NodeOptions
{
    /// <summary>The node's name, unique in the cluster. Default: the machine's name in lower case.</summary>
    public string NodeId { get; init; } = Environment.MachineName.ToLowerInvariant();

    /// <summary>The cluster's name; it is a label on every container. Default <c>adg</c>.</summary>
    public string ClusterId { get; init; } = "adg";

    /// <summary>Folder of everything that this node keeps: the broker's log, container logs. Default <c>data</c> in the working folder.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>What the node does. Default everything, less the broker and the registry where others are named.</summary>
    public NodeRoles? Roles { get; init; }

    /// <summary>Where REST, the registry and the pages are served. Default <c>http://127.0.0.1:8080</c>; port 0 takes a free one.</summary>
    public Uri HttpAddress { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>Bearer token that requests have to carry. Required on any address but loopback, unless <see cref="Insecure"/>.</summary>
    public string? Token { get; init; }

    /// <summary>Serves without a token on an address that others reach. Default false.</summary>
    public bool Insecure { get; init; }

    /// <summary>Kafka's bootstrap servers. Default: <c>KAFKA_BOOTSTRAP_SERVERS</c>, else the embedded broker.</summary>
    public string? BootstrapServers { get; init; } = NonEmpty(Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS"));

    /// <summary>The schema registry. Default: <c>SCHEMA_REGISTRY_URL</c>, else the embedded registry.</summary>
    public string? SchemaRegistryUrl { get; init; } = NonEmpty(Environment.GetEnvironmentVariable("SCHEMA_REGISTRY_URL"));

    /// <summary>Settings passed to every Kafka client as they are, such as <c>security.protocol</c>, <c>sasl.*</c>, <c>ssl.*</c>.</summary>
    public IReadOnlyDictionary<string, string> KafkaProperties { get; init; } = new Dictionary<string, string>();

    /// <summary>Loopback port of the embedded broker. Default 9092; 0 takes a free one.</summary>
    public int BrokerPort { get; init; } = 9092;

    /// <summary>Put before the name of every management topic. Default nothing.</summary>
    public string TopicPrefix { get; init; } = "";

    /// <summary>Partitions of the job topics, fixed for the cluster's life. Default 12.</summary>
    public int JobPartitions { get; init; } = 12;

    /// <summary>The agent's id. Default: the node's.</summary>
    public string? AgentId { get; init; }

    /// <summary><c>docker</c>, <c>process</c>, or <c>auto</c>: Docker where a daemon answers, else processes. Default <c>auto</c>.</summary>
    public string Engine { get; init; } = "auto";

    /// <summary>Labels of the agent, which placement constraints look at.</summary>
    public IReadOnlyDictionary<string, string> AgentLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>Generators that the process engine may run besides the built-in one: name → absolute path.</summary>
    public IReadOnlyDictionary<string, string> Catalogue { get; init; } = new Dictionary<string, string>();

    /// <summary>The reference generator's assembly, for the process engine. Default: beside the running program.</summary>
    public string GeneratorPath { get; init; } = Path.Combine(AppContext.BaseDirectory, "adg-generator.dll");

    /// <summary>The roles in force: what was asked for, or everything that no other server does.</summary>
    public NodeRoles EffectiveRoles => Roles ?? (NodeRoles.All
        & ~(BootstrapServers is null ? NodeRoles.None : NodeRoles.Broker)
        & ~(SchemaRegistryUrl is null ? NodeRoles.None : NodeRoles.Registry));

    /// <summary>Checks the options against each other.</summary>
    /// <exception cref="NodeException">An option is wrong; the message names it and the remedy.</exception>
    public void Validate()
    {
        var roles = EffectiveRoles;
        if (roles == NodeRoles.None)
        {
            throw new NodeException("--roles is empty: name at least one of broker, registry, controller, agent, portal");
        }

        if (!roles.HasFlag(NodeRoles.Broker) && BootstrapServers is null)
        {
            throw new NodeException("--bootstrap-servers (KAFKA_BOOTSTRAP_SERVERS) is missing: name Kafka's servers, or add broker to --roles");
        }

        if (roles.HasFlag(NodeRoles.Broker) && BootstrapServers is not null)
        {
            throw new NodeException("--roles has broker and --bootstrap-servers (KAFKA_BOOTSTRAP_SERVERS) names another Kafka: leave one of them out");
        }

        if (!roles.HasFlag(NodeRoles.Registry) && SchemaRegistryUrl is null)
        {
            throw new NodeException("--schema-registry (SCHEMA_REGISTRY_URL) is missing: name a schema registry, or add registry to --roles");
        }

        if (HttpAddress.Scheme != "http" || (HttpAddress.Host != "localhost" && !IPAddress.TryParse(HttpAddress.Host.Trim('[', ']'), out _)))
        {
            throw new NodeException($"--http {HttpAddress.OriginalString} is no address to listen on: write it as http://IP:PORT");
        }

        if (!HttpAddress.IsLoopback && Token is null && !Insecure)
        {
            throw new NodeException($"--http {HttpAddress.Authority} is not loopback and there is no --token (ADG_TOKEN): give one, or say --insecure");
        }

        if (JobPartitions is < 1 or > 1000)
        {
            throw new NodeException($"--job-partitions {JobPartitions} is out of range: use 1 to 1000");
        }

        if (Engine is not ("auto" or "docker" or "process"))
        {
            throw new NodeException($"--engine {Engine} is unknown: use auto, docker or process");
        }

        foreach (var (field, value) in new[] { ("--node-id", NodeId), ("--cluster-id", ClusterId), ("--agent-id", AgentId ?? NodeId) })
        {
            if (value.Length is 0 or > 100 || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            {
                throw new NodeException($"{field} \"{value}\" is no name: use up to 100 letters, digits, '.', '_' and '-'");
            }
        }
    }

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
