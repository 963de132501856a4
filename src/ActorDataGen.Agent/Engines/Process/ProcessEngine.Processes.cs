using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Agent.Engines.Process;

/// <content>Starting, signalling and sweeping processes.</content>
public sealed partial class ProcessEngine
{
    private async Task<EngineContainer> LaunchOnceAsync(
        LaunchRequest request, ImmutableArray<string> command, IProgress<LaunchProgress>? progress)
    {
        var folder = Folder(request.Identity.ContainerName);
        var there = Look(folder);
        if (there is { State: not ContainerState.Created })
            return there;
        progress?.Report(new LaunchProgress(LaunchPhase.Creating));
        try
        {
            if (there is null)
                folder.Create(request.Identity);
            var (groups, notEnforced) = _options.UseControlGroups ? ControlGroups.Create(folder.Name, request) : ([], ["cpu", "memory"]);
            if (!notEnforced.IsEmpty && (request.Cpu > 0 || request.MemoryBytes > 0))
                LogLimits(folder.Name, string.Join(", ", notEnforced));
            await StartAsync(folder, request, groups, command).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            Delete(folder);
            throw new LaunchFailedException($"can't start '{command[0]}': {e.Message}", isTransient: true, e);
        }

        if (folder.Read(_time.GetUtcNow()) is not { State: not ContainerState.Created } started)
            throw new LaunchFailedException($"container '{folder.Name}' did not start: is its folder on a full or read-only disk?", isTransient: true);
        LogStarted(folder.Name, request.Image);
        // In this order: one that has ended already is told of as started, then as ended.
        _tracker.Publish(new ContainerStarted(started.Id, started.Identity, started.StartedAt ?? _time.GetUtcNow()));
        _ = _tracker.Track(folder.Name);
        return Look(folder) ?? started;
    }

    private static async Task StartAsync(
        ProcessFolder folder, LaunchRequest request, ImmutableArray<string> groups, ImmutableArray<string> command)
    {
        // --fork: the supervisor is nobody's child here, so it outlives the node and never becomes its zombie.
        var start = new ProcessStartInfo("/usr/bin/setsid")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = folder.Directory,
        };
        foreach (var argument in (string[])
                 ["--fork", "/bin/sh", "-c", SupervisorScript.Text, "adg-supervisor", folder.Directory, folder.ExitFile, .. groups, "--", .. command])
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                start.Environment[name] = value;
        }

        foreach (var (name, value) in request.Environment)
            start.Environment[name] = value;

        using var launcher = System.Diagnostics.Process.Start(start)
            ?? throw new InvalidOperationException("setsid did not start");
        // The supervisor closes its output once it has noted down its processes, or has found that another one did.
        await launcher.StandardOutput.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false);
        await launcher.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Asks the generator to end, if it still is the one that was started: it alone, as Docker does.</summary>
    private static void Terminate(ProcessFolder folder)
    {
        if (folder.ReadPids() is { Generator: { IsAlive: true } generator })
            NativeMethods.Signal(generator.Pid, NativeMethods.SigTerm);
    }

    /// <summary>Kills the generator and what it started, if it still is the one that was started.</summary>
    private static void Kill(ProcessFolder folder)
    {
        if (folder.ReadPids() is { Generator: { IsAlive: true } generator })
            NativeMethods.SignalGroup(generator.Pid, NativeMethods.SigKill);
    }

    private static void Delete(ProcessFolder folder)
    {
        folder.Delete();
        ControlGroups.Remove(folder.Name);
    }

    [LoggerMessage(4103, LogLevel.Debug, "Process container {Container} started from {Image}")]
    private partial void LogStarted(string container, string image);

    [LoggerMessage(4104, LogLevel.Information, "Limits of process container {Container} that this host does not let the agent enforce: {Limits}")]
    private partial void LogLimits(string container, string limits);
}
