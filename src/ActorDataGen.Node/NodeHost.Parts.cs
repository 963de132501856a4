using ActorDataGen.Agent;
using ActorDataGen.Agent.Transport;
using ActorDataGen.EmbeddedBroker;
using ActorDataGen.EmbeddedRegistry;
using ActorDataGen.Jobs;
using ActorDataGen.Kafka;
using ActorDataGen.Kafka.Topics;
using ActorDataGen.Node.Api;
using ActorDataGen.Node.Logs;
using ActorDataGen.Node.ReadModel;
using ActorDataGen.Node.Startup;
using ActorDataGen.Node.Submissions;
using ActorDataGen.Node.Topics;
using ActorDataGen.Node.Web;
using ActorDataGen.SchemaRegistry;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Serdes;
using Confluent.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ActorDataGen.Node;

/// <summary>How each part is started.</summary>
public sealed partial class NodeHost
{
    private async Task<string> StartBrokerAsync(DataFolder data, string? containerGateway, CancellationToken cancellationToken)
    {
        var listeners = new List<BrokerListener> { new("127.0.0.1", _options.BrokerPort) };
        if (containerGateway is not null)
        {
            // Containers reach the host at their bridge's gateway, and nothing else does.
            listeners.Add(new BrokerListener(containerGateway));
        }

        var broker = await EmbeddedBroker.EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { DataDirectory = data.Inner("broker"), Listeners = listeners },
            _loggers, _time, cancellationToken);
        Add("broker", _ => broker.DisposeAsync().AsTask());
        _containerBootstrapServers = broker.Addresses[^1];
        return broker.BootstrapServers;
    }

    private async Task<WebApplication> StartWebAsync(
        KafkaConnectionOptions connection, ManagementTopics topics, KafkaClients clients, ClusterReadModel model, LateRegistry registry, WireSerdes serdes,
        CancellationToken cancellationToken)
    {
        var roles = _options.EffectiveRoles;
        var web = NodeWeb.Build(
            _options,
            _loggers,
            services =>
            {
                services.AddSingleton(_time).AddSingleton(clients).AddSingleton(model).AddSingleton(topics).AddSingleton(serdes);
                services.AddSingleton<ISchemaRegistry>(registry);
                services.AddSingleton<ISubmissions, KafkaSubmissions>();
                services.AddSingleton<TopicCatalogue>().AddSingleton<TopicTail>().AddSingleton<RecordDecoder>().AddSingleton<IAvroText, RegistryAvroText>();
                services.AddSingleton(_options).AddSingleton<LogSources>();
                services.AddSingleton(_ => new NodeIdentity(
                    _options.ClusterId, _options.NodeId, roles, BootstrapServers, SchemaRegistryUrl, topics.JobHandling, $"{_options.TopicPrefix}adg-controllers"));
                if (roles.HasFlag(NodeRoles.Registry))
                {
                    services.AddEmbeddedRegistry(o =>
                    {
                        o.BootstrapServers = connection.BootstrapServers;
                        foreach (var (key, value) in connection.Properties)
                        {
                            o.KafkaProperties[key] = value;
                        }
                    });
                }
            },
            app =>
            {
                if (roles.HasFlag(NodeRoles.Registry))
                {
                    app.MapEmbeddedRegistry(RegistryPath);
                }
            });
        Add("web server", async stopping =>
        {
            await web.StopAsync(stopping);
            await web.DisposeAsync();
        });
        Address = await NodeWeb.ListenAsync(web, _options, cancellationToken);
        SchemaRegistryUrl = roles.HasFlag(NodeRoles.Registry) ? new Uri(Address, RegistryPath).ToString() : _options.SchemaRegistryUrl!;
        var client = new SchemaRegistryClient(new SchemaRegistryOptions { Urls = [.. SchemaRegistryUrl.Split(',').Select(u => new Uri(u))], TimeProvider = _time });
        registry.Become(client);
        return web;
    }

    private async Task StartAgentAsync(
        EngineChoice engine, DataFolder data, KafkaConnectionOptions connection, ManagementTopics topics, WireSerdes serdes, LogSources logs, CancellationToken cancellationToken)
    {
        var agent = new AgentHost(
            new AgentOptions
            {
                ClusterId = _options.ClusterId,
                AgentId = new AgentId(_options.AgentId ?? _options.NodeId),
                DataDirectory = data.Inner("agent"),
                ContainerBootstrapServers = Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS_DOCKER") is { Length: > 0 } given ? given
                    : engine.ContainerGateway is not null && _containerBootstrapServers is not null ? _containerBootstrapServers
                    : connection.BootstrapServers,
                ContainerSchemaRegistryUrl = SchemaRegistryUrl,
                Labels = [.. _options.AgentLabels],
                Address = Address.ToString().TrimEnd('/'),
            },
            engine.Engine,
            new KafkaAgentTransport(new AgentId(_options.AgentId ?? _options.NodeId), connection, topics, serdes, _loggers, _time),
            loggers: _loggers,
            time: _time);
        _agentOwnsEngine = true;
        Add("agent", agent.StopAsync);
        await agent.StartAsync(cancellationToken);
        logs.Local = (new AgentId(_options.AgentId ?? _options.NodeId), agent.Logs);
        _ = WatchAgentAsync(agent);
    }

    // An agent that was started elsewhere under the same id has fenced this one: it must never write again.
    private async Task WatchAgentAsync(AgentHost agent)
    {
        try
        {
            await agent.Completion;
        }
        catch (AgentFencedException e)
        {
            _completion.TrySetException(new NodeException($"agent {_options.AgentId ?? _options.NodeId} was started again elsewhere: {e.Message}; give each agent an --agent-id of its own", e));
        }
        catch (Exception e)
        {
            _completion.TrySetException(new NodeException($"the agent ended: {e.Message}", e));
        }
    }

    // What goes wrong at a start is told in one line that names the option; what nobody foresaw keeps its stack.
    private static NodeException? Told(Exception e) => e switch
    {
        NodeException => null,
        KafkaLibraryException or TopicShapeException or IOException => new NodeException(e.Message, e),
        WireException or SchemaRegistryException => new NodeException($"--schema-registry: {e.Message}", e),
        KafkaException kafka => new NodeException($"--bootstrap-servers: Kafka does not answer: {kafka.Error.Reason}", e),
        TimeoutException or ArgumentException => new NodeException(e.Message, e),
        _ => null,
    };
}
