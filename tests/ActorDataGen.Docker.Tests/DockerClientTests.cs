using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using ActorDataGen.Docker.Connecting;
using ActorDataGen.Docker.Containers;
using ActorDataGen.Docker.Streams;
using ActorDataGen.TestSupport;

[assembly: AssemblyFixture(typeof(SharedDockerDaemon))]

namespace ActorDataGen.Docker.Tests;

/// <summary>Against a real daemon.</summary>
public sealed class DockerClientTests(SharedDockerDaemon shared) : IAsyncLifetime
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(120));
    private readonly string _prefix = "t" + Guid.NewGuid().ToString("N")[..10];
    private DockerDaemon _daemon = null!;
    private DockerClient _client = null!;
    private int _names;

    private CancellationToken Token => _limit.Token;

    public async ValueTask InitializeAsync()
    {
        _daemon = await shared.RequireAsync();
        _client = new DockerClient(DockerEndpoint.Parse(_daemon.Address));
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            foreach (var left in await _client.ListContainersAsync([KeyValuePair.Create("test", _prefix)], CancellationToken.None))
                await _client.RemoveContainerAsync(left.Id, CancellationToken.None);
            _client.Dispose();
        }

        _limit.Dispose();
    }

    [Fact]
    public async Task Ping_Daemon_SettlesOnItsVersion()
    {
        var version = await _client.PingAsync(Token);
        var told = await _client.GetVersionAsync(Token);
        Assert.Equal(Version.Parse(told.ApiVersion), version);
        var info = await _client.GetInfoAsync(Token);
        Assert.True(info is { Processors: > 0, Memory: > 0 });
    }

    [Fact]
    public async Task Create_MissingImage_IsNotFoundInTheDaemonsWords()
    {
        var missing = await Assert.ThrowsAsync<DockerApiException>(() => _client.CreateContainerAsync(Name(), Shell("exit 0") with { Image = "no/such" }, Token));
        Assert.Equal(HttpStatusCode.NotFound, missing.Status);
        Assert.Contains("No such image", missing.Message, StringComparison.Ordinal);
        Assert.False(missing.IsTransient);
        Assert.Null(await _client.FindImageAsync("no/such", Token));
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 42", 42)]
    [InlineData("kill -9 $$; sleep 5", null)]
    public async Task Wait_ContainerEnds_TellsItsCode(string script, int? code)
    {
        var id = await RunAsync(Shell(script));
        Assert.Equal(code ?? (await _client.InspectContainerAsync(id, Token)).State.ExitCode, await _client.WaitContainerAsync(id, Token));
    }

    [Fact]
    public async Task Start_MissingProgram_TellsWhy()
    {
        var created = await _client.CreateContainerAsync(Name(), Shell("") with { Entrypoint = ["/no/such"] }, Token);
        var failed = await Assert.ThrowsAsync<DockerApiException>(() => _client.StartContainerAsync(created.Id, Token));
        Assert.Contains("/no/such", failed.Message, StringComparison.Ordinal);
        Assert.False(failed.IsUnreachable);
    }

    [Fact]
    public async Task Wait_MemoryExceeded_IsOutOfMemory()
    {
        var id = await RunAsync(Shell("x=$(head -c 200000000 /dev/zero | tr '\\0' a); exit 0") with
        {
            HostConfig = new ContainerHost { NetworkMode = "none", Memory = 16 << 20, MemorySwap = 16 << 20 },
        });
        Assert.NotEqual(0, await _client.WaitContainerAsync(id, Token));
        Assert.True((await _client.InspectContainerAsync(id, Token)).State.OutOfMemory);
    }

    [Fact]
    public async Task Stop_TermIgnored_KillsAfterGrace()
    {
        var id = await RunAsync(Shell("trap '' TERM; echo ready; while :; do sleep 0.05; done"));
        await FirstLineAsync(id);
        var start = Stopwatch.StartNew();
        Assert.True(await _client.StopContainerAsync(id, TimeSpan.FromSeconds(1), Token));
        Assert.InRange(start.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
        Assert.Equal(137, await _client.WaitContainerAsync(id, Token));
        Assert.False(await _client.StopContainerAsync(id, TimeSpan.FromSeconds(1), Token));
    }

    [Fact]
    public async Task Logs_BothStreamsAndLongLine_ComeWholeInOrderAndGoOnByTime()
    {
        var id = await RunAsync(Shell("echo one; echo two >&2; head -c 100000 /dev/zero | tr '\\0' x; echo; printf end"));
        await _client.WaitContainerAsync(id, Token);
        var lines = await _client.ReadLogsAsync(id, new DockerLogQuery(), Token).ToListAsync(Token);
        Assert.Equal("two", Encoding.UTF8.GetString(Assert.Single(lines, l => l.IsError).Bytes.Span));
        Assert.Equal([3, 100_000, 3], lines.Where(l => !l.IsError).Select(l => l.Bytes.Length));
        var last = lines.Where(l => !l.IsError).Last();
        var since = await _client.ReadLogsAsync(id, new DockerLogQuery(Since: last.LastAt), Token).ToListAsync(Token);
        Assert.Equal(3, Assert.Single(since, l => !l.IsError).Bytes.Length);
        Assert.Single(await _client.ReadLogsAsync(id, new DockerLogQuery(Tail: 1), Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Logs_Terminal_AreRawLines()
    {
        var id = await RunAsync(Shell("echo one; echo two >&2; printf three") with { Tty = true });
        await _client.WaitContainerAsync(id, Token);
        var lines = await _client.ReadLogsAsync(id, new DockerLogQuery(), Token).ToListAsync(Token);
        Assert.Equal(["one", "two", "three"], lines.Select(l => Encoding.UTF8.GetString(l.Bytes.Span)));
        Assert.All(lines, line => Assert.True(line.At.Nanoseconds > 0));
    }

    [Fact]
    public async Task Logs_HundredMebibytesFollowed_AllOfItArrives()
    {
        const int lineLength = 1000;
        const int count = 100 * 1024 * 1024 / lineLength;
        var id = await RunAsync(Shell($"yes $(head -c {lineLength - 1} /dev/zero | tr '\\0' x) | head -n {count}"));
        var (lines, bytes) = (0, 0L);
        await foreach (var line in _client.ReadLogsAsync(id, new DockerLogQuery(Follow: true), Token))
            (lines, bytes) = (lines + 1, bytes + line.Bytes.Length + 1);
        Assert.Equal((count, (long)count * lineLength), (lines, bytes));
    }

    [Fact]
    public async Task Statistics_RunningContainer_OneShotAndStreamed()
    {
        var id = await RunAsync(Shell("while :; do sleep 0.05; done"));
        var once = await _client.GetStatisticsAsync(id, Token);
        Assert.True(once.Memory!.Usage > 0);
        Assert.True(once.Processes!.Current >= 1);
        var streamed = await _client.StreamStatisticsAsync(id, Token).Take(2).ToListAsync(Token);
        Assert.True(streamed[1].Read > streamed[0].Read);
    }

    [Fact]
    public async Task Call_Cancelled_LeavesTheClientUsable()
    {
        var id = await RunAsync(Shell("while :; do sleep 0.05; done"));
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.WaitContainerAsync(id, soon.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _client.ReadLogsAsync(id, new DockerLogQuery(Follow: true), soon.Token).ToListAsync(CancellationToken.None));
        Assert.True((await _client.InspectContainerAsync(id, Token)).State.Running);
    }

    [Fact]
    public async Task Calls_TenThousand_HoldFewConnections()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (_, token) => await _client.PingAsync(token));
        var sockets = new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(fd => fd.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
        Assert.InRange(sockets, 0, 100);
    }

    [Fact]
    public async Task Containers_FiveHundredCreatedAndRemoved_NothingIsLeft()
    {
        var ended = new ConcurrentDictionary<string, bool>();
        var opened = new TaskCompletionSource();
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var watch = WatchAsync();
        await opened.Task.WaitAsync(Token);
        await Parallel.ForEachAsync(Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token }, async (_, token) =>
        {
            var created = await _client.CreateContainerAsync(Name(), Shell("exit 0"), token);
            await _client.RemoveContainerAsync(created.Id, token);
        });
        await watch.WaitAsync(Token);
        Assert.Equal(500, ended.Count);
        Assert.Empty(await _client.ListContainersAsync([KeyValuePair.Create("test", _prefix)], Token));

        async Task WatchAsync()
        {
            await foreach (var seen in _client.WatchContainersAsync([KeyValuePair.Create("test", _prefix)], ["destroy"], null, () => opened.TrySetResult(), watching.Token))
            {
                ended[seen.Actor.Id] = true;
                if (ended.Count == 500)
                    return;
            }
        }
    }

    [Fact]
    public async Task Tcp_SameDaemon_IsSpokenToAlike()
    {
        // A relay in place of the daemon's own TCP port: the shared daemon has none.
        await using var relay = new SocketRelay(_daemon.SocketPath);
        using var client = new DockerClient(DockerEndpoint.Parse($"tcp://127.0.0.1:{relay.Port}"));
        Assert.Equal(await _client.PingAsync(Token), await client.PingAsync(Token));
        Assert.NotNull(await client.FindImageAsync(DockerDaemon.ShellImage, Token));
    }

    [Fact]
    public async Task Events_ConnectionBrokenInBetween_GoOnByTimeWithoutGapOrRepeat()
    {
        await using var relay = new SocketRelay(_daemon.SocketPath);
        using var client = new DockerClient(DockerEndpoint.Parse($"tcp://127.0.0.1:{relay.Port}"));
        var first = await _client.CreateContainerAsync(Name(), Shell("exit 0"), Token);
        var since = new DockerTime(DockerTime.From(TimeProvider.System.GetUtcNow()).Nanoseconds - 60_000_000_000);
        await using var events = client.WatchContainersForGoodAsync([KeyValuePair.Create("test", _prefix)], ["create"], since, null, Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(first.Id, events.Current.Actor.Id);
        relay.Break();
        var second = await _client.CreateContainerAsync(Name(), Shell("exit 0"), Token);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(second.Id, events.Current.Actor.Id);
    }

    private string Name() => $"{_prefix}-{Interlocked.Increment(ref _names)}";

    private CreateContainer Shell(string script) => new()
    {
        Image = DockerDaemon.ShellImage,
        Cmd = ["-c", script],
        Labels = new Dictionary<string, string> { ["test"] = _prefix },
        HostConfig = new ContainerHost { NetworkMode = "none" },
    };

    private async Task<string> RunAsync(CreateContainer container)
    {
        var created = await _client.CreateContainerAsync(Name(), container, Token);
        await _client.StartContainerAsync(created.Id, Token);
        return created.Id;
    }

    private async Task FirstLineAsync(string id)
    {
        await foreach (var _ in _client.ReadLogsAsync(id, new DockerLogQuery(Follow: true), Token))
            return;
    }
}
