using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Tests.Simulation;

/// <summary>An agent and its host: does what instructions say, as the contract between controllers and agents wants it.</summary>
internal sealed class SimulatedAgent(SimulatedCluster cluster, int number, int capacity)
{
    private int _incarnation;

    public AgentId Id { get; } = new($"agent-{number}");

    public bool IsUp { get; private set; } = true;

    public bool IsDraining { get; set; }

    /// <summary>What runs on the host, by replica. It goes on while the agent's process is down.</summary>
    public Dictionary<(JobUid Uid, int Replica), ReplicaInstruction> Containers { get; } = [];

    /// <summary>The last word on each attempt that the agent itself finds in the topic when it starts again.</summary>
    private readonly Dictionary<(JobUid Uid, int Replica, int Attempt), ReplicaStatus> _said = [];

    /// <summary>Containers that ended and that the agent has not seen yet.</summary>
    private readonly Dictionary<(JobUid Uid, int Replica), int> _ended = [];

    public void Start()
    {
        IsUp = true;
        _incarnation++;
        foreach (var ((uid, replica, attempt), status) in _said.ToArray())
        {
            if (!status.IsFinal && !(Containers.TryGetValue((uid, replica), out var running) && running.Attempt == attempt) && !_ended.ContainsKey((uid, replica)))
            {
                Say(status with { State = ReplicaState.Lost, Reason = "Its container is gone." });
            }
        }

        ReconcileAll();
        Beat(_incarnation);
    }

    /// <summary>The process dies; containers live on.</summary>
    public void Die() => IsUp = false;

    /// <summary>The host dies with all that is on it.</summary>
    public void LoseHost()
    {
        IsUp = false;
        Containers.Clear();
        _ended.Clear();
    }

    /// <summary>A container ends by itself.</summary>
    public void End((JobUid Uid, int Replica) key, int attempt, int code)
    {
        if (!Containers.TryGetValue(key, out var container) || container.Attempt != attempt)
        {
            return;
        }

        Containers.Remove(key);
        _ended[key] = code;
        if (IsUp)
        {
            SeeEnd(key, container, code);
        }
        else
        {
            _unseen[key] = container;
        }
    }

    private readonly Dictionary<(JobUid Uid, int Replica), ReplicaInstruction> _unseen = [];

    private void SeeEnd((JobUid, int) key, ReplicaInstruction container, int code)
    {
        _ended.Remove(key);
        Say(StatusOf(container, ReplicaState.Exited) with { ExitCode = code, Ending = ReplicaEnding.Exit });
    }

    public void ReconcileAll()
    {
        foreach (var (key, container) in _unseen.ToArray())
        {
            _unseen.Remove(key);
            if (_ended.TryGetValue(key, out var code))
            {
                SeeEnd(key, container, code);
            }
        }

        foreach (var key in Containers.Keys.Concat(cluster.InstructionsOf(Id).Keys).Distinct().ToArray())
        {
            Reconcile(key);
        }
    }

    /// <summary>Closes the gap between what is wanted of a replica and what runs.</summary>
    public void Reconcile((JobUid Uid, int Replica) key)
    {
        if (!IsUp)
        {
            return;
        }

        cluster.InstructionsOf(Id).TryGetValue(key, out var wanted);
        if (Containers.TryGetValue(key, out var running)
            && (wanted is null || wanted.Desired == DesiredState.Stop || wanted.Attempt != running.Attempt))
        {
            Containers.Remove(key);
            Say(StatusOf(running, ReplicaState.Exited) with { ExitCode = 143, Ending = ReplicaEnding.Stopped });
            running = null;
        }

        if (wanted is null || running is not null)
        {
            return;
        }

        if (wanted.Desired == DesiredState.Stop)
        {
            if (!(_said.TryGetValue((wanted.Uid, wanted.Replica, wanted.Attempt), out var last) && last.IsFinal))
            {
                Say(StatusOf(wanted, ReplicaState.Exited) with { Ending = ReplicaEnding.Stopped });
            }

            return;
        }

        if (_said.TryGetValue((wanted.Uid, wanted.Replica, wanted.Attempt), out var said) && said.IsFinal)
        {
            return;
        }

        if (IsDraining || Containers.Count >= capacity)
        {
            Say(StatusOf(wanted, ReplicaState.Refused) with { Reason = "No room." });
            return;
        }

        Containers[key] = wanted;
        Say(StatusOf(wanted, ReplicaState.Running));
        cluster.OnStarted(this, key, wanted);
    }

    private ReplicaStatus StatusOf(ReplicaInstruction instruction, ReplicaState state) => new()
    {
        JobId = instruction.JobId,
        Uid = instruction.Uid,
        Replica = instruction.Replica,
        Run = instruction.Run,
        Attempt = instruction.Attempt,
        Agent = Id,
        State = state,
        ContainerId = state is ReplicaState.Running or ReplicaState.Exited ? $"{Id}-{instruction.Uid.Value.GetHashCode():x}-{instruction.Attempt}" : "",
        At = cluster.Now,
    };

    private void Say(ReplicaStatus status)
    {
        var key = (status.Uid, status.Replica, status.Attempt);
        _said[key] = status;
        if (_said.Count > 4 * capacity)
        {
            foreach (var old in _said.Where(entry => entry.Value.IsFinal && cluster.Now - entry.Value.At > TimeSpan.FromMinutes(10)).Select(entry => entry.Key).ToArray())
            {
                _said.Remove(old);
            }
        }

        cluster.Say(status);
    }

    private void Beat(int incarnation)
    {
        if (!IsUp || incarnation != _incarnation)
        {
            return;
        }

        cluster.Say(new AgentStatus
        {
            Agent = Id,
            State = IsDraining ? Containers.Count == 0 ? AgentState.Drained : AgentState.Draining : AgentState.Ready,
            Labels = StringMap.Empty,
            Capacity = new AgentResources(0, 0, capacity),
            Allocated = new AgentResources(0, 0, Containers.Count),
            At = cluster.Now,
        });
        cluster.After(SimulatedCluster.Heartbeat, () => Beat(incarnation));
        if (cluster.Random.Next(6) == 0)
        {
            ReconcileAll();
        }
    }
}
