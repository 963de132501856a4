using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorDataGen.Agent.Engines.Process;

/// <summary>
/// Runs catalogued generators as child processes, for machines without Docker. Everything it knows is on disk and in
/// <c>/proc</c>: an engine that opens the same folder later takes over where this one was killed.
/// </summary>
/// <remarks>
/// Linux only: it needs <c>/proc</c>, <c>/bin/sh</c> and util-linux's <c>setsid</c>. A process is no container: it sees the
/// host's files and network, and runs as the agent's user.
/// </remarks>
public sealed partial class ProcessEngine : IContainerEngine
{
    /// <summary>What a generator gets of the agent's own environment: what it needs to start, and none of its secrets.</summary>
    private static readonly ImmutableArray<string> Inherited =
        ["PATH", "HOME", "TMPDIR", "LANG", "TZ", "DOTNET_ROOT", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    private readonly ProcessEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ProcessTracker _tracker;
    private readonly ConcurrentDictionary<string, Lazy<Task<EngineContainer>>> _launches = new(StringComparer.Ordinal);

    /// <summary>Opens the engine, and takes over the processes that its folder tells of.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Told of starts and ends; null for nobody.</param>
    /// <exception cref="PlatformNotSupportedException">This machine can't run it; says what is missing.</exception>
    public ProcessEngine(ProcessEngineOptions options, TimeProvider time, ILogger<ProcessEngine>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("the process engine needs Linux: use the docker engine");
        foreach (var needed in (string[])["/proc/self/stat", "/bin/sh", "/usr/bin/setsid"])
        {
            if (!File.Exists(needed))
                throw new PlatformNotSupportedException($"the process engine needs {needed}: use Linux with util-linux, or the docker engine");
        }

        _options = options with { StateDirectory = Path.GetFullPath(options.StateDirectory) };
        (_time, _logger) = (time, logger ?? NullLogger<ProcessEngine>.Instance);
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(_options.StateDirectory, ownerOnly);
        Directory.CreateDirectory(ProcessFolder.Containers(_options.StateDirectory), ownerOnly);
        Directory.CreateDirectory(ProcessFolder.Exits(_options.StateDirectory), ownerOnly);
        _tracker = new ProcessTracker(_options, time, _logger);
        foreach (var folder in ProcessFolder.All(_options.StateDirectory))
            Look(folder);
    }

    /// <inheritdoc/>
    public string Kind => "process";

    /// <inheritdoc/>
    public Task<EngineInfo> PingAsync(CancellationToken cancellationToken) =>
        Directory.Exists(ProcessFolder.Containers(_options.StateDirectory))
            ? Task.FromResult(new EngineInfo(Environment.OSVersion.VersionString, _options.StateDirectory))
            : Task.FromException<EngineInfo>(new EngineUnavailableException($"the process engine's folder '{_options.StateDirectory}' is gone"));

    /// <inheritdoc/>
    public Task<EngineCapacity> GetCapacityAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new EngineCapacity(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));

    /// <inheritdoc/>
    public async Task<EngineContainer> LaunchAsync(LaunchRequest request, IProgress<LaunchProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var command = GeneratorCatalogue.Resolve(_options.Catalogue, request);
        var name = request.Identity.ContainerName;
        // Two launches of one identity at the same time are one launch.
        var launch = _launches.GetOrAdd(name, _ => new Lazy<Task<EngineContainer>>(() => LaunchOnceAsync(request, command, progress)));
        try
        {
            return await launch.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (launch.Value.IsCompleted)
                _launches.TryRemove(KeyValuePair.Create(name, launch));
        }
    }

    /// <inheritdoc/>
    public Task<EngineContainer?> FindAsync(string containerId, CancellationToken cancellationToken) => Task.FromResult(Look(Folder(containerId)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<EngineContainer>> ListAsync(EngineOwner owner, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EngineContainer>>(
            [.. ProcessFolder.All(_options.StateDirectory).Select(Look).OfType<EngineContainer>().Where(c => c.Identity.Owner == owner)]);

    /// <inheritdoc/>
    public async IAsyncEnumerable<EngineEvent> WatchAsync(
        EngineOwner owner, Action? opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = _tracker.AddWatcher();
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
            _tracker.RemoveWatcher(watcher);
        }
    }

    /// <inheritdoc/>
    public Task<ContainerExit> WaitAsync(string containerId, CancellationToken cancellationToken)
    {
        var folder = Folder(containerId);
        // Tracked before it is looked at: an end in between completes the task.
        var end = _tracker.Track(folder.Name);
        return _tracker.Look(folder) switch
        {
            { Exit: { } exit } => Task.FromResult(exit),
            { State: ContainerState.Created } => Task.FromException<ContainerExit>(new LaunchFailedException($"container '{containerId}' was never started")),
            _ => end.WaitAsync(cancellationToken),
        };
    }

    /// <inheritdoc/>
    public async Task StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken)
    {
        var folder = Folder(containerId);
        if (Look(folder) is not { State: ContainerState.Running })
            return;
        var end = _tracker.Track(folder.Name);
        Terminate(folder);
        try
        {
            await end.WaitAsync(grace, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill(folder);
            await end.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ContainerNotFoundException)
        {
            // Removed meanwhile: it has ended.
        }
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(string containerId, CancellationToken cancellationToken)
    {
        var folder = Folder(containerId);
        if (Look(folder) is not { } container)
            return;
        await StopAsync(containerId, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        Delete(folder);
        _tracker.Publish(new ContainerRemoved(containerId, container.Identity));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogLine> ReadLogsAsync(
        string containerId, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var folder = Folder(containerId);
        var container = Look(folder) ?? throw new ContainerNotFoundException($"there is no container '{containerId}'");
        var ended = !query.Follow ? null : container.State is ContainerState.Running ? _tracker.Track(folder.Name) : Task.CompletedTask;
        await foreach (var line in ProcessLog.ReadAsync(folder.Log, query.After, ended, _time, cancellationToken).ConfigureAwait(false))
            yield return line;
    }

    /// <inheritdoc/>
    public Task<ContainerStats?> GetStatsAsync(string containerId, CancellationToken cancellationToken)
    {
        var folder = Folder(containerId);
        if (Look(folder) is not { State: ContainerState.Running } || folder.ReadPids() is not { } ids)
            return Task.FromResult<ContainerStats?>(null);
        var (cpu, memory, processes) = ProcFileSystem.SumSession(ids.Generator.Pid);
        return Task.FromResult<ContainerStats?>(new ContainerStats(_time.GetUtcNow(), cpu, memory, processes));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _tracker.DisposeAsync();

    private ProcessFolder Folder(string name) =>
        name.AsSpan().ContainsAny('/', '\0') || name.StartsWith('.')
            ? throw new ContainerNotFoundException($"'{name}' is not the name of a container")
            : new ProcessFolder(_options.StateDirectory, name);

    private EngineContainer? Look(ProcessFolder folder)
    {
        var container = _tracker.Look(folder);
        if (container is { State: ContainerState.Running })
            _ = _tracker.Track(folder.Name);
        return container;
    }
}
