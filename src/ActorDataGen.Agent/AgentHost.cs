using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Lifecycle;
using ActorDataGen.Agent.Logs;
using ActorDataGen.Agent.Monitoring;
using ActorDataGen.Agent.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorDataGen.Agent;

/// <summary>An agent, to be started and stopped by its node. Stopping it never stops a container.</summary>
public sealed class AgentHost : IAsyncDisposable
{
    /// <summary>Containers an agent takes unless told otherwise: what one daemon runs without trouble.</summary>
    internal const int DefaultMaxContainers = 500;

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AgentContext _context;
    private readonly ActorSystem? _lent;
    private ActorSystem? _system;
    private IActorRef? _actor;

    /// <summary>Makes an agent; nothing is touched before <see cref="StartAsync"/>.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="engine">The engine; disposed of with the agent.</param>
    /// <param name="transport">The way to the topics; disposed of with the agent.</param>
    /// <param name="checks">Checks beside engine, disk and clock.</param>
    /// <param name="loggers">Where it logs; null for nowhere.</param>
    /// <param name="time">Clock; null is the system's.</param>
    /// <param name="system">Actor system to live in, shared by many simulated agents; null makes one of its own.</param>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public AgentHost(
        AgentOptions options, IContainerEngine engine, IAgentTransport transport, IEnumerable<IAgentCheck>? checks = null,
        ILoggerFactory? loggers = null, TimeProvider? time = null, ActorSystem? system = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(transport);
        options.Validate();
        var logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<AgentHost>();
        var clock = time ?? TimeProvider.System;
        _context = new AgentContext(
            options, engine, transport, new LogSpool(options).On(engine), new HealthMonitor(options, engine, checks ?? [], clock, logger),
            new PauseGuard(clock, options.LostAfter / 3), clock, logger);
        _lent = system;
    }

    /// <summary>Ends when the agent has: well when it was stopped, with <see cref="AgentFencedException"/> when its id was taken over.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Logs of this agent's replicas.</summary>
    public IReplicaLogs Logs => _context.Spool;

    /// <summary>Takes the agent id over, then works on its own: engine and topics may come and go.</summary>
    /// <exception cref="AgentFencedException">Another process took the id over meanwhile.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_context.Options.DataDirectory);
        await _context.Transport.OpenAsync(cancellationToken).ConfigureAwait(false);
        _system = _lent ?? ActorSystem.Create("agent", ConfigurationFactory.ParseString(
            // An answer that comes after an attempt is done is ordinary here.
            "akka.log-dead-letters = off"));
        var context = _context;
        Action<AgentFencedException> onFenced = e => _completion.TrySetException(e);
        _actor = _system.ActorOf(Props.Create(() => new AgentActor(context, onFenced)));
    }

    /// <summary>Stops looking after the containers; they run on.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _system, null) is { } system)
        {
            if (_lent is not null)
                await _actor!.GracefulStop(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
            else
                await system.Terminate().WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        await _context.Transport.DisposeAsync().ConfigureAwait(false);
        await _context.Engine.DisposeAsync().ConfigureAwait(false);
        _completion.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None).ConfigureAwait(false);
}
