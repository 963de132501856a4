using System.Collections.Immutable;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Replicas;
using ActorDataGen.Agent.Reporting;
using ActorDataGen.Agent.Transport;
using ActorDataGen.Jobs.Agents;

namespace ActorDataGen.Agent.Lifecycle;

/// <summary>
/// The agent: feeds <see cref="AgentMachine"/> with instructions, events of the engine and results of checks, and does what it
/// says. Attempts are its children; one that fails with the engine is started again, with growing delays, by comparing anew.
/// </summary>
internal sealed partial class AgentActor : ReceiveActor, IWithTimers
{
    /// <summary>Time to the first new try after an engine failed an attempt; each further one doubles it.</summary>
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);

    private readonly AgentContext _agent;
    private readonly Action<AgentFencedException> _onFenced;
    private readonly string _incarnation = Guid.NewGuid().ToString("N");
    private readonly CancellationTokenSource _life = new();
    private readonly Dictionary<AttemptKey, IActorRef> _children = [];
    private readonly IActorRef _reporter;
    private ImmutableArray<ContainerStatistics> _statistics = [];
    private StatisticsRound? _lastStatistics;
    private AgentView _view;
    private bool _isReading;
    private bool _isChecking;
    private bool _checkAgain;
    private bool _isListing;
    private bool _listAgain;
    private bool _isMeasuring;
    private int _failures;

    public AgentActor(AgentContext agent, Action<AgentFencedException> onFenced)
    {
        (_agent, _onFenced) = (agent, onFenced);
        _view = new AgentView(agent.Options.AgentId, agent.Options.Capacity) { FailedChecks = [AgentView.StartingCheck] };
        _reporter = Context.ActorOf(Props.Create(() => new ReporterActor(agent)), "reporter");
        Receive<AgentMessage>(Handle);
        Receive<FeedRead>(Read);
        Receive<FeedFailed>(failed =>
        {
            LogFeedFailed(_agent.Logger, failed.Error, _agent.Options.AgentId);
            Timers.StartSingleTimer(nameof(ReadDue), new ReadDue(), FirstRetry);
        });
        Receive<ReadDue>(_ =>
        {
            _isReading = false;
            ReadOn();
        });
        Receive<CheckDue>(_ => Check());
        Receive<Checked>(EndCheck);
        Receive<Listed>(EndListing);
        Receive<EngineSaid>(Hear);
        Receive<WatchOpened>(_ => Handle(new ReconcileDue()));
        Receive<WatchBroken>(_ => Check());
        Receive<HeartbeatDue>(_ => Beat());
        Receive<TickDue>(_ => _agent.Guard.Tick());
        Receive<StatisticsRound>(EndMeasuring);
        Receive<Terminated>(gone => Bury(gone.ActorRef));
        Receive<AgentFenced>(fenced =>
        {
            LogFenced(_agent.Logger, _agent.Options.AgentId);
            _onFenced(fenced.Error);
            Context.Stop(Self);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(CheckDue), new CheckDue(), TimeSpan.Zero, _agent.Options.CheckInterval);
        Timers.StartPeriodicTimer(nameof(HeartbeatDue), new HeartbeatDue(), TimeSpan.Zero, _agent.Options.HeartbeatInterval);
        Timers.StartPeriodicTimer(nameof(ReconcileDue), new ReconcileDue(), _agent.Options.ReconcileInterval);
        Timers.StartPeriodicTimer(nameof(TickDue), new TickDue(), _agent.Options.LostAfter / 12);
        var self = Self;
        _ = WatchAsync(self, _life.Token);
        ReadOn();
    }

    protected override void PostStop()
    {
        _life.Cancel();
        _life.Dispose();
    }

    /// <summary>An attempt's actor fails with the engine only: restarting it on the spot would fail again.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(e =>
    {
        LogAttemptFailed(_agent.Logger, e, _agent.Options.AgentId);
        return Directive.Stop;
    });

    private void Handle(AgentMessage message)
    {
        var decision = AgentMachine.Decide(_view, message, _agent.Time.GetUtcNow());
        _view = decision.Next;
        foreach (var effect in decision.Effects)
            Carry(effect);
        ReadOn();
    }

    private void Carry(AgentEffect effect)
    {
        switch (effect)
        {
            case StartAttempt start:
                var (agent, reporter) = (_agent, _reporter);
                var child = Context.ActorOf(Props.Create(() => new ContainerActor(agent, reporter, start.Instruction, start.IsUnwanted)));
                _children[start.Attempt] = Context.Watch(child);
                break;
            case TellAttempt tell:
                if (_children.TryGetValue(tell.Attempt, out var told))
                    told.Tell(tell.Message);
                break;
            case ReportRefusal refusal:
                _reporter.Tell(new ReplicaReport(refusal.Status, refusal.Image));
                break;
            case ListContainers:
                List();
                break;
            case SendHeartbeat:
                Say();
                break;
            case ArmDrainDeadline arm:
                var left = arm.DueAt - _agent.Time.GetUtcNow();
                Timers.StartSingleTimer(nameof(DrainDeadlineDue), new DrainDeadlineDue(), left > TimeSpan.Zero ? left : TimeSpan.Zero);
                break;
            default:
                throw new InvalidOperationException($"no way to carry out {effect}");
        }
    }

    /// <summary>Reads on unless a check fails: what is not asked for waits in the topic.</summary>
    private void ReadOn()
    {
        if (_isReading || (_view.IsCaughtUp && !_view.FailedChecks.IsEmpty))
            return;
        _isReading = true;
        _agent.Transport.ReadAsync(_life.Token).PipeTo(Self, success: batch => new FeedRead(batch), failure: e => new FeedFailed(e));
    }

    private void Read(FeedRead read)
    {
        foreach (var item in read.Batch.Items)
        {
            Handle(item switch
            {
                InstructionRead instruction => new InstructionChanged(new ReplicaSlot(instruction.Uid, instruction.Replica), instruction.Instruction),
                DirectiveRead directive => new DirectiveChanged(directive.Directive),
                _ => throw new InvalidOperationException($"no way to take {item}"),
            });
        }

        _isReading = false;
        if (read.Batch.IsCaughtUp && !_view.IsCaughtUp)
            Handle(new FeedCaughtUp());
        ReadOn();
    }

    private void Check()
    {
        _checkAgain = _isChecking;
        if (_isChecking)
            return;
        _isChecking = true;
        CheckAsync(_view.Capacity, _life.Token).PipeTo(Self, failure: _ => new Checked(_view.FailedChecks, null));
    }

    private async Task<Checked> CheckAsync(AgentResources known, CancellationToken cancellationToken)
    {
        var failed = await _agent.Monitor.RunAsync(cancellationToken).ConfigureAwait(false);
        // Asked once, and only of an engine that answers.
        if (!failed.IsEmpty || known is { Cpu: > 0, Memory: > 0, Containers: > 0 })
            return new Checked(failed, null);
        try
        {
            var there = await _agent.Engine.GetCapacityAsync(cancellationToken).ConfigureAwait(false);
            return new Checked(failed, new AgentResources(
                known.Cpu > 0 ? known.Cpu : there.Cpu, known.Memory > 0 ? known.Memory : there.MemoryBytes,
                known.Containers > 0 ? known.Containers : AgentHost.DefaultMaxContainers));
        }
        catch (EngineException)
        {
            return new Checked(["engine"], null);
        }
    }

    private void EndCheck(Checked done)
    {
        _isChecking = false;
        if (done.Capacity is { } capacity)
            Handle(new CapacityLearned(capacity));
        Handle(new ChecksDone(done.Failed));
        if (_checkAgain)
            Check();
    }

    private void List()
    {
        _listAgain = _isListing;
        if (_isListing)
            return;
        _isListing = true;
        // Only of attempts whose container was there before the question can its absence from the answer say anything.
        var known = _view.Live.Where(live => live.Value.ContainerId.Length > 0).Select(live => live.Key).ToImmutableHashSet();
        ListAsync(_life.Token).PipeTo(
            Self, success: containers => new Listed([.. containers], known, null), failure: e => new Listed([], known, e));
    }

    private async Task<IReadOnlyList<EngineContainer>> ListAsync(CancellationToken cancellationToken)
    {
        await _agent.Guard.EnsureAsync(cancellationToken).ConfigureAwait(false);
        return await _agent.Engine.ListAsync(_agent.Owner, cancellationToken).ConfigureAwait(false);
    }

    private void EndListing(Listed listed)
    {
        _isListing = false;
        if (listed.Error is { } error)
        {
            LogListFailed(_agent.Logger, error, _agent.Options.AgentId);
            RetryLater();
            return;
        }

        _failures = 0;
        Handle(new ContainersListed(listed.Containers, listed.Known));
        if (_listAgain)
            List();
    }

    private void Hear(EngineSaid said)
    {
        if (said.Event is ContainerExited exited && _children.TryGetValue(AttemptKey.Of(exited.Identity), out var child))
            child.Tell(new ContainerEnded(exited.Exit));
        else if (said.Event is ContainerRemoved removed && _children.TryGetValue(AttemptKey.Of(removed.Identity), out var bereft))
            bereft.Tell(new ContainerMissed());
    }

    private void Bury(IActorRef gone)
    {
        foreach (var (key, child) in _children)
        {
            if (!child.Equals(gone))
                continue;
            _children.Remove(key);
            // Still wanted or not ended: it failed, and comparing anew starts it again.
            if (_view.Live.TryGetValue(key, out var live) && live.Holds)
            {
                _view = _view with { Live = _view.Live.Remove(key) };
                Check();
                RetryLater();
            }
            else
                Handle(new AttemptGone(key));
            return;
        }
    }

    private void RetryLater()
    {
        var delay = FirstRetry * Math.Pow(2, Math.Min(_failures++, 6));
        if (!Timers.IsTimerActive("retry"))
            Timers.StartSingleTimer("retry", new ReconcileDue(), delay < _agent.Options.ReconcileInterval ? delay : _agent.Options.ReconcileInterval);
    }

    private async Task WatchAsync(IActorRef self, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var seen in _agent.Engine.WatchAsync(_agent.Owner, () => self.Tell(new WatchOpened()), cancellationToken).ConfigureAwait(false))
                    self.Tell(new EngineSaid(seen));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (EngineException e)
            {
                LogWatchBroke(_agent.Logger, e.Message, _agent.Options.AgentId);
            }

            self.Tell(new WatchBroken());
            await Task.Delay(FirstRetry, _agent.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
