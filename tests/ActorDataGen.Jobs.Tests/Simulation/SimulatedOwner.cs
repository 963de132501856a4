using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Placing;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Jobs.Tests.Simulation;

/// <summary>The owner of one partition: a controller's part, which may die at any time and starts again from the topics.</summary>
internal sealed class SimulatedOwner(SimulatedCluster cluster, int partition)
{
    private readonly Dictionary<JobId, JobState> _jobs = [];
    private readonly Dictionary<AgentId, AgentLiveness> _liveness = [];
    private readonly Dictionary<JobId, long> _timers = [];
    private readonly HashSet<JobId> _pending = [];
    private readonly Queue<(JobId Id, IJobMessage Message)> _inbox = [];

    /// <summary>The jobs that may have a replica on an agent: all that have, and some that had.</summary>
    private readonly Dictionary<AgentId, HashSet<JobId>> _jobsOf = [];
    private AgentView _view = new();
    private bool _busy;
    private long _timerVersion;

    public bool IsUp { get; private set; } = true;

    /// <summary>Commands that came while nobody owned the partition.</summary>
    public Queue<CommandSubmitted> Backlog { get; } = [];

    public IReadOnlyDictionary<JobId, JobState> Jobs => _jobs;

    public void Submit(CommandSubmitted command)
    {
        if (IsUp)
        {
            Tell(command.Command.JobId, command);
        }
        else
        {
            Backlog.Enqueue(command);
        }
    }

    public void Hear(AgentStatus status)
    {
        if (!IsUp)
        {
            return;
        }

        var decision = _liveness.TryGetValue(status.Agent, out var known)
            ? AgentLivenessMachine.Decide(known, new AgentHeard(status), cluster.Liveness, cluster.Elapsed)
            : AgentLivenessMachine.Meet(status, cluster.Elapsed);
        _liveness[status.Agent] = decision.Next;
        _view.Update(status.Agent, decision.Next.Health, status);
        OnChange(decision, status.Agent);
    }

    public void Hear(ReplicaStatus status)
    {
        if (IsUp)
        {
            Tell(status.JobId, new ReplicaReported(status));
        }
    }

    public void Tick()
    {
        if (!IsUp)
        {
            return;
        }

        foreach (var (agent, state) in _liveness.ToArray())
        {
            var decision = AgentLivenessMachine.Decide(state, new ObservationTick(CaughtUp: true), cluster.Liveness, cluster.Elapsed);
            if (!ReferenceEquals(decision.Next, state))
            {
                _liveness[agent] = decision.Next;
                _view.Update(agent, decision.Next.Health, null);
                OnChange(decision, agent);
            }
        }

        foreach (var id in _pending.Take(200).ToArray())
        {
            Tell(id, RoomMayBeFree.Instance);
        }
    }

    public void Die()
    {
        IsUp = false;
        _jobs.Clear();
        _liveness.Clear();
        _timers.Clear();
        _pending.Clear();
        _inbox.Clear();
        _jobsOf.Clear();
        _view = new AgentView();
    }

    public void Restore()
    {
        IsUp = true;
        foreach (var status in cluster.LastHeartbeats())
        {
            _liveness[status.Agent] = AgentLivenessMachine.Meet(status, cluster.Elapsed).Next;
            _view.Update(status.Agent, _liveness[status.Agent].Health, status);
        }

        foreach (var state in cluster.PublishedJobs(partition))
        {
            _jobs[state.Id] = state;
            foreach (var replica in state.Replicas)
            {
                OnPlaced(state.Id, replica.Agent);
            }

            if (state.Replicas.Any(replica => replica.Phase == ReplicaPhase.Pending))
            {
                _pending.Add(state.Id);
            }
        }

        foreach (var id in _jobs.Keys.ToArray())
        {
            Tell(id, JobRestored.Instance);
        }

        foreach (var status in cluster.PublishedStatuses(partition))
        {
            Tell(status.JobId, new ReplicaReported(status));
        }

        // What the last owner may not have got to do: agents that drain, or that jobs name and nobody hears.
        foreach (var (agent, known) in _liveness.ToArray())
        {
            OnChange(new LivenessDecision(known, known.Health), agent);
        }

        while (Backlog.TryDequeue(out var command))
        {
            Tell(command.Command.JobId, command);
        }
    }

    private void OnChange(LivenessDecision decision, AgentId agent)
    {
        IJobMessage? message = decision.Change switch
        {
            AgentHealth.Lost => new AgentLost(agent),
            AgentHealth.Draining => new AgentDraining(agent),
            _ => null,
        };
        if (message is null)
        {
            return;
        }

        if (!_jobsOf.TryGetValue(agent, out var ids))
        {
            return;
        }

        foreach (var id in ids.ToArray())
        {
            if (_jobs.TryGetValue(id, out var state) && state.Replicas.Any(replica => replica.Agent == agent && !replica.Phase.IsOver()))
            {
                Tell(id, message);
            }
            else
            {
                ids.Remove(id);
            }
        }
    }

    private void Tell(JobId id, IJobMessage message)
    {
        _inbox.Enqueue((id, message));
        if (_busy)
        {
            return;
        }

        _busy = true;
        while (_inbox.TryDequeue(out var next))
        {
            Decide(next.Id, next.Message);
        }

        _busy = false;
    }

    private void Decide(JobId id, IJobMessage message)
    {
        _jobs.TryGetValue(id, out var before);
        var decision = JobMachine.Decide(before, message, JobMachineOptions.Default, cluster.Random.NextDouble(), cluster.Now);
        cluster.Decisions++;
        if (decision.Next is null)
        {
            _jobs.Remove(id);
            _timers.Remove(id);
        }
        else
        {
            _jobs[id] = decision.Next;
        }

        if (decision.Next?.Replicas.Any(replica => replica.Phase == ReplicaPhase.Pending) == true)
        {
            _pending.Add(id);
        }
        else
        {
            _pending.Remove(id);
        }

        foreach (var effect in decision.Effects)
        {
            CarryOut(id, decision.Next, effect);
        }
    }

    private void CarryOut(JobId id, JobState? job, IJobEffect effect)
    {
        switch (effect)
        {
            case WriteInstruction write:
                cluster.Write(write.Instruction);
                break;
            case TombstoneInstruction tombstone:
                cluster.Tombstone(tombstone);
                break;
            case PublishStatus publish:
                cluster.Publish(partition, publish.State);
                break;
            case TombstoneStatus tombstone:
                cluster.Forget(partition, tombstone.JobId);
                break;
            case TombstoneAttempt tombstone:
                cluster.Forget(partition, (tombstone.Uid, tombstone.Replica, tombstone.Attempt));
                break;
            case ArmTimer { Due: { } due }:
                var version = ++_timerVersion;
                _timers[id] = version;
                cluster.At(due, () =>
                {
                    if (IsUp && _timers.GetValueOrDefault(id) == version)
                    {
                        Tell(id, TimeReached.Instance);
                    }
                });
                break;
            case ArmTimer:
                _timers.Remove(id);
                break;
            case RequestPlacement request when job is not null:
                FindPlace(id, job, request);
                break;
            default:
                break;
        }
    }

    private void OnPlaced(JobId id, AgentId agent)
    {
        if (!_jobsOf.TryGetValue(agent, out var ids))
        {
            _jobsOf.Add(agent, ids = []);
        }

        ids.Add(id);
    }

    private void FindPlace(JobId id, JobState job, RequestPlacement request)
    {
        AgentId[] occupied = [.. job.Replicas.Where(replica => replica.Phase.HoldsAgent()).Select(replica => replica.Agent)];
        var choice = Placement.Choose(job.Spec, _view, occupied, request.Avoid.AsSpan(), (uint)cluster.Random.Next());
        if (choice.Found)
        {
            _view.Reserve(choice.Agent, job.Spec);
            cluster.Placements++;
            OnPlaced(id, choice.Agent);
        }

        _inbox.Enqueue((id, choice.Found
            ? new PlacementFound(request.Replica, request.Attempt, choice.Agent)
            : new NoPlacement(request.Replica, request.Attempt, choice.Reason)));
    }
}
