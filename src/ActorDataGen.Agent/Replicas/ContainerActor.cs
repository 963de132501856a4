using System.Runtime.ExceptionServices;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Lifecycle;
using ActorDataGen.Agent.Transport;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Agent.Replicas;

/// <summary>One attempt of a replica: feeds <see cref="ReplicaMachine"/>, and does what it says.</summary>
/// <remarks>
/// What is wrong with the attempt is a message to the machine. What is wrong with the engine fails the actor, and its
/// supervisor starts it again once the engine answers: everything it knew is with the engine and the instruction.
/// </remarks>
internal sealed class ContainerActor : ReceiveActor, IWithTimers
{
    private readonly AgentContext _agent;
    private readonly IActorRef _reporter;
    private readonly ReplicaIdentity _identity;
    private readonly CancellationTokenSource _life = new();
    private CancellationTokenSource? _launch;
    private ReplicaWork _work;

    public ContainerActor(AgentContext agent, IActorRef reporter, ReplicaInstruction instruction, bool isUnwanted)
    {
        (_agent, _reporter) = (agent, reporter);
        _identity = new ReplicaIdentity(
            agent.Owner, instruction.JobId, instruction.Uid, instruction.Replica, instruction.Run, instruction.Attempt);
        _work = new ReplicaWork(instruction) { IsUnwanted = isUnwanted };
        Receive<ReplicaMessage>(Handle);
        Receive<EngineFault>(fault => ExceptionDispatchInfo.Throw(fault.Error));
    }

    /// <summary>The engine failed, not the attempt.</summary>
    private sealed record EngineFault(Exception Error);

    public ITimerScheduler Timers { get; set; } = null!;

    private string ContainerId => _work.ContainerId.Length > 0 ? _work.ContainerId : _identity.ContainerName;

    protected override void PreStart() => Handle(new BeginWork());

    protected override void PostStop()
    {
        _launch?.Dispose();
        _life.Cancel();
        _life.Dispose();
    }

    private void Handle(ReplicaMessage message)
    {
        var before = _work;
        var decision = ReplicaMachine.Decide(_work, message, _agent.Options.AgentId, _agent.Time.GetUtcNow());
        _work = decision.Next;
        if (_work.Phase == WorkPhase.Running && before.Phase != WorkPhase.Running)
            Context.Parent.Tell(new AttemptRuns(AttemptKey.Of(_identity), _work.ContainerId));
        foreach (var effect in decision.Effects)
            Carry(effect);
        if (before.HoldsResources && !_work.HoldsResources)
            Context.Parent.Tell(new AttemptEnded(AttemptKey.Of(_identity)));
    }

    private void Carry(ReplicaEffect effect)
    {
        switch (effect)
        {
            case LaunchContainer:
                Launch();
                break;
            case CancelLaunch:
                _launch?.Cancel();
                break;
            case LookUpContainer:
                Call(token => _agent.Engine.FindAsync(ContainerId, token), found => new ContainerLookedUp(found));
                break;
            case StopContainer stop:
                Timers.Cancel(nameof(DurationDue));
                Call(token => StopAsync(stop.Grace, token), _ => new ContainerStopped());
                break;
            case ClearContainer:
                Call(ClearAsync, _ => new ContainerCleared());
                break;
            case ArmDuration arm:
                var left = arm.DueAt - _agent.Time.GetUtcNow();
                Timers.StartSingleTimer(nameof(DurationDue), new DurationDue(), left > TimeSpan.Zero ? left : TimeSpan.Zero);
                break;
            case ReportReplica report:
                _reporter.Tell(new ReplicaReport(report.Status, _work.Instruction.Container?.Image ?? ""));
                break;
            case FinishWork:
                Context.Stop(Self);
                break;
            default:
                throw new InvalidOperationException($"no way to carry out {effect}");
        }
    }

    private void Launch()
    {
        if (_work.Instruction.Container is not { } container)
        {
            Self.Tell(new LaunchGaveUp("its instruction does not say what to run", Cancelled: false));
            return;
        }

        var (environment, problem) = ContainerEnvironment.Build(_work.Instruction, _agent.Options);
        if (problem is not null)
        {
            Self.Tell(new LaunchGaveUp(problem, Cancelled: false));
            return;
        }

        var request = new LaunchRequest(_identity, container.Image)
        {
            Command = [.. container.Command],
            Arguments = [.. container.Arguments],
            Environment = environment,
            Cpu = container.Cpu,
            MemoryBytes = container.Memory,
            Network = container.Network.Length > 0 ? container.Network : _agent.Options.Network,
            StopGrace = container.StopGrace,
        };
        _launch?.Dispose();
        _launch = CancellationTokenSource.CreateLinkedTokenSource(_life.Token);
        LaunchAsync(request, new PhaseProgress(Self), _launch.Token).PipeTo(Self, success: launched => new LaunchSucceeded(launched), failure: e => e switch
        {
            OperationCanceledException => new LaunchGaveUp("", Cancelled: true),
            EngineUnavailableException => new EngineFault(e),
            EngineException => new LaunchGaveUp(e.Message, Cancelled: false),
            _ => new EngineFault(e),
        });
    }

    private async Task<EngineContainer> LaunchAsync(LaunchRequest request, IProgress<LaunchProgress> progress, CancellationToken cancellationToken)
    {
        await _agent.Guard.EnsureAsync(cancellationToken).ConfigureAwait(false);
        return await _agent.Engine.LaunchAsync(request, progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        await _agent.Guard.EnsureAsync(cancellationToken).ConfigureAwait(false);
        await _agent.Engine.StopAsync(ContainerId, grace, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> ClearAsync(CancellationToken cancellationToken)
    {
        await _agent.Guard.EnsureAsync(cancellationToken).ConfigureAwait(false);
        await _agent.Spool.KeepAsync(_agent.Engine, ContainerId, _identity, cancellationToken).ConfigureAwait(false);
        await _agent.Engine.RemoveAsync(ContainerId, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private void Call<T>(Func<CancellationToken, Task<T>> call, Func<T, ReplicaMessage> success) =>
        call(_life.Token).PipeTo(Self, success: result => success(result), failure: e => new EngineFault(e));

    /// <summary>Tells of each phase once.</summary>
    private sealed class PhaseProgress(IActorRef self) : IProgress<LaunchProgress>
    {
        private int _last = -1;

        public void Report(LaunchProgress value)
        {
            if (Interlocked.Exchange(ref _last, (int)value.Phase) != (int)value.Phase)
                self.Tell(new LaunchAdvanced(value.Phase));
        }
    }
}
