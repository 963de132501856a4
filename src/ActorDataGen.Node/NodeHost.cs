using ActorDataGen.Agent;
using ActorDataGen.Controller;
using ActorDataGen.EmbeddedRegistry;
using ActorDataGen.Kafka;
using ActorDataGen.Kafka.Topics;
using ActorDataGen.Node.Logs;
using ActorDataGen.Node.ReadModel;
using ActorDataGen.Node.Startup;
using ActorDataGen.Node.Topics;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Serdes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Node;

/// <summary>
/// A running node: its roles are started in the order in which they need each other (broker, web server with the registry, topics,
/// agent, controller, read model) and stopped in the opposite one. Stopping a node never stops a container.
/// </summary>
public sealed partial class NodeHost : IAsyncDisposable
{
    // Everything that stops has this long together; what needs longer is left to the restart, which every part survives.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    // The registry has a path of its own: its addresses (/subjects, /config) would otherwise stand among the pages.
    private const string RegistryPath = "/registry";
    private readonly Stack<(string Name, Func<CancellationToken, Task> Stop)> _parts = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NodeOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger<NodeHost> _logger;
    private readonly TimeProvider _time;
    private string? _containerBootstrapServers;
    private bool _agentOwnsEngine;

    private NodeHost(NodeOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        _options = options;
        _loggers = loggers;
        _logger = loggers.CreateLogger<NodeHost>();
        _time = time;
        Address = options.HttpAddress;
    }

    /// <summary>Where REST, the registry and the pages are served.</summary>
    public Uri Address { get; private set; }

    /// <summary>Kafka's bootstrap servers.</summary>
    public string BootstrapServers { get; private set; } = "";

    /// <summary>The schema registry.</summary>
    public string SchemaRegistryUrl { get; private set; } = "";

    /// <summary>Name of the topic that submissions go to.</summary>
    public string JobTopic { get; private set; } = "";

    /// <summary>The agent's engine in a few words, or that there is none.</summary>
    public string EngineDescription { get; private set; } = "none";

    /// <summary>Ends when the node is stopped; fails with <see cref="NodeException"/> when a role died for good.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts a node and returns once it is ready.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="time">The clock; default the system's.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="NodeException">It cannot start; the message is one line with the remedy.</exception>
    public static async Task<NodeHost> StartAsync(
        NodeOptions options, ILoggerFactory loggers, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        options.Validate();
        var node = new NodeHost(options, loggers, time ?? TimeProvider.System);
        try
        {
            await node.StartPartsAsync(cancellationToken);
            return node;
        }
        catch (Exception e)
        {
            await node.DisposeAsync();
            throw Told(e) ?? e;
        }
    }

    /// <summary>Stops the node: hands partitions over, leaves containers running.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StopPatience);
        while (_parts.TryPop(out var part))
        {
            try
            {
                await part.Stop(patience.Token);
            }
            catch (Exception e)
            {
                // The rest has to be stopped all the same.
                LogStopFailed(_logger, part.Name, e);
            }
        }

        _completion.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StartPartsAsync(CancellationToken cancellationToken)
    {
        KafkaLibrary.EnsureLoaded();
        var roles = _options.EffectiveRoles;
        var data = DataFolder.Open(_options.DataDirectory, _options.ClusterId, _options.NodeId);
        Add("data folder", _ => Done(data.Dispose));
        var engine = roles.HasFlag(NodeRoles.Agent) ? await EngineChoice.MakeAsync(_options, data, _loggers, _time, cancellationToken) : null;
        if (engine is not null)
        {
            // The agent disposes of its engine; until there is one, the node does.
            Add("engine", _ => _agentOwnsEngine ? Task.CompletedTask : engine.Engine.DisposeAsync().AsTask());
            EngineDescription = engine.Description;
        }

        BootstrapServers = roles.HasFlag(NodeRoles.Broker)
            ? await StartBrokerAsync(data, engine?.ContainerGateway, cancellationToken)
            : _options.BootstrapServers!;
        var connection = new KafkaConnectionOptions { BootstrapServers = BootstrapServers, Properties = _options.KafkaProperties, ClientId = _options.NodeId };
        var topics = new ManagementTopics { Prefix = _options.TopicPrefix, JobPartitions = _options.JobPartitions };
        JobTopic = topics.JobHandling;
        var clients = new KafkaClients(connection, _options.NodeId);
        var model = new ClusterReadModel(_time, new AgentOptions { ClusterId = _options.ClusterId, AgentId = new("x"), DataDirectory = "x" }.LostAfter);
        var registry = new LateRegistry();
        var serdes = new WireSerdes(registry, topics);
        var web = await StartWebAsync(connection, topics, clients, model, registry, serdes, cancellationToken);
        if (roles.HasFlag(NodeRoles.Registry))
        {
            await web.Services.WaitForEmbeddedRegistryAsync(cancellationToken);
        }

        connection = connection with { SchemaRegistryUrl = SchemaRegistryUrl };
        using (var administrator = new TopicAdministrator(connection, _time))
        {
            await administrator.EnsureAsync(ClusterTopics.Shapes(topics), cancellationToken);
        }

        await serdes.PrepareAsync(cancellationToken);
        var reader = new TopicsReader(clients, serdes, topics, model, _loggers.CreateLogger<TopicsReader>());
        Add("read model", _ => reader.DisposeAsync().AsTask());
        var caughtUp = reader.StartAsync(cancellationToken);
        if (engine is not null)
        {
            await StartAgentAsync(engine, data, connection, topics, serdes, web.Services.GetRequiredService<LogSources>(), cancellationToken);
        }

        if (roles.HasFlag(NodeRoles.Controller))
        {
            var controller = new ControllerHost(
                new ControllerOptions { Kafka = connection, Topics = topics, Group = $"{_options.TopicPrefix}adg-controllers", TransactionalIdPrefix = $"{_options.TopicPrefix}{_options.ClusterId}" },
                registry, _loggers, _time);
            await controller.StartAsync(cancellationToken);
            Add("controller", controller.StopAsync);
        }

        await caughtUp;
        LogReady(_logger, _options.NodeId, roles, Address);
    }

    private void Add(string name, Func<CancellationToken, Task> stop) => _parts.Push((name, stop));

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    [LoggerMessage(8201, LogLevel.Information, "Node {Node} is ready as {Roles} at {Address}.")]
    private static partial void LogReady(ILogger logger, string node, NodeRoles roles, Uri address);

    [LoggerMessage(8202, LogLevel.Warning, "Stopping the {Part} failed; what it left is taken up at the next start.")]
    private static partial void LogStopFailed(ILogger logger, string part, Exception e);
}
