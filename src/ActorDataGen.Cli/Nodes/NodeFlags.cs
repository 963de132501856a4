using System.CommandLine;
using ActorDataGen.Node;

namespace ActorDataGen.Cli.Nodes;

/// <summary>The flags of <c>adg up</c> and <c>adg demo</c> that set a node up.</summary>
internal sealed class NodeFlags
{
    private static readonly NodeOptions Standard = new();

    private readonly Option<string?> _data = new("--data") { Description = "Folder of everything this node keeps [./data]" };
    private readonly Option<string?> _http = new("--http") { Description = "Where REST, registry and pages are served; port 0 takes a free one [http://127.0.0.1:8080]" };
    private readonly Option<int?> _kafkaPort = new("--kafka-port") { Description = "Loopback port of the embedded broker; 0 takes a free one [9092]" };
    private readonly Option<string?> _bootstrap = new("--bootstrap-servers", "-b") { Description = "A Kafka of your own instead of the embedded one [KAFKA_BOOTSTRAP_SERVERS]" };
    private readonly Option<string?> _registry = new("--schema-registry") { Description = "A registry of your own instead of the embedded one [SCHEMA_REGISTRY_URL]" };
    private readonly Option<string[]> _kafka = new("--kafka-property", "-X") { Description = "A setting of the Kafka client as KEY=VALUE, such as security.protocol=SASL_SSL" };
    private readonly Option<string?> _roles = new("--roles") { Description = "What this node does: broker, registry, controller, agent, portal [all]" };
    private readonly Option<string?> _nodeId = new("--node-id") { Description = "This node's name, unique in the cluster [the machine's]" };
    private readonly Option<string?> _clusterId = new("--cluster-id") { Description = "The cluster's name [adg]" };
    private readonly Option<string?> _agentId = new("--agent-id") { Description = "The agent's name [the node's]" };
    private readonly Option<string?> _engine = new("--engine") { Description = "docker, process, or auto: Docker where a daemon answers [auto]" };
    private readonly Option<string[]> _labels = new("--agent-label") { Description = "A label of the agent as KEY=VALUE, for placement" };
    private readonly Option<string[]> _catalogue = new("--catalogue") { Description = "A generator the process engine may run as NAME=/ABSOLUTE/PATH" };
    private readonly Option<string?> _prefix = new("--topic-prefix") { Description = "Put before every management topic's name" };
    private readonly Option<int?> _partitions = new("--job-partitions") { Description = "Partitions of the job topics, fixed for the cluster's life [12]" };
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Serve other machines without a token" };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _data, _http, _kafkaPort, _bootstrap, _registry, _kafka, _roles, _nodeId, _clusterId, _agentId, _engine, _labels, _catalogue, _prefix, _partitions, _insecure,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }
    }

    public NodeOptions Read(ParseResult result) => Standard with
    {
        DataDirectory = result.GetValue(_data) ?? Standard.DataDirectory,
        HttpAddress = Address(result.GetValue(_http)) ?? Standard.HttpAddress,
        BrokerPort = result.GetValue(_kafkaPort) ?? Standard.BrokerPort,
        BootstrapServers = result.GetValue(_bootstrap) ?? Standard.BootstrapServers,
        SchemaRegistryUrl = result.GetValue(_registry) ?? Standard.SchemaRegistryUrl,
        KafkaProperties = Pairs.Parse("--kafka-property", result.GetValue(_kafka) ?? []) ?? Standard.KafkaProperties,
        Roles = Roles(result.GetValue(_roles)),
        NodeId = result.GetValue(_nodeId) ?? Standard.NodeId,
        ClusterId = result.GetValue(_clusterId) ?? Standard.ClusterId,
        AgentId = result.GetValue(_agentId),
        Engine = result.GetValue(_engine) ?? Standard.Engine,
        AgentLabels = Pairs.Parse("--agent-label", result.GetValue(_labels) ?? []) ?? Standard.AgentLabels,
        Catalogue = Pairs.Parse("--catalogue", result.GetValue(_catalogue) ?? []) ?? Standard.Catalogue,
        TopicPrefix = result.GetValue(_prefix) ?? "",
        JobPartitions = result.GetValue(_partitions) ?? Standard.JobPartitions,
        Insecure = result.GetValue(_insecure),
        Token = result.GetValue(ServerOptions.Token) ?? Environment.GetEnvironmentVariable("ADG_TOKEN"),
    };

    private static Uri? Address(string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) ? address
        : throw new UsageException($"--http {text} is no address; write it as http://IP:PORT");

    private static NodeRoles? Roles(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var roles = NodeRoles.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            roles |= Enum.TryParse<NodeRoles>(word, ignoreCase: true, out var role) && !char.IsAsciiDigit(word[0])
                ? role
                : throw new UsageException($"--roles {word} is unknown; use broker, registry, controller, agent, portal, separated by commas");
        }

        return roles;
    }
}
