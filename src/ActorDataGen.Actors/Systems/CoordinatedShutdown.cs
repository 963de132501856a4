namespace ActorDataGen.Actors;

/// <summary>Ends a system in phases: what was added to a phase runs together, and the next phase begins when all of it has ended.</summary>
public sealed class CoordinatedShutdown : IExtension
{
    /// <summary>Before services stop accepting.</summary>
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";

    /// <summary>Services stop accepting.</summary>
    public const string PhaseServiceUnbind = "service-unbind";

    /// <summary>Requests under way come to an end.</summary>
    public const string PhaseServiceRequestsDone = "service-requests-done";

    /// <summary>Services stop.</summary>
    public const string PhaseServiceStop = "service-stop";

    /// <summary>Before a cluster is left.</summary>
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";

    /// <summary>Shards are handed over.</summary>
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";

    /// <summary>A cluster is left.</summary>
    public const string PhaseClusterLeave = "cluster-leave";

    /// <summary>A cluster's singletons are handed over.</summary>
    public const string PhaseClusterExiting = "cluster-exiting";

    /// <summary>A cluster has been left.</summary>
    public const string PhaseClusterExitingDone = "cluster-exiting-done";

    /// <summary>The cluster's part of the system stops.</summary>
    public const string PhaseClusterShutdown = "cluster-shutdown";

    /// <summary>The last moment before the actors stop.</summary>
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";

    /// <summary>The actors stop.</summary>
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private static readonly string[] Phases =
    [
        PhaseBeforeServiceUnbind, PhaseServiceUnbind, PhaseServiceRequestsDone, PhaseServiceStop, PhaseBeforeClusterShutdown,
        PhaseClusterShardingShutdownRegion, PhaseClusterLeave, PhaseClusterExiting, PhaseClusterExitingDone, PhaseClusterShutdown,
        PhaseBeforeActorSystemTerminate, PhaseActorSystemTerminate,
    ];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<(string Name, Func<Task<Done>> Task)>> _tasks = [];
    private readonly ActorSystemImpl _system;
    private Task<Done>? _run;

    internal CoordinatedShutdown(ActorSystemImpl system)
    {
        _system = system;
        if (system.Settings.CoordinatedShutdownTerminateActorSystem)
        {
            AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
            {
                await system.FinalTerminate().ConfigureAwait(false);
                return Done.Instance;
            });
        }
    }

    /// <summary>The system.</summary>
    public ExtendedActorSystem System => _system;

    /// <summary>Why it runs; null before it does.</summary>
    public Reason ShutdownReason { get; private set; } = null!;

    /// <summary>The sum of the phases' timeouts.</summary>
    public TimeSpan TotalTimeout => Phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + Timeout(phase));

    /// <summary>The system's instance.</summary>
    public static CoordinatedShutdown Get(ActorSystem sys) => (CoordinatedShutdown)sys.RegisterExtension(new CoordinatedShutdownExtension());

    /// <summary>Adds something to do in a phase.</summary>
    /// <exception cref="ConfigurationException">There is no such phase.</exception>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!Phases.Contains(phase))
            throw new ConfigurationException($"Unknown phase [{phase}], known phases [{string.Join(",", Phases)}]. All phases must be defined in configuration.");
        lock (_gate)
        {
            if (!_tasks.TryGetValue(phase, out var tasks))
                _tasks[phase] = tasks = [];
            tasks.Add((taskName, task));
        }
    }

    /// <summary>How long a phase may take: <c>akka.coordinated-shutdown.phases.NAME.timeout</c>, else <c>…default-phase-timeout</c>, else 5 s (10 s for the actors' end).</summary>
    public TimeSpan Timeout(string phase)
    {
        if (!Phases.Contains(phase))
            throw new ArgumentException($"Unknown phase [{phase}]. All phases must be defined in configuration.", nameof(phase));
        var config = _system.Settings.Config;
        var usual = config.GetTimeSpan("akka.coordinated-shutdown.default-phase-timeout", TimeSpan.FromSeconds(5));
        return config.GetTimeSpan($"akka.coordinated-shutdown.phases.{phase}.timeout",
            phase == PhaseActorSystemTerminate ? TimeSpan.FromSeconds(10) : usual);
    }

    /// <summary>Runs all phases, or those from one on. It runs once; later calls return the task of the first.</summary>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        lock (_gate)
        {
            if (_run is not null)
                return _run;
            ShutdownReason = reason;
            // Not in the turn of whichever actor calls.
            return _run = Task.Run(() => RunPhases(fromPhase));
        }
    }

    private async Task<Done> RunPhases(string? fromPhase)
    {
        foreach (var phase in Phases.SkipWhile(p => fromPhase is not null && p != fromPhase))
        {
            (string Name, Func<Task<Done>> Task)[] tasks;
            lock (_gate)
                tasks = _tasks.TryGetValue(phase, out var added) ? [.. added] : [];
            if (tasks.Length == 0)
                continue;
            var timeout = Timeout(phase);
            var all = Task.WhenAll(tasks.Select(t => RunOne(phase, t.Name, t.Task)));
            try
            {
                await all.WaitAsync(timeout, _system.Time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                _system.Log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", phase, timeout);
            }
        }

        return Done.Instance;
    }

    private async Task RunOne(string phase, string name, Func<Task<Done>> task)
    {
        try
        {
            await task().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // One that fails must not keep the rest from ending in order.
            _system.Log.Warning(e, "Task [{0}] failed in phase [{1}]: {2}", name, phase, e.Message);
        }
    }

    /// <summary>Why a system ends.</summary>
    public abstract class Reason
    {
        /// <summary>The exit code that fits.</summary>
        public abstract int ExitCode { get; }
    }

    /// <summary>Nobody said why.</summary>
    public class UnknownReason : Reason
    {
        /// <summary>The only instance.</summary>
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason()
        {
        }

        /// <inheritdoc/>
        public override int ExitCode => 0;
    }

    /// <summary>The system was terminated.</summary>
    public class ActorSystemTerminateReason : Reason
    {
        /// <summary>The only instance.</summary>
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }

        /// <inheritdoc/>
        public override int ExitCode => 0;
    }

    /// <summary>The process exits.</summary>
    public class ClrExitReason : Reason
    {
        /// <summary>The only instance.</summary>
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }

        /// <inheritdoc/>
        public override int ExitCode => 0;
    }
}

/// <summary>Creates <see cref="CoordinatedShutdown"/>.</summary>
public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    /// <inheritdoc/>
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system) => new((ActorSystemImpl)system);
}
