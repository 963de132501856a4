namespace ActorDataGen.Agent.Engines;

/// <summary>
/// Runs containers on one host. What every engine promises is written down in the engine contract tests, which run on
/// all of them. All calls are safe to repeat, may be made at the same time, and fail with <see cref="EngineException"/>;
/// disposing an engine never stops a container.
/// </summary>
public interface IContainerEngine : IAsyncDisposable
{
    /// <summary>Short name of the kind of engine: <c>docker</c>, <c>process</c>, <c>simulated</c>.</summary>
    string Kind { get; }

    /// <summary>Asks whether the engine answers.</summary>
    /// <exception cref="EngineUnavailableException">It does not.</exception>
    Task<EngineInfo> PingAsync(CancellationToken cancellationToken);

    /// <summary>Tells what the host offers.</summary>
    Task<EngineCapacity> GetCapacityAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Brings a container of this identity to run, and returns it as it is then: which may already be exited. One that is
    /// there is taken as it is: started when it never was, never started a second time.
    /// </summary>
    /// <param name="request">What shall run.</param>
    /// <param name="progress">Is told what goes on, on any thread; null for nobody.</param>
    /// <param name="cancellationToken">Gives up. The container may be there or not; a later call finds out.</param>
    /// <exception cref="ImageRefusedException">The image is not allowed here.</exception>
    /// <exception cref="ImagePullException">The image could not be had.</exception>
    /// <exception cref="LaunchFailedException">The engine could not create or start it. A container that can't start is removed.</exception>
    Task<EngineContainer> LaunchAsync(LaunchRequest request, IProgress<LaunchProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Returns a container by id or by <see cref="ReplicaIdentity.ContainerName"/>, or null when it is gone.</summary>
    Task<EngineContainer?> FindAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Lists the containers of one owner, running or not, and nobody else's.</summary>
    Task<IReadOnlyList<EngineContainer>> ListAsync(EngineOwner owner, CancellationToken cancellationToken);

    /// <summary>Watches one owner's containers for good.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="opened">Is called once watching has begun, on any thread: what happens later is not missed. Null for nobody.</param>
    /// <param name="cancellationToken">Ends watching.</param>
    /// <exception cref="EngineUnavailableException">The engine went away; watch again, and list once that is opened.</exception>
    IAsyncEnumerable<EngineEvent> WatchAsync(EngineOwner owner, Action? opened, CancellationToken cancellationToken);

    /// <summary>Waits until the container has ended, and tells how; at once when it already has.</summary>
    /// <exception cref="ContainerNotFoundException">It is gone.</exception>
    Task<ContainerExit> WaitAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>
    /// Asks a container to end (SIGTERM), kills it (SIGKILL) when it still runs after <paramref name="grace"/>, and returns
    /// when it has ended. One that has ended or is gone is fine.
    /// </summary>
    Task StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Removes a container with its logs, killing it if it runs. One that is gone is fine.</summary>
    Task RemoveAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Reads a container's log line by line.</summary>
    /// <exception cref="ContainerNotFoundException">It is gone.</exception>
    IAsyncEnumerable<LogLine> ReadLogsAsync(string containerId, LogQuery query, CancellationToken cancellationToken);

    /// <summary>Measures what a running container uses, or null when it does not run.</summary>
    Task<ContainerStats?> GetStatsAsync(string containerId, CancellationToken cancellationToken);
}
