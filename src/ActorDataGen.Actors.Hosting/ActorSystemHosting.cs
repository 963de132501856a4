using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Actors.Hosting;

/// <summary>Puts an actor system into a host.</summary>
public static class ActorSystemHosting
{
    // The system's own logger would print to standard output; ours takes its place as soon as the system stands.
    private const string NoOwnLogger = "akka.loggers = []";

    /// <summary>Adds an <see cref="ActorSystem"/> that logs to the host's loggers and ends with the host.</summary>
    public static IServiceCollection AddActorSystem(this IServiceCollection services, string name, Config? config = null)
    {
        services.AddSingleton(provider => Create(name, config ?? Config.Empty, provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService<ActorSystemService>();
        return services;
    }

    /// <summary>Creates a system that logs to the given loggers, each category being the path of an actor's parent or the name of a source.</summary>
    public static ActorSystem Create(string name, Config config, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(loggers);
        var system = ActorSystem.Create(name, config.WithFallback(ConfigurationFactory.ParseString(NoOwnLogger)));
        var logger = ((ExtendedActorSystem)system).SystemActorOf(Props.Create(() => new ActorLogForwarder(loggers)), "log-host");
        system.EventStream.Subscribe(logger, typeof(LogEvent));
        return system;
    }

    private sealed class ActorSystemService(ActorSystem system) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) =>
            CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(cancellationToken);
    }
}
