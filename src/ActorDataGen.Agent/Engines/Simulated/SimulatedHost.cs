using System.Collections.Immutable;
using System.Threading.Channels;

namespace ActorDataGen.Agent.Engines.Simulated;

/// <summary>
/// A host that is only thought of: its containers take no processor and no time but that of its clock, which may be a test's.
/// Its daemon can be taken away and brought back, and single calls made to fail. For scale tests, and tests of failures.
/// </summary>
public sealed class SimulatedHost
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SimulatedContainer> _containers = new(StringComparer.Ordinal);
    private readonly Dictionary<SimulatedCall, Queue<EngineException>> _failures = [];
    private readonly Func<LaunchRequest, SimulatedProgram> _program;
    private ImmutableArray<Channel<EngineEvent>> _watchers = [];
    private bool _isAway;

    /// <summary>Makes a host.</summary>
    /// <param name="program">What each container does; may throw what a launch may throw.</param>
    /// <param name="time">Its clock.</param>
    public SimulatedHost(Func<LaunchRequest, SimulatedProgram> program, TimeProvider time) => (_program, Time) = (program, time);

    /// <summary>What it offers.</summary>
    public EngineCapacity Capacity { get; init; } = new(8, 32L << 30);

    /// <summary>How long a launch takes.</summary>
    public TimeSpan LaunchTime { get; init; }

    /// <summary>How many containers were ever started.</summary>
    public int Started { get; private set; }

    internal TimeProvider Time { get; }

    /// <summary>Has the next call of a kind fail.</summary>
    public void FailNext(SimulatedCall call, EngineException error) => Run(() =>
    {
        if (!_failures.TryGetValue(call, out var queue))
            _failures[call] = queue = new Queue<EngineException>();
        queue.Enqueue(error);
        return true;
    });

    /// <summary>Takes the daemon away; its containers run on, or end with code 137.</summary>
    public void TakeDaemonAway(bool containersLive) => Run(() =>
    {
        _isAway = true;
        foreach (var watcher in _watchers)
            watcher.Writer.TryComplete(Away());
        _watchers = [];
        if (!containersLive)
        {
            foreach (var container in _containers.Values)
                container.End(137);
        }

        return true;
    });

    /// <summary>Brings the daemon back.</summary>
    public void BringDaemonBack() => Run(() => _isAway = false);

    /// <summary>Ends a container's process from outside.</summary>
    public void Kill(string containerId, int code = 137, bool outOfMemory = false) => Run(() =>
    {
        if (_containers.TryGetValue(containerId, out var container))
            container.End(code, outOfMemory);
        return true;
    });

    internal T Run<T>(Func<T> action)
    {
        lock (_lock)
            return action();
    }

    internal void Publish(EngineEvent engineEvent)
    {
        foreach (var watcher in _watchers)
            watcher.Writer.TryWrite(engineEvent);
    }

    internal T Call<T>(SimulatedCall? kind, Func<Dictionary<string, SimulatedContainer>, T> call) => Run(() =>
    {
        if (_isAway)
            throw Away();
        if (kind is { } known && _failures.TryGetValue(known, out var queue) && queue.TryDequeue(out var error))
            throw error;
        return call(_containers);
    });

    internal SimulatedContainer Create(LaunchRequest request)
    {
        var container = new SimulatedContainer(this, request, _program(request));
        _containers.Add(request.Identity.ContainerName, container);
        Started++;
        container.Start();
        return container;
    }

    internal Channel<EngineEvent> Watch() => Call(null, _ =>
    {
        // Unbounded: its events are as many as its containers' changes, which a test decides.
        var watcher = Channel.CreateUnbounded<EngineEvent>();
        _watchers = _watchers.Add(watcher);
        return watcher;
    });

    internal void Unwatch(Channel<EngineEvent> watcher) => Run(() => _watchers = _watchers.Remove(watcher));

    private static EngineUnavailableException Away() => new("the simulated daemon is away");
}
