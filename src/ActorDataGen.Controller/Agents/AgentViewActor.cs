using System.Collections.Immutable;
using System.Text;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Placing;
using ActorDataGen.Kafka.Consuming;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Controller.Agents;

/// <summary>
/// What a controller knows of the agents: it reads all of <c>Agent_Status</c>, says who is lost, and finds places. Silence counts only
/// while the brokers answer and everything they have is read, on this process's own monotonic clock.
/// </summary>
internal sealed partial class AgentViewActor : ReceiveActor, IWithTimers
{
    // A tenth of the time after which an agent is lost, so that an outage shorter than that is noticed; never so often that it costs anything.
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PulseInterval = TimeSpan.FromSeconds(1);

    private readonly ControllerContext _context;
    private readonly ILogger _logger;
    private readonly AgentView _view = new();
    private readonly Dictionary<AgentId, AgentLiveness> _agents = [];
    private readonly HashSet<IActorRef> _observers = [];
    private readonly HashSet<TopicPartition> _unread = [];
    private readonly List<RecordFeed> _feeds = [];
    private readonly TimeSpan _interval;
    private readonly long _origin;
    private TimeSpan _lastTick;
    private bool _roomFreed;

    public AgentViewActor(ControllerContext context)
    {
        _context = context;
        _logger = context.Loggers.CreateLogger<AgentViewActor>();
        _origin = context.Time.GetTimestamp();
        var tenth = context.Options.Liveness.LostAfter / 10;
        _interval = tenth > LongestTick ? LongestTick : tenth < ShortestTick ? ShortestTick : tenth;

        Receive<RecordsArrived>(OnHeartbeats);
        Receive<FeedCaughtUp>(end => { _unread.Remove(end.Feed.Partition); });
        Receive<FindPlace>(OnFindPlace);
        Receive<ObserveAgents>(OnObserve);
        Receive<Terminated>(gone => { _observers.Remove(gone.ActorRef); });
        Receive<Probe>(_ => OnProbe());
        Receive<Probed>(OnProbed);
        Receive<Pulse>(_ => OnPulse());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => _context.Time.GetElapsedTime(_origin);

    protected override void PreStart()
    {
        var topics = _context.Options.Topics;
        for (var p = 0; p < topics.InstructionPartitions; p++)
        {
            var partition = new TopicPartition(topics.AgentStatus, p);
            _unread.Add(partition);
            _feeds.Add(_context.Reader.Open(partition, Offset.Beginning, new ActorSink(Self)));
        }

        Timers.StartSingleTimer(Probe.Instance, Probe.Instance, _interval);
        Timers.StartPeriodicTimer(Pulse.Instance, Pulse.Instance, PulseInterval);
    }

    protected override void PostStop()
    {
        foreach (var feed in _feeds)
        {
            feed.Close();
        }
    }

    private void OnHeartbeats(RecordsArrived arrived)
    {
        _unread.Add(arrived.Feed.Partition);
        foreach (var record in arrived.Records)
        {
            OnHeartbeat(record);
        }

        arrived.Feed.Acknowledge(arrived.Records.Count);
    }

    private void OnHeartbeat(ConsumeResult<byte[]?, byte[]?> record)
    {
        var id = new AgentId(Encoding.UTF8.GetString(record.Message.Key ?? []));
        if (record.Message.Value is not { } value)
        {
            _agents.Remove(id);
            _view.Remove(id);
            return;
        }

        try
        {
            if (!_context.Serdes.AgentStatus.TryRead(value, out var read))
            {
                LogBadHeartbeat(_logger, id, "it is of a schema that is not built in");
                return;
            }

            var status = WireMapping.FromWire(read);
            Learn(status.Agent, _agents.TryGetValue(status.Agent, out var known)
                ? AgentLivenessMachine.Decide(known, new AgentHeard(status), _context.Options.Liveness, Now)
                : AgentLivenessMachine.Meet(status, Now));
            _view.Update(status.Agent, _agents[status.Agent].Health, status);
            _roomFreed |= status.State == AgentState.Ready;
        }
        catch (WireException e)
        {
            LogBadHeartbeat(_logger, id, e.Message);
        }
    }

    private void Learn(AgentId agent, LivenessDecision decision)
    {
        _agents[agent] = decision.Next;
        if (decision.Change is not { } health)
        {
            return;
        }

        LogAgentChanged(_logger, agent, health);
        _view.Update(agent, health, null);
        foreach (var observer in _observers)
        {
            observer.Tell(new AgentChanged(agent, health));
        }
    }

    private void OnFindPlace(FindPlace find)
    {
        var salt = (uint)HashCode.Combine(find.Spec.Id, find.Replica, find.Attempt);
        var choice = Placement.Choose(find.Spec, _view, find.Occupied.AsSpan(), find.Avoid.AsSpan(), salt);
        if (choice.Found)
        {
            _view.Reserve(choice.Agent, find.Spec);
        }

        Sender.Tell(new PlaceAnswered(find.Spec.Id, choice.Found
            ? new PlacementFound(find.Replica, find.Attempt, choice.Agent)
            : new NoPlacement(find.Replica, find.Attempt, choice.Reason)));
    }

    private void OnObserve(ObserveAgents observe)
    {
        if (_observers.Add(Sender))
        {
            Context.Watch(Sender);
        }

        foreach (var agent in observe.Named)
        {
            if (!_agents.TryGetValue(agent, out var known))
            {
                // It was never heard by this process, and may never be: its time begins now.
                _agents[agent] = AgentLivenessMachine.Expect(agent, Now);
            }
            else if (known.Health is AgentHealth.Lost or AgentHealth.Draining)
            {
                Sender.Tell(new AgentChanged(agent, known.Health));
            }
        }
    }

    private void OnProbe()
    {
        var partitions = _feeds.Select(feed => feed.Partition).ToImmutableArray();
        _context.Reader.AnswersAsync(partitions, LongestTick).PipeTo(Self, success: answers => new Probed(answers));
    }

    private void OnProbed(Probed probed)
    {
        var now = Now;
        // Longer than it should have taken: this process was frozen, and heard nobody meanwhile.
        var frozen = now - _lastTick > (_interval * 3) + LongestTick;
        _lastTick = now;
        IAgentObservation observation = frozen ? ObservationResumed.Instance : new ObservationTick(probed.Answers && _unread.Count == 0);
        foreach (var (agent, known) in _agents.ToArray())
        {
            Learn(agent, AgentLivenessMachine.Decide(known, observation, _context.Options.Liveness, now));
        }

        Timers.StartSingleTimer(Probe.Instance, Probe.Instance, _interval);
    }

    private void OnPulse()
    {
        if (_roomFreed)
        {
            _roomFreed = false;
            foreach (var observer in _observers)
            {
                observer.Tell(RoomFreed.Instance);
            }
        }
    }

    [LoggerMessage(3010, LogLevel.Information, "Agent {Agent} is {Health}")]
    private static partial void LogAgentChanged(ILogger logger, AgentId agent, AgentHealth health);

    [LoggerMessage(3011, LogLevel.Warning, "A heartbeat of agent {Agent} can't be read: {Reason}")]
    private static partial void LogBadHeartbeat(ILogger logger, AgentId agent, string reason);

    private sealed record Probe
    {
        public static Probe Instance { get; } = new();
    }

    private sealed record Pulse
    {
        public static Pulse Instance { get; } = new();
    }

    private sealed record Probed(bool Answers);
}
