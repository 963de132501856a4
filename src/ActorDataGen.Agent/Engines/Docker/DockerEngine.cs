using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using ActorDataGen.Docker;
using ActorDataGen.Docker.Containers;
using ActorDataGen.Docker.Credentials;
using ActorDataGen.Docker.Daemon;
using ActorDataGen.Docker.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorDataGen.Agent.Engines.Docker;

/// <summary>Runs containers on a Docker daemon, or on what speaks its API.</summary>
public sealed partial class DockerEngine : IContainerEngine
{
    private readonly DockerEngineOptions _options;
    private readonly DockerClient _client;
    private readonly CredentialStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private DockerInfo? _info;

    /// <summary>Makes the engine; nothing is connected yet.</summary>
    /// <exception cref="DockerApiException">The endpoint's certificates can't be used.</exception>
    public DockerEngine(DockerEngineOptions options, TimeProvider time, ILogger<DockerEngine>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time, _logger) = (options, time, logger ?? NullLogger<DockerEngine>.Instance);
        _client = new DockerClient(options.Endpoint, options.Client, time);
        _store = new CredentialStore(options.DockerConfigDirectory);
    }

    /// <inheritdoc/>
    public string Kind => "docker";

    /// <inheritdoc/>
    public Task<EngineInfo> PingAsync(CancellationToken cancellationToken) => CallAsync(async () =>
    {
        await _client.PingAsync(cancellationToken).ConfigureAwait(false);
        // Its disk, asked for once: the answer takes the daemon far longer than a ping.
        _info ??= await _client.GetInfoAsync(cancellationToken).ConfigureAwait(false);
        return new EngineInfo(_info.ServerVersion, _options.Endpoint.Address.Scheme == "unix" ? _info.DockerRootDir : null);
    });

    /// <inheritdoc/>
    public Task<EngineCapacity> GetCapacityAsync(CancellationToken cancellationToken) => CallAsync(async () =>
    {
        var info = await _client.GetInfoAsync(cancellationToken).ConfigureAwait(false);
        return new EngineCapacity(info.Processors, info.Memory);
    });

    /// <summary>The address by which containers of a network reach the host; null where it has none.</summary>
    /// <param name="network">The network; null is the engine's own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<string?> FindGatewayAsync(string? network, CancellationToken cancellationToken) => CallAsync(async () =>
        (await _client.InspectNetworkAsync(network ?? _options.Network ?? "bridge", cancellationToken).ConfigureAwait(false)).Gateway);

    /// <inheritdoc/>
    public Task<EngineContainer?> FindAsync(string containerId, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        try
        {
            return ToContainer(await _client.InspectContainerAsync(containerId, cancellationToken).ConfigureAwait(false));
        }
        catch (DockerApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<EngineContainer>> ListAsync(EngineOwner owner, CancellationToken cancellationToken) => CallAsync<IReadOnlyList<EngineContainer>>(async () =>
    {
        var listed = await _client.ListContainersAsync(ReplicaIdentity.OwnerLabels(owner), cancellationToken).ConfigureAwait(false);
        var containers = ImmutableArray.CreateBuilder<EngineContainer>(listed.Length);
        foreach (var one in listed)
        {
            if (one.Labels is null || ReplicaIdentity.FromLabels(one.Labels) is not { } identity || one.State == "removing")
                continue;
            // A list does not tell exit codes. Running ones, which are the many, need no second look.
            if (one.State == "running")
                containers.Add(new EngineContainer(one.Id, identity, ContainerState.Running));
            else if (await FindAsync(one.Id, cancellationToken).ConfigureAwait(false) is { } found)
                containers.Add(found);
        }

        return containers.ToImmutable();
    });

    /// <inheritdoc/>
    public async IAsyncEnumerable<EngineEvent> WatchAsync(
        EngineOwner owner, Action? opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = _client.WatchContainersAsync(ReplicaIdentity.OwnerLabels(owner), ["start", "die", "destroy"], null, opened, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using (events.ConfigureAwait(false))
        {
            while (await CallAsync(() => events.MoveNextAsync().AsTask()).ConfigureAwait(false))
            {
                var seen = events.Current;
                if (ReplicaIdentity.FromLabels(seen.Actor.Attributes) is not { } identity)
                    continue;
                switch (seen.Action)
                {
                    case "start":
                        yield return new ContainerStarted(seen.Actor.Id, identity, seen.Time.ToDateTimeOffset());
                        break;
                    case "die":
                        // The event has the code; only the container tells whether memory was the cause.
                        var code = int.TryParse(seen.Actor.Attributes.GetValueOrDefault("exitCode"), out var number) ? number : (int?)null;
                        var exit = (await FindAsync(seen.Actor.Id, cancellationToken).ConfigureAwait(false))?.Exit;
                        yield return new ContainerExited(seen.Actor.Id, identity, exit ?? new ContainerExit(code, seen.Time.ToDateTimeOffset()));
                        break;
                    case "destroy":
                        yield return new ContainerRemoved(seen.Actor.Id, identity);
                        break;
                    default:
                        break;
                }
            }
        }

        throw new EngineUnavailableException($"the Docker daemon at {_options.Endpoint.Address} ended its events: it is stopping");
    }

    /// <inheritdoc/>
    public async Task<ContainerExit> WaitAsync(string containerId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(containerId, cancellationToken).ConfigureAwait(false) ?? throw Gone(containerId);
        if (found.State == ContainerState.Running)
        {
            await CallAsync(() => _client.WaitContainerAsync(containerId, cancellationToken)).ConfigureAwait(false);
            found = await FindAsync(containerId, cancellationToken).ConfigureAwait(false) ?? throw Gone(containerId);
        }

        return found.Exit ?? throw new LaunchFailedException($"container '{containerId}' was never started");
    }

    /// <inheritdoc/>
    public async Task StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(() => _client.StopContainerAsync(containerId, grace, cancellationToken)).ConfigureAwait(false);
        }
        catch (ContainerNotFoundException)
        {
            // It has ended, and more.
        }
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(string containerId, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(async () =>
            {
                await _client.RemoveContainerAsync(containerId, cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
        catch (ContainerNotFoundException)
        {
            // As wanted.
        }
        catch (EngineFailedException e) when (e.InnerException is DockerApiException { Status: HttpStatusCode.Conflict })
        {
            // Somebody is removing it already.
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogLine> ReadLogsAsync(
        string containerId, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var since = query.After is { } after ? new DockerTime(after) : (DockerTime?)null;
        var lines = _client.ReadLogsAsync(containerId, new DockerLogQuery(query.Follow, since), cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (lines.ConfigureAwait(false))
        {
            while (await CallAsync(() => lines.MoveNextAsync().AsTask()).ConfigureAwait(false))
            {
                var line = lines.Current;
                // "Since" has the moment itself in it, and so had the last reading.
                if (since is null || line.LastAt > since)
                    yield return new LogLine(line.IsError ? LogStream.Error : LogStream.Output, line.LastAt.Nanoseconds, line.Bytes, line.At.ToDateTimeOffset());
            }
        }
    }

    /// <inheritdoc/>
    public async Task<ContainerStats?> GetStatsAsync(string containerId, CancellationToken cancellationToken)
    {
        try
        {
            var stats = await CallAsync(() => _client.GetStatisticsAsync(containerId, cancellationToken)).ConfigureAwait(false);
            // Of a container that does not run the daemon tells zeros.
            return stats.Processes is not { Current: > 0 } processes ? null : new ContainerStats(
                _time.GetUtcNow(), TimeSpan.FromTicks((long)((stats.Processor?.Usage?.Total ?? 0) / 100)), stats.Memory?.WithoutCache ?? 0, processes.Current,
                stats.Networks?.Values.Sum(n => n.Received) ?? 0, stats.Networks?.Values.Sum(n => n.Sent) ?? 0);
        }
        catch (ContainerNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static EngineContainer? ToContainer(ContainerDetails details)
    {
        // One that is being removed is as good as gone, and a second later it is.
        if (details.State.Status == "removing" || details.Config.Labels is null || ReplicaIdentity.FromLabels(details.Config.Labels) is not { } identity)
            return null;
        var state = details.State;
        var container = new EngineContainer(details.Id, identity, ContainerState.Created) { StartedAt = state.StartedAt.Year > 1 ? state.StartedAt : null };
        return state.Status switch
        {
            "running" or "paused" or "restarting" => container with { State = ContainerState.Running },
            "exited" or "dead" => container with
            {
                State = ContainerState.Exited,
                Exit = new ContainerExit(state.ExitCode, state.FinishedAt, state.OutOfMemory, state.Error.Length > 0 ? state.Error : null),
            },
            _ => container,
        };
    }

    private static ContainerNotFoundException Gone(string containerId) => new($"there is no container '{containerId}'");

    /// <summary>Translates the client's errors into the port's.</summary>
    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (DockerApiException e)
        {
            throw e switch
            {
                { IsUnreachable: true } => new EngineUnavailableException(e.Message, e),
                { Status: HttpStatusCode.NotFound } => new ContainerNotFoundException(e.Message, e),
                _ => new EngineFailedException(e.Message, e.IsTransient, e),
            };
        }
    }
}
