using System.Collections.Immutable;
using ActorDataGen.Agent.Engines;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Agent.Monitoring;

/// <summary>Runs the checks: engine, disk and clock, and whatever else the host of the agent adds.</summary>
internal sealed partial class HealthMonitor(
    AgentOptions options, IContainerEngine engine, IEnumerable<IAgentCheck> more, TimeProvider time, ILogger logger)
{
    private readonly ImmutableArray<IAgentCheck> _more = [.. more];
    private long _clockSkewTicks;
    private ImmutableSortedSet<string> _failed = [];

    /// <summary>Learns how far the broker's clock is ahead.</summary>
    public void ObserveClock(TimeSpan skew) => Interlocked.Exchange(ref _clockSkewTicks, skew.Ticks);

    /// <summary>Runs all checks side by side, each within <see cref="AgentOptions.CheckInterval"/>.</summary>
    /// <returns>Names of those that failed.</returns>
    public async Task<ImmutableSortedSet<string>> RunAsync(CancellationToken cancellationToken)
    {
        var storage = new string?[1];
        var results = new List<(string Name, string? Problem)> { ("engine", await TryAsync(CheckEngineAsync).ConfigureAwait(false)) };
        results.Add(("disk", CheckDisks([options.DataDirectory, storage[0]])));
        results.Add(("clock", CheckClock()));
        results.AddRange(await Task.WhenAll(_more.Select(async check => (check.Name, await TryAsync(check.CheckAsync).ConfigureAwait(false)))).ConfigureAwait(false));
        var failed = results.Where(result => result.Problem is not null).Select(result => result.Name).ToImmutableSortedSet(StringComparer.Ordinal);
        foreach (var (name, problem) in results)
        {
            if (problem is not null && !_failed.Contains(name))
                LogFailed(logger, name, problem);
            else if (problem is null && _failed.Contains(name))
                LogPassed(logger, name);
        }

        return _failed = failed;

        async Task<string?> CheckEngineAsync(CancellationToken token)
        {
            storage[0] = (await engine.PingAsync(token).ConfigureAwait(false)).StorageDirectory;
            return null;
        }

        async Task<string?> TryAsync(Func<CancellationToken, Task<string?>> check)
        {
            using var limit = new CancellationTokenSource(options.CheckInterval, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                return await check(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return $"no answer within {options.CheckInterval.TotalSeconds:0.#} s";
            }
            // Whatever a check throws means that it did not pass.
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return e.Message;
            }
        }
    }

    private string? CheckDisks(IEnumerable<string?> folders)
    {
        foreach (var folder in folders)
        {
            // An engine's folder may be on another machine, or hidden in a container: nothing to be said about it then.
            if (folder is null || !Directory.Exists(folder))
                continue;
            var free = new DriveInfo(folder).AvailableFreeSpace;
            if (free < options.MinFreeDiskBytes)
                return FormattableString.Invariant($"{free} bytes are free at {folder}, and {options.MinFreeDiskBytes} are needed: make room");
        }

        return null;
    }

    private string? CheckClock()
    {
        var skew = TimeSpan.FromTicks(Interlocked.Read(ref _clockSkewTicks));
        return skew.Duration() <= options.MaxClockSkew ? null
            : FormattableString.Invariant($"the clock is {skew.TotalSeconds:0.#} s away from the broker's, and {options.MaxClockSkew.TotalSeconds:0.#} are allowed: synchronise it");
    }

    [LoggerMessage(4020, LogLevel.Warning, "Check {Check} fails: {Problem}")]
    private static partial void LogFailed(ILogger logger, string check, string problem);

    [LoggerMessage(4021, LogLevel.Information, "Check {Check} passes again")]
    private static partial void LogPassed(ILogger logger, string check);
}
