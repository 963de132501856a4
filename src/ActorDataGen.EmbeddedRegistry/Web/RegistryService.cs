using ActorDataGen.EmbeddedRegistry.Log;
using ActorDataGen.EmbeddedRegistry.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorDataGen.EmbeddedRegistry.Web;

/// <summary>Runs the registry: its log from the host's start to its stop, and one change after the other.</summary>
internal sealed class RegistryService(IOptions<EmbeddedRegistryOptions> options, IServiceProvider services, TimeProvider time, ILogger<RegistryService> logger) : IHostedService, IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private bool _isStopped;
    private readonly TaskCompletionSource<RegistryLog> _log = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var servers = options.Value.BootstrapServersFrom?.Invoke(services) ?? options.Value.BootstrapServers;
        if (servers.Length == 0)
            throw new InvalidOperationException("EmbeddedRegistryOptions.BootstrapServers is empty: name the Kafka cluster that holds the registry's topic.");
        var log = new RegistryLog(options.Value, servers, new RegistryState(options.Value.DefaultCompatibility), time, logger);
        log.Start();
        _log.SetResult(log);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Also called when the host is disposed, as a host that failed to start is never stopped.
        if (_log.Task.IsCompletedSuccessfully && !Interlocked.Exchange(ref _isStopped, true)) await (await _log.Task).DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    /// <summary>Waits until the topic was read.</summary>
    /// <exception cref="TimeoutException">It was not in time.</exception>
    public async Task<RegistryLog> LoadedAsync(CancellationToken cancellationToken)
    {
        var log = await _log.Task.WaitAsync(options.Value.Timeout, time, cancellationToken);
        await log.Loaded.WaitAsync(options.Value.Timeout, time, cancellationToken);
        return log;
    }

    /// <summary>Answers a question that changes nothing.</summary>
    public async Task<RegistryAnswer> AskAsync(Func<RegistryState, RegistryAnswer> decide, CancellationToken cancellationToken) =>
        (await LoadedAsync(cancellationToken)).Read(decide);

    /// <summary>Decides on a change, writes it, and answers then. Changes wait for one another, as each builds on what was before.</summary>
    public async Task<RegistryAnswer> ChangeAsync(Func<RegistryState, RegistryAnswer> decide, CancellationToken cancellationToken)
    {
        var log = await LoadedAsync(cancellationToken);
        await _one.WaitAsync(cancellationToken);
        try
        {
            var answer = log.Read(decide);
            if (!answer.Entries.IsEmpty) await log.AppendAsync(answer.Entries, cancellationToken);
            return answer;
        }
        finally
        {
            _one.Release();
        }
    }
}
