using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Monitoring;
using ActorDataGen.Agent.Transport;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Agent.Tests.Lifecycle;

/// <summary>An agent on an engine of the test's choosing, with the topics in memory: restarted at will, seeing the same records again.</summary>
public sealed class AgentBed(Func<IContainerEngine> open, EngineOwner owner, string image) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("adg-agent-");
    private readonly List<AgentFeedItem> _topic = [];
    private readonly ConcurrentQueue<AgentReport> _reports = new();
    private readonly Channel<AgentReport> _news = Channel.CreateUnbounded<AgentReport>();
    private MemoryAgentTransport? _transport;

    public AgentHost? Host { get; private set; }

    public MemoryAgentTransport Transport => _transport!;

    public List<IAgentCheck> Checks { get; } = [];

    public AgentResources Capacity { get; init; }

    public IEnumerable<ReplicaStatus> Statuses => _reports.SelectMany(report => report.Replicas).Select(report => report.Status);

    public AgentStatus? LastHeartbeat => _reports.Select(report => report.Heartbeat).LastOrDefault(heartbeat => heartbeat is not null);

    public async Task StartAsync()
    {
        _transport = new MemoryAgentTransport(owner.AgentId, (report, _) =>
        {
            _reports.Enqueue(report);
            _news.Writer.TryWrite(report);
            return Task.FromResult<DateTimeOffset?>(null);
        });
        foreach (var item in _topic)
            _transport.Put(item);
        Host = new AgentHost(
            new AgentOptions
            {
                ClusterId = owner.ClusterId,
                AgentId = owner.AgentId,
                DataDirectory = _folder.FullName,
                ContainerBootstrapServers = "broker:9092",
                ContainerSchemaRegistryUrl = "http://registry:8081",
                Secrets = ImmutableDictionary<string, string>.Empty.Add("db", "s3cret"),
                Capacity = Capacity,
                HeartbeatInterval = TimeSpan.FromMilliseconds(200),
                CheckInterval = TimeSpan.FromMilliseconds(200),
                ReconcileInterval = TimeSpan.FromMilliseconds(500),
                MinFreeDiskBytes = 1,
            },
            open(), _transport, Checks);
        await Host.StartAsync(CancellationToken.None);
    }

    /// <summary>As much of a kill as can be had within one process: nothing is said to containers.</summary>
    public async Task StopAsync()
    {
        if (Host is not null)
            await Host.DisposeAsync();
        Host = null;
    }

    public ReplicaInstruction Put(JobUid uid, string script, int attempt = 1, DesiredState desired = DesiredState.Run, Func<ContainerSpec, ContainerSpec>? change = null)
    {
        var container = new ContainerSpec { Image = image, Arguments = ["-c", script], Topic = "t", StopGrace = TimeSpan.FromSeconds(2) };
        var instruction = new ReplicaInstruction
        {
            Agent = owner.AgentId,
            JobId = new JobId("job"),
            Uid = uid,
            Replica = 0,
            Run = 1,
            Attempt = attempt,
            Desired = desired,
            Container = change is null ? container : change(container),
        };
        Put(new InstructionRead(uid, 0, instruction));
        return instruction;
    }

    public void Put(AgentFeedItem item)
    {
        _topic.Add(item);
        _transport?.Put(item);
    }

    /// <summary>Waits for a status of an attempt.</summary>
    public Task<ReplicaStatus> HearAsync(JobUid uid, ReplicaState state, int attempt = 1) =>
        SeeAsync(() => Statuses.LastOrDefault(status => status.Uid == uid && status.Attempt == attempt && status.State == state), $"{state} of attempt {attempt}");

    public Task<AgentStatus> HearAsync(AgentState state) =>
        SeeAsync(() => LastHeartbeat is { } heartbeat && heartbeat.State == state ? heartbeat : null, $"agent {state}");

    /// <summary>Waits until something has been reported, looking at each new report.</summary>
    public async Task<T> SeeAsync<T>(Func<T?> look, string what) where T : class
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (look() is { } seen)
                return seen;
            try
            {
                await _news.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                var said = string.Join("; ", Statuses.Select(s => $"{s.Attempt} {s.State} {s.Reason}"));
                throw new TimeoutException($"never heard {what}, but: {said}; agent {LastHeartbeat?.State} [{string.Join(",", LastHeartbeat?.FailedChecks ?? [])}]");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await using var engine = open();
        foreach (var container in await engine.ListAsync(owner, CancellationToken.None))
            await engine.RemoveAsync(container.Id, CancellationToken.None);
        _folder.Delete(recursive: true);
    }
}
