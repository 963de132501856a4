using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Agent.Engines.Process;

/// <summary>
/// Sees processes end: by the kernel's notification when their supervisor leaves an exit code, and by looking at all of
/// them now and then, for supervisors that were killed and notifications that were lost.
/// </summary>
internal sealed partial class ProcessTracker : IAsyncDisposable
{
    /// <summary>Events a watcher may be behind before it is told to list anew: far more than a host has containers.</summary>
    private const int WatcherCapacity = 10_000;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<ContainerExit>> _running = new(StringComparer.Ordinal);
    private readonly ProcessEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FileSystemWatcher _exits;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<string> _hints;
    private readonly Task _loop;
    private ImmutableArray<Channel<EngineEvent>> _watchers = [];

    public ProcessTracker(ProcessEngineOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        // A full queue of hints drops them: the next look at everything finds what they meant.
        _hints = Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
        _exits = new FileSystemWatcher(ProcessFolder.Exits(options.StateDirectory)) { NotifyFilter = NotifyFilters.FileName };
        _exits.Renamed += (_, e) => _hints.Writer.TryWrite(e.Name!);
        _exits.EnableRaisingEvents = true;
        _loop = RunAsync(_stopping.Token);
    }

    /// <summary>Completes when the process of a running container has ended. The same task for everyone who asks.</summary>
    public Task<ContainerExit> Track(string name) =>
        _running.GetOrAdd(name, _ => new TaskCompletionSource<ContainerExit>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Tells watchers.</summary>
    public void Publish(EngineEvent engineEvent)
    {
        foreach (var watcher in _watchers)
        {
            if (!watcher.Writer.TryWrite(engineEvent))
                watcher.Writer.TryComplete(new EngineUnavailableException("the watcher fell too far behind; list the containers, then watch again"));
        }
    }

    public Channel<EngineEvent> AddWatcher()
    {
        var watcher = Channel.CreateBounded<EngineEvent>(new BoundedChannelOptions(WatcherCapacity) { SingleReader = true });
        ImmutableInterlocked.Update(ref _watchers, (all, added) => all.Add(added), watcher);
        return watcher;
    }

    public void RemoveWatcher(Channel<EngineEvent> watcher) =>
        ImmutableInterlocked.Update(ref _watchers, (all, removed) => all.Remove(removed), watcher);

    /// <summary>Looks at one container, and says so if it has ended.</summary>
    public EngineContainer? Look(ProcessFolder folder)
    {
        var container = folder.Read(_time.GetUtcNow());
        if (container is not { State: ContainerState.Running } && _running.TryRemove(folder.Name, out var waiting))
        {
            if (container?.Exit is { } exit)
            {
                LogExited(folder.Name, exit.Code);
                Publish(new ContainerExited(container.Id, container.Identity, exit));
                waiting.TrySetResult(exit);
            }
            else
                waiting.TrySetException(new ContainerNotFoundException($"container '{folder.Name}' is gone"));
        }

        return container;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _exits.Dispose();
        await _loop.ConfigureAwait(false);
        foreach (var watcher in _watchers)
            watcher.Writer.TryComplete(new EngineUnavailableException("the engine was closed"));
        foreach (var waiting in _running.Values)
            waiting.TrySetException(new EngineUnavailableException("the engine was closed"));
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        var due = Task.Delay(_options.PollInterval, _time, stopping);
        while (!stopping.IsCancellationRequested)
        {
            var hinted = _hints.Reader.WaitToReadAsync(stopping).AsTask();
            await Task.WhenAny(hinted, due).ConfigureAwait(false);
            try
            {
                while (_hints.Reader.TryRead(out var name))
                    Look(new ProcessFolder(_options.StateDirectory, name));
                if (!due.IsCompletedSuccessfully)
                    continue;
                due = Task.Delay(_options.PollInterval, _time, stopping);
                foreach (var name in _running.Keys)
                {
                    var folder = new ProcessFolder(_options.StateDirectory, name);
                    if (Look(folder) is { State: ContainerState.Running })
                        ProcessLog.Trim(folder.Log, _options.MaxLogBytes);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A full or failing disk: the next look may do better, and the monitor's disk check tells people.
                LogLookFailed(e);
            }
        }
    }

    [LoggerMessage(4101, LogLevel.Debug, "Process container {Container} exited with {Code}")]
    private partial void LogExited(string container, int? code);

    [LoggerMessage(4102, LogLevel.Warning, "Can't read the state of process containers")]
    private partial void LogLookFailed(Exception exception);
}
