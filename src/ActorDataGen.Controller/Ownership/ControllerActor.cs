using ActorDataGen.Controller.Agents;
using ActorDataGen.Controller.Deciding;
using ActorDataGen.Kafka.Consuming;
using ActorDataGen.Kafka.Producing;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Controller.Ownership;

/// <summary>
/// Supervises the partitions that are this process's. One that fails is stopped and begins anew from the topics after a pause, as long
/// as it is still assigned; it asks the group whether it really is before it takes anything over.
/// </summary>
internal sealed partial class ControllerActor : ReceiveActor, IWithTimers
{
    // Long enough that a partition that fails at once does not load the brokers, short beside a session timeout.
    private static readonly TimeSpan RestartPause = TimeSpan.FromMilliseconds(500);

    private readonly ControllerContext _context;
    private readonly ILogger _logger;
    private readonly Dictionary<int, IActorRef?> _partitions = [];
    private readonly Dictionary<IActorRef, TaskCompletionSource?> _leaving = [];
    private IActorRef _agents = ActorRefs.Nobody;
    private RecordSource? _group;
    private int _incarnations;

    public ControllerActor(ControllerContext context)
    {
        _context = context;
        _logger = context.Loggers.CreateLogger<ControllerActor>();
        Receive<GroupJoined>(joined => _group = joined.Source);
        Receive<PartitionsAssigned>(assigned => OnAssigned(assigned.Partitions));
        Receive<PartitionsRevoked>(OnRevoked);
        Receive<PartitionsLost>(lost => OnLost(lost.Partitions));
        Receive<Terminated>(gone => OnTerminated(gone.ActorRef));
        Receive<StartAgain>(again => Start(again.Partition));
        Receive<PartitionOwned>(owned => LogOwned(_logger, owned.Partition, owned.Jobs));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() =>
        _agents = Context.ActorOf(Props.Create(() => new AgentViewActor(_context)), "agents");

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(e =>
    {
        var sender = Sender;
        if (sender.Equals(_agents))
        {
            LogAgentsFailed(_logger, e);
            // What partitions asked of it is lost with it, and so is who listens: they begin anew too.
            foreach (var running in _partitions.Values)
            {
                if (running is not null)
                {
                    Context.Stop(running);
                }
            }

            return Directive.Restart;
        }

        var partition = _partitions.FirstOrDefault(entry => sender.Equals(entry.Value)).Key;
        if (e is ProducerFencedException)
        {
            LogFenced(_logger, partition);
        }
        else
        {
            LogFailed(_logger, e, partition);
        }

        // Not Restart: what was on its way to the failed one must not reach the next.
        return Directive.Stop;
    }, loggingEnabled: false);

    private void OnAssigned(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _partitions.TryAdd(partition.Partition.Value, null);
            Start(partition.Partition.Value);
        }
    }

    private void Start(int partition)
    {
        if (_group is not { } group || !_partitions.TryGetValue(partition, out var running) || running is not null)
        {
            return;
        }

        var actor = Context.ActorOf(
            Props.Create(() => new JobPartitionActor(_context, group, _agents, partition)), $"partition-{partition}-{++_incarnations}");
        Context.Watch(actor);
        _partitions[partition] = actor;
    }

    private void OnRevoked(PartitionsRevoked revoked)
    {
        var waiting = new Release(revoked.Released);
        foreach (var partition in revoked.Partitions)
        {
            if (_partitions.Remove(partition.Partition.Value, out var actor) && actor is not null)
            {
                _leaving[actor] = waiting.Add();
                actor.Tell(HandOver.Instance);
            }
        }

        waiting.Arm();
    }

    private void OnLost(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (_partitions.Remove(partition.Partition.Value, out var actor) && actor is not null)
            {
                Context.Stop(actor);
            }
        }
    }

    private void OnTerminated(IActorRef actor)
    {
        if (_leaving.Remove(actor, out var released))
        {
            released?.TrySetResult();
            return;
        }

        foreach (var (partition, running) in _partitions)
        {
            if (actor.Equals(running))
            {
                _partitions[partition] = null;
                Timers.StartSingleTimer(partition, new StartAgain(partition), RestartPause);
                return;
            }
        }
    }

    [LoggerMessage(3001, LogLevel.Information, "Partition {Partition} is ours, with {Jobs} jobs")]
    private static partial void LogOwned(ILogger logger, int partition, int jobs);

    [LoggerMessage(3002, LogLevel.Warning, "Partition {Partition}: somebody else has taken it over")]
    private static partial void LogFenced(ILogger logger, int partition);

    [LoggerMessage(3003, LogLevel.Error, "Partition {Partition} failed and begins anew from the topics")]
    private static partial void LogFailed(ILogger logger, Exception e, int partition);

    [LoggerMessage(3004, LogLevel.Error, "The view of the agents failed; it and the partitions begin anew from the topics")]
    private static partial void LogAgentsFailed(ILogger logger, Exception e);

    private sealed record StartAgain(int Partition);

    /// <summary>Ends a completion once each of several parts has.</summary>
    private sealed class Release(TaskCompletionSource whole)
    {
        private readonly List<Task> _parts = [];

        public TaskCompletionSource Add()
        {
            var part = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _parts.Add(part.Task);
            return part;
        }

        public void Arm() => Task.WhenAll(_parts).ContinueWith(_ => whole.TrySetResult(), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}

/// <summary>The consumer that is the process's membership in the group.</summary>
internal sealed record GroupJoined(RecordSource Source);
