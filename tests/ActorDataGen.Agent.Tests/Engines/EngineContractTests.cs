using System.Collections.Immutable;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Jobs;

namespace ActorDataGen.Agent.Tests.Engines;

/// <summary>What every engine promises. Each engine runs all of it.</summary>
public abstract class EngineContractTests : IAsyncLifetime
{
    /// <summary>Far longer than anything here takes: a test that waits this long has failed.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const string Forever = "trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done";
    private const string Stubborn = "trap '' TERM; echo ready; while :; do sleep 0.05; done";

    private readonly CancellationTokenSource _limit = new(Limit);
    private EngineBed _bed = null!;
    private IContainerEngine _engine = null!;

    private CancellationToken Token => _limit.Token;

    protected abstract ValueTask<EngineBed> MakeBedAsync();

    public async ValueTask InitializeAsync()
    {
        _bed = await MakeBedAsync();
        _engine = _bed.Open();
    }

    public async ValueTask DisposeAsync()
    {
        if (_bed is not null)
        {
            foreach (var owner in (EngineOwner[])[_bed.Owner, Neighbour])
            {
                foreach (var container in await _engine.ListAsync(owner, CancellationToken.None))
                    await _engine.RemoveAsync(container.Id, CancellationToken.None);
            }

            await _engine.DisposeAsync();
            await _bed.DisposeAsync();
        }

        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    private EngineOwner Neighbour => _bed.Owner with { AgentId = new AgentId("agent-b") };

    [Fact]
    public async Task Ping_EngineThere_TellsVersionAndCapacity()
    {
        Assert.NotEmpty((await _engine.PingAsync(Token)).Version);
        var capacity = await _engine.GetCapacityAsync(Token);
        Assert.True(capacity is { Cpu: > 0, MemoryBytes: > 0 });
    }

    [Fact]
    public async Task Launch_NewIdentity_RunsAndIsListedWithItsIdentity()
    {
        var request = _bed.Script(Forever);
        var container = await _engine.LaunchAsync(request, null, Token);
        Assert.Equal(ContainerState.Running, container.State);
        Assert.NotNull(container.StartedAt);
        var listed = Assert.Single(await _engine.ListAsync(_bed.Owner, Token));
        Assert.Equal(container.Id, listed.Id);
        Assert.Equal(request.Identity, listed.Identity);
        Assert.Equal(container.StartedAt, (await _engine.FindAsync(container.Id, Token))!.StartedAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(137)]
    public async Task Wait_ProcessEnds_TellsItsCode(int code)
    {
        var container = await _engine.LaunchAsync(_bed.Script($"exit {code}"), null, Token);
        var exit = await _engine.WaitAsync(container.Id, Token);
        Assert.Equal(code, exit.Code);
        Assert.False(exit.OutOfMemory);
        var found = await _engine.FindAsync(container.Id, Token);
        Assert.Equal(ContainerState.Exited, found!.State);
        Assert.Equal(exit, found.Exit);
        Assert.Equal(exit, await _engine.WaitAsync(container.Id, Token));
    }

    [Fact]
    public async Task Launch_SameIdentityTwice_IsOneContainerStartedOnce()
    {
        var request = _bed.Script("echo once; sleep 0.2; exit 4");
        var launches = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _engine.LaunchAsync(request, null, Token)));
        var id = Assert.Single(launches.Select(c => c.Id).Distinct());
        Assert.Equal(4, (await _engine.WaitAsync(id, Token)).Code);
        var again = await _engine.LaunchAsync(request, null, Token);
        Assert.Equal((id, ContainerState.Exited), (again.Id, again.State));
        Assert.Equal(["once"], await ReadAsync(id));
        Assert.Single(await _engine.ListAsync(_bed.Owner, Token));
    }

    [Fact]
    public async Task Launch_Environment_ArrivesVerbatimAndAlone()
    {
        var request = _bed.Script("echo \"$ADG_A|$ADG_B|$OPENBLAS_CORETYPE|$USER\"", null, 1, ("ADG_A", "a b'\"$HOME\\ ü"), ("ADG_B", "x=y"));
        var container = await _engine.LaunchAsync(request, null, Token);
        await _engine.WaitAsync(container.Id, Token);
        Assert.Equal(["a b'\"$HOME\\ ü|x=y||"], await ReadAsync(container.Id));
    }

    [Fact]
    public async Task Launch_ImageNotAllowed_IsRefusedAndLeavesNothing()
    {
        var request = _bed.Script("exit 0") with { Image = "somebody/else" };
        var refused = await Assert.ThrowsAsync<ImageRefusedException>(() => _engine.LaunchAsync(request, null, Token));
        Assert.Contains("somebody/else", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.IsTransient);
        Assert.Empty(await _engine.ListAsync(_bed.Owner, Token));
    }

    [Fact]
    public async Task Stop_ProcessHeedsTerm_EndsWithinGrace()
    {
        var id = await LaunchReadyAsync(Forever);
        await _engine.StopAsync(id, TimeSpan.FromSeconds(30), Token);
        var found = await _engine.FindAsync(id, Token);
        Assert.Equal((ContainerState.Exited, 0), (found!.State, found.Exit!.Code));
        await _engine.StopAsync(id, TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task Stop_ProcessIgnoresTerm_IsKilledAfterGrace()
    {
        var id = await LaunchReadyAsync(Stubborn);
        await _engine.StopAsync(id, TimeSpan.FromSeconds(1), Token);
        Assert.Equal(137, (await _engine.WaitAsync(id, Token)).Code);
    }

    [Fact]
    public async Task Stop_GoneContainer_IsFine()
    {
        await _engine.StopAsync("adg-nothing-0-1-000000000000", TimeSpan.Zero, Token);
        await _engine.RemoveAsync("adg-nothing-0-1-000000000000", Token);
        Assert.Null(await _engine.FindAsync("adg-nothing-0-1-000000000000", Token));
        await Assert.ThrowsAsync<ContainerNotFoundException>(() => _engine.WaitAsync("adg-nothing-0-1-000000000000", Token));
    }

    [Fact]
    public async Task Remove_RunningContainer_EndsAndForgetsIt()
    {
        var id = await LaunchReadyAsync(Stubborn);
        var wait = _engine.WaitAsync(id, Token);
        await _engine.RemoveAsync(id, Token);
        Assert.Null(await _engine.FindAsync(id, Token));
        Assert.Empty(await _engine.ListAsync(_bed.Owner, Token));
        // Whoever waited hears of the end, or that there is nothing left to wait for.
        if (await Record.ExceptionAsync(() => wait) is { } gone)
            Assert.IsType<ContainerNotFoundException>(gone);
        await _engine.RemoveAsync(id, Token);
    }

    [Fact]
    public async Task List_TwoAgentsOnOneHost_EachSeesItsOwn()
    {
        var mine = await _engine.LaunchAsync(_bed.Script(Forever), null, Token);
        var theirs = await _engine.LaunchAsync(_bed.Script(Forever, Neighbour), null, Token);
        Assert.Equal(mine.Id, Assert.Single(await _engine.ListAsync(_bed.Owner, Token)).Id);
        Assert.Equal(theirs.Id, Assert.Single(await _engine.ListAsync(Neighbour, Token)).Id);
    }

    [Fact]
    public async Task Watch_ContainerLives_TellsStartExitAndRemovalOfItsOwnerAlone()
    {
        await using var events = _engine.WatchAsync(_bed.Owner, null, Token).GetAsyncEnumerator(Token);
        var first = events.MoveNextAsync();
        await _engine.LaunchAsync(_bed.Script("exit 9", Neighbour), null, Token);
        var container = await _engine.LaunchAsync(_bed.Script("exit 5"), null, Token);
        Assert.True(await first);
        var started = Assert.IsType<ContainerStarted>(events.Current);
        Assert.Equal(container.Identity, started.Identity);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(5, Assert.IsType<ContainerExited>(events.Current).Exit.Code);
        await _engine.RemoveAsync(container.Id, Token);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(container.Id, Assert.IsType<ContainerRemoved>(events.Current).ContainerId);
    }

    [Fact]
    public async Task ReadLogs_ContainerEnded_GivesAllLinesAndGoesOnAfterAnyOfThem()
    {
        var container = await _engine.LaunchAsync(_bed.Script("echo one; echo; echo three; printf four"), null, Token);
        await _engine.WaitAsync(container.Id, Token);
        var lines = await LinesAsync(container.Id, new LogQuery());
        Assert.Equal(["one", "", "three", "four"], lines.Select(l => l.Text));
        Assert.Equal(["three", "four"], (await LinesAsync(container.Id, new LogQuery(After: lines[1].Position))).Select(l => l.Text));
        Assert.Empty(await LinesAsync(container.Id, new LogQuery(After: lines[3].Position)));
    }

    [Fact]
    public async Task ReadLogs_Following_GivesLinesAsTheyComeUntilTheEnd()
    {
        var id = (await _engine.LaunchAsync(_bed.Script("trap 'echo bye; exit 0' TERM; echo hello; while :; do sleep 0.05; done"), null, Token)).Id;
        await using var lines = _engine.ReadLogsAsync(id, new LogQuery(Follow: true), Token).GetAsyncEnumerator(Token);
        Assert.True(await lines.MoveNextAsync());
        Assert.Equal("hello", lines.Current.Text);
        var next = lines.MoveNextAsync();
        await _engine.StopAsync(id, TimeSpan.FromSeconds(30), Token);
        Assert.True(await next);
        Assert.Equal("bye", lines.Current.Text);
        Assert.False(await lines.MoveNextAsync());
    }

    [Fact]
    public async Task ReadLogs_GoneContainer_SaysSo() =>
        await Assert.ThrowsAsync<ContainerNotFoundException>(() => LinesAsync("adg-nothing-0-1-000000000000", new LogQuery()));

    [Fact]
    public async Task Stats_RunningContainer_TellsWhatItUses()
    {
        var id = await LaunchReadyAsync(Forever);
        var stats = await _engine.GetStatsAsync(id, Token);
        Assert.True(stats is { Processes: >= 1, MemoryBytes: > 0 });
        await _engine.StopAsync(id, TimeSpan.Zero, Token);
        Assert.Null(await _engine.GetStatsAsync(id, Token));
    }

    [Fact]
    public async Task Reopen_EngineClosedMeanwhile_ContainersLivedOnAndAreAdopted()
    {
        Assert.SkipUnless(_bed.SurvivesReopening, "this engine has its containers in memory");
        var running = _bed.Script(Forever);
        var ending = _bed.Script("sleep 0.3; exit 7");
        var id = (await _engine.LaunchAsync(running, null, Token)).Id;
        var endingId = (await _engine.LaunchAsync(ending, null, Token)).Id;
        await _engine.DisposeAsync();
        _engine = _bed.Open();
        var again = await _engine.LaunchAsync(running, null, Token);
        Assert.Equal((id, ContainerState.Running), (again.Id, again.State));
        Assert.Equal(7, (await _engine.WaitAsync(endingId, Token)).Code);
        Assert.Equal(2, (await _engine.ListAsync(_bed.Owner, Token)).Count);
    }

    private async Task<string> LaunchReadyAsync(string script)
    {
        var id = (await _engine.LaunchAsync(_bed.Script(script), null, Token)).Id;
        await foreach (var line in _engine.ReadLogsAsync(id, new LogQuery(Follow: true), Token))
        {
            if (line.Text == "ready")
                return id;
        }

        throw new InvalidOperationException("it ended before it was ready");
    }

    private async Task<ImmutableArray<LogLine>> LinesAsync(string id, LogQuery query)
    {
        var lines = ImmutableArray.CreateBuilder<LogLine>();
        await foreach (var line in _engine.ReadLogsAsync(id, query, Token))
            lines.Add(line);
        return lines.ToImmutable();
    }

    private async Task<IEnumerable<string>> ReadAsync(string id) => (await LinesAsync(id, new LogQuery())).Select(line => line.Text);
}
