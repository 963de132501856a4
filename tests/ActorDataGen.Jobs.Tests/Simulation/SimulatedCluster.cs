using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Tests.Simulation;

/// <summary>How large a simulated cluster is, and how badly it is treated.</summary>
internal sealed record SimulationOptions
{
    public int Agents { get; init; } = 40;

    public int Jobs { get; init; } = 300;

    public int Partitions { get; init; } = 4;

    public int Seed { get; init; } = 1;

    /// <summary>How long things go wrong, in virtual time.</summary>
    public TimeSpan Chaos { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long nothing goes wrong any more, before one looks: long enough for the last host to be back.</summary>
    public TimeSpan Calm { get; init; } = TimeSpan.FromMinutes(25);

    /// <summary>How often owners look at who is silent and who waits for a place.</summary>
    public TimeSpan BetweenTicks { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The mean time between two mishaps.</summary>
    public TimeSpan BetweenMishaps { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The mean time between two commands of users.</summary>
    public TimeSpan BetweenCommands { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>A whole cluster in virtual time: topics, owners, agents, users and mishaps, all in one thread and from one seed.</summary>
internal sealed class SimulatedCluster
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SimulationOptions _options;
    private readonly PriorityQueue<Action, (long Ticks, long Order)> _events = new();
    private readonly Dictionary<AgentId, Dictionary<(JobUid, int), ReplicaInstruction>> _instructions = [];
    private readonly Dictionary<JobId, JobState>[] _jobStatus;
    private readonly Dictionary<(JobUid, int, int), ReplicaStatus>[] _replicaStatus;
    private readonly Dictionary<AgentId, AgentStatus> _heartbeats = [];
    private readonly SimulatedOwner[] _owners;
    private readonly SimulatedAgent[] _agents;
    private readonly Dictionary<AgentId, SimulatedAgent> _byId;

    /// <summary>What users last asked for: null is deleted, 0 stopped, else the replicas.</summary>
    private readonly Dictionary<int, int?> _wanted = [];
    private readonly Dictionary<int, DateTimeOffset> _deletedAt = [];
    private long _order;

    public SimulatedCluster(SimulationOptions options)
    {
        _options = options;
        Random = new Random(options.Seed);
        _jobStatus = [.. Enumerable.Range(0, options.Partitions).Select(_ => new Dictionary<JobId, JobState>())];
        _replicaStatus = [.. Enumerable.Range(0, options.Partitions).Select(_ => new Dictionary<(JobUid, int, int), ReplicaStatus>())];
        _owners = [.. Enumerable.Range(0, options.Partitions).Select(partition => new SimulatedOwner(this, partition))];
        // Room for twice what is wanted, so that every job can be where its spec wants it even with agents missing.
        var capacity = Math.Max(4, options.Jobs * 6 / options.Agents);
        _agents = [.. Enumerable.Range(0, options.Agents).Select(number => new SimulatedAgent(this, number, capacity))];
        _byId = _agents.ToDictionary(agent => agent.Id);
        Now = Start;
    }

    public Random Random { get; }

    public DateTimeOffset Now { get; private set; }

    public TimeSpan Elapsed => Now - Start;

    public LivenessOptions Liveness => LivenessOptions.Default;

    public long Decisions { get; set; }

    public long Placements { get; set; }

    public long Events { get; private set; }

    public long Mishaps { get; private set; }

    public int ContainersRunning => _agents.Sum(agent => agent.Containers.Count);

    public void At(DateTimeOffset when, Action act) => _events.Enqueue(act, (Math.Max(when.UtcTicks, Now.UtcTicks), _order++));

    public void After(TimeSpan delay, Action act) => At(Now + delay, act);

    private TimeSpan Latency => TimeSpan.FromMilliseconds(Random.Next(5, 60));

    private TimeSpan Around(TimeSpan mean) => mean * -Math.Log(1 - Random.NextDouble());

    // The topics.
    public void Write(ReplicaInstruction instruction)
    {
        var mine = InstructionsOf(instruction.Agent);
        mine[(instruction.Uid, instruction.Replica)] = instruction;
        Notify(instruction.Agent, (instruction.Uid, instruction.Replica));
    }

    public void Tombstone(TombstoneInstruction tombstone)
    {
        InstructionsOf(tombstone.Agent).Remove((tombstone.Uid, tombstone.Replica));
        Notify(tombstone.Agent, (tombstone.Uid, tombstone.Replica));
    }

    private void Notify(AgentId agent, (JobUid, int) key) => After(Latency, () => _byId[agent].Reconcile(key));

    public Dictionary<(JobUid Uid, int Replica), ReplicaInstruction> InstructionsOf(AgentId agent) =>
        _instructions.TryGetValue(agent, out var mine) ? mine : _instructions[agent] = [];

    /// <summary>Sees every state that is written.</summary>
    public Action<JobState>? OnPublished { get; init; }

    public void Publish(int partition, JobState state)
    {
        _jobStatus[partition][state.Id] = state;
        OnPublished?.Invoke(state);
    }

    public void Forget(int partition, JobId id) => _jobStatus[partition].Remove(id);

    public void Forget(int partition, (JobUid, int, int) attempt) => _replicaStatus[partition].Remove(attempt);

    public JobState[] PublishedJobs(int partition) => [.. _jobStatus[partition].Values];

    public ReplicaStatus[] PublishedStatuses(int partition) => [.. _replicaStatus[partition].Values];

    public AgentStatus[] LastHeartbeats() => [.. _heartbeats.Values];

    public void Say(AgentStatus status)
    {
        _heartbeats[status.Agent] = status;
        foreach (var owner in _owners)
        {
            owner.Hear(status);
        }
    }

    public void Say(ReplicaStatus status)
    {
        var partition = PartitionOf(status.JobId);
        After(Latency, () =>
        {
            _replicaStatus[partition][(status.Uid, status.Replica, status.Attempt)] = status;
            _owners[partition].Hear(status);
        });
    }

    // The containers: every third job is one that ends well by itself.
    public void OnStarted(SimulatedAgent agent, (JobUid, int) key, ReplicaInstruction instruction)
    {
        if (IsBatch(instruction.JobId))
        {
            After(Around(TimeSpan.FromMinutes(1)), () => agent.End(key, instruction.Attempt, 0));
        }
    }

    private static int NumberOf(JobId id) => int.Parse(id.Value.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsBatch(JobId id) => NumberOf(id) % 3 == 0;

    private int PartitionOf(JobId id) => NumberOf(id) % _options.Partitions;

    private static JobId IdOf(int number) => new($"job-{number}");

    private static JobSpec SpecOf(int number) => new()
    {
        Id = IdOf(number),
        Image = "generator",
        Topic = "orders",
        Replicas = (number % 3) + 1,
        Strategy = (PlacementStrategy)(number / 7 % 2),
        AntiAffinity = (AntiAffinity)(number / 3 % 3),
        // Without end, so that every job that should run can be seen to run at the end.
        Reschedule = new ReschedulePolicy { Attempts = -1, Backoff = Backoff.Elsewhere with { MaxDelay = TimeSpan.FromSeconds(30) } },
    };

    // The users.
    // All take the same time, so that what was asked for last arrives last.
    private void Submit(JobCommand command) => After(TimeSpan.FromMilliseconds(20), () =>
        _owners[PartitionOf(command.JobId)].Submit(new CommandSubmitted(command, Now, new JobUid(new Guid(Random.Next(), 1, 1, BitConverter.GetBytes(_order))))));

    private void Want(int number)
    {
        var id = IdOf(number);
        if (!_wanted.TryGetValue(number, out var wanted) || wanted is null)
        {
            // A create is turned down while the job of that id is still being deleted.
            var owner = _owners[PartitionOf(id)];
            if (_deletedAt.TryGetValue(number, out var deletedAt) && (Now - deletedAt < TimeSpan.FromSeconds(5) || !owner.IsUp || owner.Jobs.ContainsKey(id)))
            {
                return;
            }

            _wanted[number] = SpecOf(number).Replicas;
            Submit(new CreateJob(SpecOf(number)));
            return;
        }

        switch (Random.Next(8))
        {
            case 0 or 1:
                _wanted[number] = 0;
                Submit(new StopJob(id));
                break;
            case 2:
                _wanted[number] = null;
                _deletedAt[number] = Now;
                Submit(new DeleteJob(id));
                break;
            case 3 when wanted > 0:
                _wanted[number] = Random.Next(1, 5);
                Submit(new ScaleJob(id, _wanted[number]!.Value));
                break;
            case 4 when wanted > 0:
                Submit(new RestartJob(id));
                break;
            case 5:
                // The same again, as a client would that got no answer.
                Submit(new CreateJob(SpecOf(number)));
                break;
            default:
                Submit(new StartJob(id));
                _wanted[number] = wanted == 0 ? -1 : wanted;
                break;
        }
    }

    // The mishaps.
    private void Hurt()
    {
        Mishaps++;
        var agent = _agents[Random.Next(_agents.Length)];
        switch (Random.Next(20))
        {
            case 0 when agent.IsUp:
                agent.Die();
                After(Around(TimeSpan.FromSeconds(40)), agent.Start);
                break;
            case 1 when agent.IsUp:
                agent.LoseHost();
                After(Around(TimeSpan.FromSeconds(80)), agent.Start);
                break;
            case 2:
                agent.IsDraining = true;
                After(Around(TimeSpan.FromMinutes(2)), () => agent.IsDraining = false);
                break;
            case 3:
                var owner = _owners[Random.Next(_owners.Length)];
                if (owner.IsUp)
                {
                    owner.Die();
                    After(TimeSpan.FromSeconds(8), owner.Restore);
                }

                break;
            default:
                if (agent.Containers.Count > 0)
                {
                    var (key, container) = agent.Containers.ElementAt(Random.Next(agent.Containers.Count));
                    agent.End(key, container.Attempt, 1);
                }

                break;
        }
    }

    private void Again(TimeSpan mean, TimeSpan until, Action act)
    {
        if (Elapsed < until)
        {
            act();
            After(Around(mean), () => Again(mean, until, act));
        }
    }

    /// <summary>Lets everything happen, then lets it calm down.</summary>
    public void Run(CancellationToken cancellationToken = default)
    {
        foreach (var agent in _agents)
        {
            After(Random.NextDouble() * Heartbeat, agent.Start);
        }

        foreach (var owner in _owners)
        {
            Again(_options.BetweenTicks, TimeSpan.MaxValue, owner.Tick);
        }

        for (var number = 0; number < _options.Jobs; number++)
        {
            var job = number;
            After(TimeSpan.FromSeconds(1) + (Random.NextDouble() * _options.Chaos / 3), () => Want(job));
        }

        Again(_options.BetweenCommands, _options.Chaos, () => Want(Random.Next(_options.Jobs)));
        After(TimeSpan.FromSeconds(30), () => Again(_options.BetweenMishaps, _options.Chaos, Hurt));
        Drain(_options.Chaos, cancellationToken);
        Drain(_options.Chaos + _options.Calm, cancellationToken);
    }

    private void Drain(TimeSpan until, CancellationToken cancellationToken)
    {
        while (_events.TryPeek(out _, out var next) && next.Ticks <= (Start + until).UtcTicks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var act = _events.Dequeue();
            Now = new DateTimeOffset(next.Ticks, TimeSpan.Zero);
            Events++;
            act();
        }

        Now = Start + until;
    }

    /// <summary>What is not as it should be now; empty when each job is where its spec wants it.</summary>
    public IEnumerable<string> Wrongs()
    {
        var explained = new HashSet<(AgentId, JobUid, int, int)>();
        foreach (var (number, wanted) in _wanted)
        {
            _owners[PartitionOf(IdOf(number))].Jobs.TryGetValue(IdOf(number), out var state);
            if (wanted is null != (state is null || state.Phase.IsGone()))
            {
                yield return $"job {number}: wanted {wanted?.ToString() ?? "gone"}, is {state?.Phase.ToString() ?? "gone"}";
            }

            if (state is null || wanted is null)
            {
                continue;
            }

            var isRight = wanted == 0 ? state.Phase is JobPhase.Stopped or JobPhase.Succeeded
                : IsBatch(state.Id) ? state.Phase is JobPhase.Succeeded or JobPhase.Running
                : state.Phase == JobPhase.Running;
            if (!isRight)
            {
                yield return $"job {number}: wanted {wanted}, is {state.Phase}: {string.Join("; ", state.Replicas.Select(replica => $"{replica.Phase} {replica.Observed} on {replica.Agent} {replica.Reason}"))}";
            }

            if (wanted > 0 && state.Spec.Replicas != wanted)
            {
                yield return $"job {number}: wanted {wanted} replicas, has {state.Spec.Replicas}";
            }

            if (state.Phase == JobPhase.Running && !IsBatch(state.Id) && state.Replicas.Count(replica => replica.Phase == ReplicaPhase.Active) != state.Spec.Replicas)
            {
                yield return $"job {number}: {state.Replicas.Count(replica => replica.Phase == ReplicaPhase.Active)} replicas run, {state.Spec.Replicas} are wanted";
            }

            foreach (var replica in state.Replicas.ToImmutableArray())
            {
                if (replica.Phase == ReplicaPhase.Active)
                {
                    explained.Add((replica.Agent, state.Uid, replica.Number, replica.Attempt));
                    if (!(_byId[replica.Agent].Containers.TryGetValue((state.Uid, replica.Number), out var container) && container.Attempt == replica.Attempt))
                    {
                        yield return $"job {number}: replica {replica.Number}/{replica.Attempt} does not run on {replica.Agent}";
                    }
                }
            }
        }

        foreach (var agent in _agents)
        {
            foreach (var ((uid, replica), container) in agent.Containers)
            {
                if (!explained.Contains((agent.Id, uid, replica, container.Attempt)))
                {
                    yield return $"{agent.Id}: nobody wants {container.JobId} {replica}/{container.Attempt}";
                }
            }
        }
    }

    /// <summary>Records that nobody will ever clean up: instructions and statuses of jobs that are gone.</summary>
    public int Litter()
    {
        var uids = _owners.SelectMany(owner => owner.Jobs.Values).Select(state => state.Uid).ToHashSet();
        return _instructions.Values.Sum(mine => mine.Keys.Count(key => !uids.Contains(key.Item1)))
            + _replicaStatus.Sum(statuses => statuses.Keys.Count(key => !uids.Contains(key.Item1)));
    }
}
