using ActorDataGen.Controller.Bridge;
using ActorDataGen.Controller.Ownership;
using ActorDataGen.Kafka.Consuming;
using ActorDataGen.Kafka.Topics;
using ActorDataGen.SchemaRegistry;
using ActorDataGen.Wire.Serdes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorDataGen.Controller;

/// <summary>
/// The controller role of a process: joins the group that shares the partitions of <c>Job_Handling</c> and decides about the jobs of those
/// it gets. Start it once; stopping hands the partitions over before it leaves.
/// </summary>
public sealed class ControllerHost : IAsyncDisposable
{
    // What is on its way to a partition that was handed over ends as a dead letter, and is meant to.
    private const string ActorConfig = "akka { loglevel = WARNING, log-dead-letters = off, log-dead-letters-during-shutdown = off }";

    private readonly ControllerOptions _options;
    private readonly ISchemaRegistry _registry;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private ActorSystem? _system;
    private RecordSource? _group;
    private RecordSource? _reader;
    private RecordSource? _bridgeGroup;
    private RecordSource? _bridgeReader;

    /// <summary>Makes a controller.</summary>
    /// <param name="options">The options.</param>
    /// <param name="registry">Where the schemas are.</param>
    /// <param name="loggers">Where to log; null is nowhere.</param>
    /// <param name="timeProvider">The clock; null is the system's.</param>
    public ControllerHost(
        ControllerOptions options, ISchemaRegistry registry, ILoggerFactory? loggers = null, TimeProvider? timeProvider = null) =>
        (_options, _registry, _loggers, _time) = (options, registry, loggers ?? NullLoggerFactory.Instance, timeProvider ?? TimeProvider.System);

    /// <summary>Sees to the topics and schemas and joins the group; partitions come in the course of the next second.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message is one line.</exception>
    /// <exception cref="TopicShapeException">A topic is not what it has to be.</exception>
    /// <exception cref="Wire.WireException">The registry does not answer, or refuses a schema.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">The brokers don't answer.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_options.Problems().FirstOrDefault() is { } problem)
        {
            throw new ArgumentException(problem);
        }

        var topics = _options.Topics;
        using (var administrator = new TopicAdministrator(_options.Kafka, _time))
        {
            await administrator.EnsureAsync(ClusterTopics.Shapes(topics), cancellationToken);
            if (_options.Bridge is not null)
            {
                await administrator.EnsureAsync(ClusterTopics.Shapes(_options.Bridge), cancellationToken);
            }
        }

        var serdes = new WireSerdes(_registry, topics);
        await serdes.PrepareAsync(cancellationToken);
        var version1 = await PrepareBridgeAsync(cancellationToken);

        var logger = _loggers.CreateLogger<ControllerHost>();
        _reader = RecordSource.Reader(_options.Kafka, "controller", logger, _time);
        // A source delivers a partition once, so the bridge reads heartbeats through one of its own.
        _bridgeReader = version1 is null ? null : RecordSource.Reader(_options.Kafka, "bridge", logger, _time);
        _system = ActorSystem.Create("controller", ConfigurationFactory.ParseString(ActorConfig));
        var context = new ControllerContext(_options, serdes, _reader, _bridgeReader ?? _reader, version1, _time, _loggers);
        var controller = _system.ActorOf(Props.Create(() => new ControllerActor(context)), "controller");
        _group = Join(_options.Group, topics.JobHandling, controller, logger);
        if (version1 is not null)
        {
            var bridge = _system.ActorOf(Props.Create(() => new BridgeActor(context, _options.Bridge!, version1)), "bridge");
            _bridgeGroup = Join($"{_options.Group}-bridge", _options.Bridge!.InstructionTopic, bridge, logger);
        }
    }

    private async Task<Version1Serdes?> PrepareBridgeAsync(CancellationToken cancellationToken)
    {
        if (_options.Bridge is not { } bridge)
        {
            return null;
        }

        var serdes = new Version1Serdes(_registry, bridge.InstructionTopic, bridge.StatusTopic, bridge.AgentStatusTopic);
        await serdes.JobStatus.PrepareAsync(cancellationToken);
        await serdes.AgentStatus.PrepareAsync(cancellationToken);
        return serdes;
    }

    private RecordSource Join(string group, string topic, IActorRef owner, ILogger logger)
    {
        var source = RecordSource.Join(_options.Kafka, group, topic, new OwnerSink(owner), _options.GroupTimes, logger, _time);
        owner.Tell(new GroupJoined(source), ActorRefs.NoSender);
        return source;
    }

    /// <summary>Hands the partitions over, leaves the group, and ends. Does nothing the second time.</summary>
    /// <param name="cancellationToken">Cuts the waiting short, not the stopping.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default) => await EndAsync().WaitAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task EndAsync()
    {
        await EndAsync(Interlocked.Exchange(ref _bridgeGroup, null));
        await EndAsync(Interlocked.Exchange(ref _group, null));
        if (Interlocked.Exchange(ref _system, null) is { } system)
        {
            await system.Terminate();
        }

        await EndAsync(Interlocked.Exchange(ref _reader, null));
        await EndAsync(Interlocked.Exchange(ref _bridgeReader, null));
    }

    private static ValueTask EndAsync(RecordSource? source) => source?.DisposeAsync() ?? ValueTask.CompletedTask;
}
