using System.Runtime.CompilerServices;

namespace ActorDataGen.Agent.Engines.Simulated;

/// <summary>An engine on a <see cref="SimulatedHost"/>. Closing it and opening another one on the same host finds the same containers.</summary>
/// <param name="host">The host.</param>
public sealed class SimulatedEngine(SimulatedHost host) : IContainerEngine
{
    /// <inheritdoc/>
    public string Kind => "simulated";

    /// <inheritdoc/>
    public Task<EngineInfo> PingAsync(CancellationToken cancellationToken) => Do(() => host.Call(SimulatedCall.Ping, _ => new EngineInfo("simulated", null)));

    /// <inheritdoc/>
    public Task<EngineCapacity> GetCapacityAsync(CancellationToken cancellationToken) => Do(() => host.Call(null, _ => host.Capacity));

    /// <inheritdoc/>
    public async Task<EngineContainer> LaunchAsync(LaunchRequest request, IProgress<LaunchProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        progress?.Report(new LaunchProgress(LaunchPhase.Creating));
        if (host.LaunchTime > TimeSpan.Zero)
            await Task.Delay(host.LaunchTime, host.Time, cancellationToken).ConfigureAwait(false);
        return host.Call(SimulatedCall.Launch, containers =>
            (containers.TryGetValue(request.Identity.ContainerName, out var there) ? there : host.Create(request)).View);
    }

    /// <inheritdoc/>
    public Task<EngineContainer?> FindAsync(string containerId, CancellationToken cancellationToken) =>
        Do(() => host.Call(SimulatedCall.Find, containers => containers.GetValueOrDefault(containerId)?.View));

    /// <inheritdoc/>
    public Task<IReadOnlyList<EngineContainer>> ListAsync(EngineOwner owner, CancellationToken cancellationToken) =>
        Do(() => host.Call<IReadOnlyList<EngineContainer>>(SimulatedCall.List,
            containers => [.. containers.Values.Select(container => container.View).Where(view => view.Identity.Owner == owner)]));

    /// <inheritdoc/>
    public async IAsyncEnumerable<EngineEvent> WatchAsync(
        EngineOwner owner, Action? opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = host.Watch();
        opened?.Invoke();
        try
        {
            await foreach (var seen in watcher.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (seen.Identity.Owner == owner)
                    yield return seen;
            }
        }
        finally
        {
            host.Unwatch(watcher);
        }
    }

    /// <inheritdoc/>
    public Task<ContainerExit> WaitAsync(string containerId, CancellationToken cancellationToken) =>
        Do(() => host.Call(null, containers => Get(containers, containerId).Ended)).Unwrap().WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (host.Call(SimulatedCall.Stop, containers => containers.GetValueOrDefault(containerId)) is not { } container)
            return;
        host.Run(() =>
        {
            container.Terminate();
            return true;
        });
        if (!container.Ended.IsCompleted && grace > TimeSpan.Zero)
            await Task.WhenAny(container.Ended, Task.Delay(grace, host.Time, cancellationToken)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        host.Run(() =>
        {
            container.End(137);
            return true;
        });
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string containerId, CancellationToken cancellationToken) => Do(() => host.Call(SimulatedCall.Remove, containers =>
    {
        if (containers.Remove(containerId, out var container))
        {
            container.Vanish();
            host.Publish(new ContainerRemoved(containerId, container.View.Identity));
        }

        return true;
    }));

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogLine> ReadLogsAsync(
        string containerId, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var container = host.Call(null, containers => Get(containers, containerId));
        var position = query.After;
        while (true)
        {
            var (lines, wrote, ended) = host.Run(() => (container.LinesAfter(position), container.Wrote, container.View.State != ContainerState.Running));
            foreach (var line in lines)
            {
                position = line.Position;
                yield return line;
            }

            if (!query.Follow || ended)
                yield break;
            await wrote.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<ContainerStats?> GetStatsAsync(string containerId, CancellationToken cancellationToken) => Do(() => host.Call(null, containers =>
        containers.GetValueOrDefault(containerId)?.View is { State: ContainerState.Running, StartedAt: { } started }
            ? new ContainerStats(host.Time.GetUtcNow(), (host.Time.GetUtcNow() - started) / 100, 1 << 20, 1)
            : null));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static SimulatedContainer Get(Dictionary<string, SimulatedContainer> containers, string id) =>
        containers.GetValueOrDefault(id) ?? throw new ContainerNotFoundException($"there is no container '{id}'");

    private static Task<T> Do<T>(Func<T> call)
    {
        try
        {
            return Task.FromResult(call());
        }
        catch (EngineException e)
        {
            return Task.FromException<T>(e);
        }
    }
}
