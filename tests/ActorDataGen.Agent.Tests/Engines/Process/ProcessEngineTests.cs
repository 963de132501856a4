using System.Diagnostics;
using System.Globalization;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Engines.Process;

namespace ActorDataGen.Agent.Tests.Engines.Process;

/// <summary>What the process engine alone has to get right: pids, supervisors, disks.</summary>
public sealed class ProcessEngineTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly ProcessEngineBed _bed = new() { MaxLogBytes = 256 * 1024 };
    private IContainerEngine _engine = null!;

    private CancellationToken Token => _limit.Token;

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid"), "the process engine needs Linux with setsid");
        _engine = _bed.Open();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            foreach (var container in await _engine.ListAsync(_bed.Owner, CancellationToken.None))
                await _engine.RemoveAsync(container.Id, CancellationToken.None);
            await _engine.DisposeAsync();
        }

        await _bed.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task Find_PidBelongsToAnotherProcessNow_IsExitedAndTheOtherIsLeftAlone()
    {
        var id = (await _engine.LaunchAsync(_bed.Script("exec sleep 60"), null, Token)).Id;
        await _engine.DisposeAsync();
        var folder = new ProcessFolder(_bed.StateDirectory, id);
        var ids = folder.ReadPids()!;
        NativeMethods.Signal(ids.Supervisor.Pid, NativeMethods.SigKill);
        NativeMethods.SignalGroup(ids.Generator.Pid, NativeMethods.SigKill);

        // The numbers now are those of a stranger, and ours started a tick before it at the latest: a tick is 10 ms, in which both may fall.
        using var stranger = System.Diagnostics.Process.Start("sleep", "60");
        await File.WriteAllTextAsync(Path.Combine(folder.Directory, "pids"), string.Create(CultureInfo.InvariantCulture,
            $"{ids.Generator.Boot} {stranger.Id} {ids.Supervisor.StartTicks - 1} {stranger.Id} {ids.Generator.StartTicks - 1}"), Token);
        _engine = _bed.Open();
        var found = await _engine.FindAsync(id, Token);
        Assert.Equal(ContainerState.Exited, found!.State);
        Assert.Null(found.Exit!.Code);
        await _engine.StopAsync(id, TimeSpan.Zero, Token);
        await _engine.RemoveAsync(id, Token);
        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    [Fact]
    public async Task Wait_SupervisorKilled_ContainerRunsOnAndItsEndIsSeenWithoutCode()
    {
        var id = (await _engine.LaunchAsync(_bed.Script("exec sleep 60"), null, Token)).Id;
        var ids = new ProcessFolder(_bed.StateDirectory, id).ReadPids()!;
        NativeMethods.Signal(ids.Supervisor.Pid, NativeMethods.SigKill);
        Assert.Equal(ContainerState.Running, (await _engine.FindAsync(id, Token))!.State);
        await _engine.StopAsync(id, TimeSpan.FromSeconds(30), Token);
        var exit = await _engine.WaitAsync(id, Token);
        Assert.Null(exit.Code);
        Assert.NotNull(exit.Reason);
    }

    [Fact]
    public async Task Stop_GeneratorHasChildren_NoneIsLeft()
    {
        var id = (await _engine.LaunchAsync(_bed.Script("sleep 61 & sleep 61 & wait"), null, Token)).Id;
        var session = new ProcessFolder(_bed.StateDirectory, id).ReadPids()!.Generator.Pid;
        await _engine.StopAsync(id, TimeSpan.FromSeconds(30), Token);
        Assert.Equal(0, ProcFileSystem.SumSession(session).Processes);
    }

    [Fact]
    public async Task Launch_FolderWithoutProcess_IsStartedOnce()
    {
        var request = _bed.Script("echo started; exit 3");
        new ProcessFolder(_bed.StateDirectory, request.Identity.ContainerName).Create(request.Identity);
        Assert.Equal(ContainerState.Created, Assert.Single(await _engine.ListAsync(_bed.Owner, Token)).State);
        var id = (await _engine.LaunchAsync(request, null, Token)).Id;
        Assert.Equal(3, (await _engine.WaitAsync(id, Token)).Code);
    }

    [Fact]
    public async Task Log_WritesFarMoreThanItsLimit_DiskIsBoundedAndTheEndIsWhole()
    {
        var id = (await _engine.LaunchAsync(
            _bed.Script("i=0; while [ $i -lt 300000 ]; do echo line $i; i=$((i+1)); done; sleep 0.5"), null, Token)).Id;
        await _engine.WaitAsync(id, Token);
        var log = new ProcessFolder(_bed.StateDirectory, id).Log;
        ProcessLog.Trim(log, _bed.MaxLogBytes);
        Assert.True(new FileInfo(log).Length > 3_000_000);
        Assert.InRange(await DiskBytesAsync(log), 1, 3 * _bed.MaxLogBytes);

        var lines = new List<string>();
        await foreach (var line in _engine.ReadLogsAsync(id, new LogQuery(), Token))
            lines.Add(line.Text);
        var first = int.Parse(lines[0]["line ".Length..], CultureInfo.InvariantCulture);
        Assert.True(first > 0);
        Assert.Equal(Enumerable.Range(first, 300_000 - first).Select(i => $"line {i}"), lines);
    }

    [Fact]
    public async Task Launch_MemoryLimit_KillsWhatExceedsItAndSaysSo()
    {
        var request = _bed.Script("x=$(head -c 200000000 /dev/zero | tr '\\0' a); exit 0") with { MemoryBytes = 32 * 1024 * 1024 };
        var (join, _) = ControlGroups.Create(request.Identity.ContainerName, request);
        Assert.SkipUnless(join.Any(path => path.Contains("memory", StringComparison.Ordinal) || path.Contains("actordatagen", StringComparison.Ordinal)),
            "control groups can't be written to here");
        var id = (await _engine.LaunchAsync(request, null, Token)).Id;
        var exit = await _engine.WaitAsync(id, Token);
        Assert.Equal((137, true), (exit.Code!.Value, exit.OutOfMemory));
    }

    [Theory]
    [InlineData("LD_PRELOAD")]
    [InlineData("DOTNET_STARTUP_HOOKS")]
    [InlineData("with-dash")]
    [InlineData("")]
    public async Task Launch_VariableThatAShellDropsOrALoaderObeys_IsRefused(string name)
    {
        var request = _bed.Script("exit 0", null, 1, (name, "x"));
        var failed = await Assert.ThrowsAsync<LaunchFailedException>(() => _engine.LaunchAsync(request, null, Token));
        Assert.Contains($"'{name}'", failed.Message, StringComparison.Ordinal);
        Assert.Empty(await _engine.ListAsync(_bed.Owner, Token));
    }

    [Fact]
    public async Task Launch_CommandReplaced_IsRefused() =>
        await Assert.ThrowsAsync<LaunchFailedException>(
            () => _engine.LaunchAsync(_bed.Script("exit 0") with { Command = ["/usr/bin/id"] }, null, Token));

    private static async Task<long> DiskBytesAsync(string path)
    {
        var start = new ProcessStartInfo("stat", ["-c", "%b", path]) { RedirectStandardOutput = true };
        using var stat = System.Diagnostics.Process.Start(start)!;
        var blocks = await stat.StandardOutput.ReadToEndAsync();
        await stat.WaitForExitAsync();
        return long.Parse(blocks.Trim(), CultureInfo.InvariantCulture) * 512;
    }
}
