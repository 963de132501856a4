using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ActorDataGen.Client.Contract;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Node.Jobs;

namespace ActorDataGen.Node.ReadModel;

/// <summary>What the topics say, as this node has read them: every job's last state and every agent's last heartbeat.</summary>
/// <remarks>One thread writes (the reader of the topics), many read.</remarks>
internal sealed class ClusterReadModel(TimeProvider time, TimeSpan lostAfter)
{
    // A watcher that is this far behind has lost interest or the network; it is told to read everything anew.
    private const int WatcherBacklog = 1024;
    private readonly ConcurrentDictionary<string, JobState> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (AgentStatus Status, long HeardAt)> _agents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Channel<ChangeEvent>, bool> _watchers = new();
    private volatile bool _isCaughtUp;

    /// <summary>Whether the topics have been read to where they ended when the node started.</summary>
    public bool IsCaughtUp => _isCaughtUp;

    public IEnumerable<JobState> Jobs => _jobs.Values.Where(j => j.Phase != JobPhase.Deleted);

    public IEnumerable<AgentView> Agents => _agents.Values.Select(a => View(a.Status, a.HeardAt));

    /// <summary>The agents that were heard of lately.</summary>
    public IEnumerable<AgentStatus> LiveAgents => _agents.Values.Where(a => !IsLost(a.HeardAt)).Select(a => a.Status);

    public JobState? FindJob(string id) => _jobs.TryGetValue(id, out var job) && job.Phase != JobPhase.Deleted ? job : null;

    public AgentView? FindAgent(string id) => _agents.TryGetValue(id, out var agent) ? View(agent.Status, agent.HeardAt) : null;

    public AgentStatus? FindAgentStatus(AgentId id) => _agents.TryGetValue(id.ToString(), out var agent) ? agent.Status : null;

    public void CaughtUp() => _isCaughtUp = true;

    public void Apply(JobState job)
    {
        _jobs[job.Id.ToString()] = job;
        Tell(new ChangeEvent { Kind = "job", Id = job.Id.ToString(), Job = JobViews.Summary(job) });
    }

    public void RemoveJob(string id)
    {
        if (_jobs.TryRemove(id, out _))
        {
            Tell(new ChangeEvent { Kind = "job", Id = id });
        }
    }

    public void Apply(AgentStatus agent)
    {
        var heardAt = time.GetTimestamp();
        _agents[agent.Agent.ToString()] = (agent, heardAt);
        Tell(new ChangeEvent { Kind = "agent", Id = agent.Agent.ToString(), Agent = View(agent, heardAt) });
    }

    public void RemoveAgent(string id)
    {
        if (_agents.TryRemove(id, out _))
        {
            Tell(new ChangeEvent { Kind = "agent", Id = id });
        }
    }

    /// <summary>Everything that changes from now on. Who falls behind gets a <c>reset</c> and reads anew.</summary>
    public async IAsyncEnumerable<ChangeEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var channel = Channel.CreateBounded<ChangeEvent>(new BoundedChannelOptions(WatcherBacklog) { SingleReader = true });
            _watchers[channel] = true;
            try
            {
                yield return new ChangeEvent { Kind = "reset" };
                await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
                {
                    yield return change;
                }
            }
            finally
            {
                _watchers.TryRemove(channel, out _);
            }
        }
    }

    private void Tell(ChangeEvent change)
    {
        foreach (var watcher in _watchers.Keys)
        {
            if (!watcher.Writer.TryWrite(change))
            {
                watcher.Writer.TryComplete();
            }
        }
    }

    private bool IsLost(long heardAt) => time.GetElapsedTime(heardAt) > lostAfter;

    private AgentView View(AgentStatus agent, long heardAt) => new()
    {
        Id = agent.Agent.ToString(),
        State = IsLost(heardAt) ? "lost" : agent.State.ToString().ToLowerInvariant(),
        Engine = agent.Engine.Length > 0 ? agent.Engine : null,
        FailedChecks = [.. agent.FailedChecks],
        Labels = agent.Labels,
        Cpu = agent.Capacity.Cpu,
        CpuAllocated = agent.Allocated.Cpu,
        Memory = agent.Capacity.Memory,
        MemoryAllocated = agent.Allocated.Memory,
        Containers = [.. agent.ContainersRunning],
        LastSeen = agent.At,
    };
}
