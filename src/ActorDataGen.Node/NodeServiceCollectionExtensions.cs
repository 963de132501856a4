using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Node;

/// <summary>Puts a node into any .NET host.</summary>
public static class NodeServiceCollectionExtensions
{
    /// <summary>
    /// Adds a node that starts and stops with the host, on a web server of its own, and logs to the host's loggers. When a role of it
    /// dies for good, it stops the host.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the options; the defaults run everything on one machine.</param>
    public static IServiceCollection AddActorDataGen(this IServiceCollection services, Func<NodeOptions, NodeOptions>? configure = null)
    {
        services.AddSingleton(_ => configure?.Invoke(new NodeOptions()) ?? new NodeOptions());
        services.AddSingleton<NodeService>();
        return services.AddHostedService(provider => provider.GetRequiredService<NodeService>());
    }
}

/// <summary>The node of a host; null before it has started.</summary>
public sealed partial class NodeService : IHostedService
{
    private readonly NodeOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly IHostApplicationLifetime _lifetime;

    /// <summary>Made by the host.</summary>
    public NodeService(NodeOptions options, ILoggerFactory loggers, IHostApplicationLifetime lifetime) =>
        (_options, _loggers, _lifetime) = (options, loggers, lifetime);

    /// <summary>The running node.</summary>
    public NodeHost? Node { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Node = await NodeHost.StartAsync(_options, _loggers, TimeProvider.System, cancellationToken);
        _ = WatchAsync(Node);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Node?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    private async Task WatchAsync(NodeHost node)
    {
        try
        {
            await node.Completion;
        }
        catch (NodeException e)
        {
            LogDied(_loggers.CreateLogger<NodeService>(), e.Message);
            _lifetime.StopApplication();
        }
    }

    [LoggerMessage(8210, LogLevel.Critical, "The node ends, and the host with it: {Reason}")]
    private static partial void LogDied(ILogger logger, string reason);
}
