using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Monitoring;
using ActorDataGen.Agent.Tests.Engines;
using ActorDataGen.Agent.Tests.Engines.Process;
using ActorDataGen.Agent.Transport;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Agent.Tests.Lifecycle;

/// <summary>A whole agent with real containers; each engine runs all of it.</summary>
public abstract class AgentHostTests : IAsyncLifetime
{
    private const string Forever = "trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done";

    private readonly JobUid _uid = JobUid.New();
    private EngineBed _engineBed = null!;
    private AgentBed _bed = null!;

    protected abstract ValueTask<EngineBed> MakeBedAsync();

    public async ValueTask InitializeAsync()
    {
        _engineBed = await MakeBedAsync();
        _bed = new AgentBed(_engineBed.Open, _engineBed.Owner, _engineBed.Image);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bed is not null)
        {
            await _bed.DisposeAsync();
            await _engineBed.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Instruction_Run_RunsAndReportsRunningThenExit()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, "echo $KAFKA_BOOTSTRAP_SERVERS $KAFKA_BOOTSTRAP_SERVERS_DOCKER $KAFKA_TOPIC $ADG_REPLICA/$ADG_REPLICAS $ADG_ATTEMPT; sleep 0.3; exit 3");
        var running = await _bed.HearAsync(_uid, ReplicaState.Running);
        Assert.NotEmpty(running.ContainerId);
        var exited = await _bed.HearAsync(_uid, ReplicaState.Exited);
        Assert.Equal((3, ReplicaEnding.Exit), (exited.ExitCode!.Value, exited.Ending));
        Assert.Equal(["broker:9092 broker:9092 t 0/1 1"], await LogAsync(1));
    }

    [Fact]
    public async Task Instruction_Stop_EndsContainerAndSaysStopped()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, Forever);
        await _bed.HearAsync(_uid, ReplicaState.Running);
        _bed.Put(_uid, Forever, desired: DesiredState.Stop);
        Assert.Equal(ReplicaEnding.Stopped, (await _bed.HearAsync(_uid, ReplicaState.Exited)).Ending);
    }

    [Fact]
    public async Task Instruction_StopOfWhatNeverRan_SaysStopped()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, Forever, desired: DesiredState.Stop);
        Assert.Equal(ReplicaEnding.Stopped, (await _bed.HearAsync(_uid, ReplicaState.Exited)).Ending);
    }

    [Fact]
    public async Task Instruction_Tombstone_RemovesContainerAndKeepsItsLog()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, "echo kept; exit 0");
        await _bed.HearAsync(_uid, ReplicaState.Exited);
        _bed.Put(new InstructionRead(_uid, 0, null));
        await NoContainerAsync();
        Assert.Equal(["kept"], await LogAsync(1));
        Assert.Equal(["kept"], await LogAsync(null));
    }

    [Fact]
    public async Task Instruction_LaterAttempt_ReplacesTheEarlierOne()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, Forever);
        await _bed.HearAsync(_uid, ReplicaState.Running);
        _bed.Put(_uid, Forever, attempt: 2);
        await _bed.HearAsync(_uid, ReplicaState.Running, attempt: 2);
        await _bed.HearAsync(_uid, ReplicaState.Exited, attempt: 1);
        await UntilAsync(containers => containers.Count == 1 && containers[0].Identity.Attempt == 2);
    }

    [Fact]
    public async Task Duration_Reached_EndsAsSuccess()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, Forever, change: container => container with { Duration = TimeSpan.FromSeconds(1) });
        var exited = await _bed.HearAsync(_uid, ReplicaState.Exited);
        Assert.Equal(ReplicaEnding.DurationReached, exited.Ending);
    }

    [Fact]
    public async Task Image_NotAllowed_IsFailed()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, "exit 0", change: container => container with { Image = "somebody/else" });
        Assert.Contains("somebody/else", (await _bed.HearAsync(_uid, ReplicaState.Failed)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_Unknown_IsFailedAndNamed()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, "exit 0", change: container => container with { Secrets = StringMap.From(new Dictionary<string, string> { ["P"] = "nope" }) });
        Assert.Contains("secret 'nope'", (await _bed.HearAsync(_uid, ReplicaState.Failed)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_ContainerRunning_IsAdopted()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, Forever);
        var first = await _bed.HearAsync(_uid, ReplicaState.Running);
        await _bed.StopAsync();
        var before = _bed.Statuses.Count();
        await _bed.StartAsync();
        var again = await _bed.SeeAsync(() => _bed.Statuses.Skip(before).LastOrDefault(s => s.State == ReplicaState.Running), "running again");
        Assert.Equal(first.ContainerId, again.ContainerId);
    }

    [Fact]
    public async Task Restart_ContainerEndedMeanwhile_ItsExitIsReportedAndItIsNotRunAgain()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, "echo once; sleep 0.5; exit 6");
        await _bed.HearAsync(_uid, ReplicaState.Running);
        await _bed.StopAsync();
        await UntilAsync(containers => containers is [{ State: ContainerState.Exited }]);
        await _bed.StartAsync();
        Assert.Equal(6, (await _bed.HearAsync(_uid, ReplicaState.Exited)).ExitCode);
        Assert.Equal(["once"], await LogAsync(1));
    }

    [Fact]
    public async Task Restart_InstructionGoneMeanwhile_ContainerIsReaped()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, Forever);
        await _bed.HearAsync(_uid, ReplicaState.Running);
        await _bed.StopAsync();
        _bed.Put(new InstructionRead(_uid, 0, null));
        await _bed.StartAsync();
        await NoContainerAsync();
    }

    [Fact]
    public async Task Capacity_Used_IsRefused()
    {
        await using var bed = new AgentBed(_engineBed.Open, _engineBed.Owner, _engineBed.Image) { Capacity = new AgentResources(1, 0, 0) };
        await bed.StartAsync();
        bed.Put(_uid, Forever, change: container => container with { Cpu = 0.75 });
        await bed.HearAsync(_uid, ReplicaState.Running);
        var other = JobUid.New();
        bed.Put(other, Forever, change: container => container with { Cpu = 0.5 });
        Assert.Contains("0.25 cores free", (await bed.HearAsync(other, ReplicaState.Refused)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_NewInstruction_IsRefusedAndDeadlineEmptiesTheAgent()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, Forever);
        await _bed.HearAsync(_uid, ReplicaState.Running);
        _bed.Put(new DirectiveRead(new AgentDirective { Agent = _engineBed.Owner.AgentId, Draining = true, DrainDeadline = TimeProvider.System.GetUtcNow().AddSeconds(1) }));
        await _bed.HearAsync(AgentState.Draining);
        var other = JobUid.New();
        _bed.Put(other, Forever);
        await _bed.HearAsync(other, ReplicaState.Refused);
        await _bed.HearAsync(_uid, ReplicaState.Exited);
        await _bed.HearAsync(AgentState.Drained);
    }

    [Fact]
    public async Task Check_Fails_FeedPausesUntilItPasses()
    {
        var check = new SwitchCheck();
        _bed.Checks.Add(check);
        await _bed.StartAsync();
        await _bed.HearAsync(AgentState.Ready);
        check.IsFailing = true;
        Assert.Equal(["switch"], (await _bed.HearAsync(AgentState.Unhealthy)).FailedChecks);
        _bed.Put(_uid, Forever);
        await using (var engine = _engineBed.Open())
            Assert.Empty(await engine.ListAsync(_engineBed.Owner, CancellationToken.None));
        check.IsFailing = false;
        await _bed.HearAsync(_uid, ReplicaState.Running);
    }

    [Fact]
    public async Task Fenced_AgentEndsAndSaysWhy()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, Forever);
        await _bed.HearAsync(_uid, ReplicaState.Running);
        _bed.Transport.Fence();
        await Assert.ThrowsAsync<AgentFencedException>(() => _bed.Host!.Completion.WaitAsync(TimeSpan.FromSeconds(30)));
        await UntilAsync(containers => containers is [{ State: ContainerState.Running }]);
    }

    [Fact]
    public async Task Heartbeat_ContainerRuns_TellsAllocationAndUse()
    {
        await _bed.StartAsync();
        _bed.Put(_uid, Forever, change: container => container with { Cpu = 0.5, Memory = 64 << 20 });
        var running = await _bed.HearAsync(_uid, ReplicaState.Running);
        var heartbeat = await _bed.SeeAsync(() => _bed.LastHeartbeat is { Statistics.Count: 1 } h ? h : null, "statistics");
        Assert.Equal(new AgentResources(0.5, 64 << 20, 1), heartbeat.Allocated);
        Assert.Equal([running.ContainerId], heartbeat.ContainersRunning);
        Assert.True(heartbeat.Statistics[0].Memory > 0);
        Assert.True(heartbeat.Capacity is { Cpu: > 0, Memory: > 0, Containers: > 0 });
    }

    private async Task<IEnumerable<string>> LogAsync(int? attempt)
    {
        var lines = new List<string>();
        await foreach (var line in (await _bed.Host!.Logs.FindAsync(_uid, 0, attempt, follow: false, CancellationToken.None))!)
            lines.Add(line.Text);
        return lines;
    }

    private Task NoContainerAsync() => UntilAsync(containers => containers.Count == 0);

    private async Task UntilAsync(Func<IReadOnlyList<EngineContainer>, bool> holds)
    {
        await using var engine = _engineBed.Open();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds(await engine.ListAsync(_engineBed.Owner, limit.Token)))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }

    private sealed class SwitchCheck : IAgentCheck
    {
        public volatile bool IsFailing;

        public string Name => "switch";

        public Task<string?> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(IsFailing ? "switched off" : null);
    }
}

/// <summary>The agent on processes.</summary>
public sealed class ProcessAgentHostTests : AgentHostTests
{
    protected override ValueTask<EngineBed> MakeBedAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid"), "the process engine needs Linux with setsid");
        return ValueTask.FromResult<EngineBed>(new ProcessEngineBed());
    }
}
