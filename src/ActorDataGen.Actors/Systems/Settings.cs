namespace ActorDataGen.Actors;

/// <summary>What a system's configuration says.</summary>
public class Settings
{
    /// <summary>Reads the settings.</summary>
    public Settings(ActorSystem system, Config config)
    {
        System = system;
        Config = config;
        LogLevel = config.GetString("akka.loglevel", "INFO");
        Loggers = config.HasPath("akka.loggers") ? config.GetStringList("akka.loggers") : ["Akka.Event.DefaultLogger"];
        LoggerStartTimeout = config.GetTimeSpan("akka.logger-startup-timeout", TimeSpan.FromSeconds(5));
        LogDeadLetters = config.GetString("akka.log-dead-letters", "10") switch
        {
            "on" or "true" => int.MaxValue,
            "off" or "false" => 0,
            _ => config.GetInt("akka.log-dead-letters", 10),
        };
        LogDeadLettersDuringShutdown = config.GetBoolean("akka.log-dead-letters-during-shutdown", true);
        AskTimeout = config.GetTimeSpan("akka.actor.ask-timeout", Timeout.InfiniteTimeSpan);
        SchedulerClass = config.GetString("akka.scheduler.implementation", "Akka.Actor.HashedWheelTimerScheduler");
        SupervisorStrategyClass = config.GetString("akka.actor.guardian-supervisor-strategy", "Akka.Actor.DefaultSupervisorStrategy");
        DebugLifecycle = config.GetBoolean("akka.actor.debug.lifecycle");
        DebugUnhandledMessage = config.GetBoolean("akka.actor.debug.unhandled");
        DebugEventStream = config.GetBoolean("akka.actor.debug.event-stream");
        CoordinatedShutdownTerminateActorSystem = config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system", true);
        CoordinatedShutdownRunByActorSystemTerminate = config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate", true);
    }

    /// <summary>The system.</summary>
    public ActorSystem System { get; }

    /// <summary>The configuration.</summary>
    public Config Config { get; }

    /// <summary><c>akka.loglevel</c>: the least level that is logged; INFO.</summary>
    public string LogLevel { get; }

    /// <summary><c>akka.loggers</c>: the types of the loggers; one that prints to standard output.</summary>
    public IList<string> Loggers { get; }

    /// <summary><c>akka.logger-startup-timeout</c>: how long a logger may take to start; 5 s.</summary>
    public TimeSpan LoggerStartTimeout { get; }

    /// <summary><c>akka.log-dead-letters</c>: how many dead letters are logged; 10.</summary>
    public int LogDeadLetters { get; }

    /// <summary><c>akka.log-dead-letters-during-shutdown</c>: whether they are while the system ends; on.</summary>
    public bool LogDeadLettersDuringShutdown { get; }

    /// <summary><c>akka.actor.ask-timeout</c>: how long an Ask waits that is given no timeout; infinite.</summary>
    public TimeSpan AskTimeout { get; }

    /// <summary><c>akka.scheduler.implementation</c>: the scheduler's type; one on real time.</summary>
    public string SchedulerClass { get; }

    /// <summary><c>akka.actor.guardian-supervisor-strategy</c>: how actors without a parent of one's own are supervised.</summary>
    public string SupervisorStrategyClass { get; }

    /// <summary><c>akka.actor.debug.lifecycle</c>: whether starts, restarts and stops are logged at debug level; off.</summary>
    public bool DebugLifecycle { get; }

    /// <summary><c>akka.actor.debug.unhandled</c>: whether unhandled messages are logged at debug level; off.</summary>
    public bool DebugUnhandledMessage { get; }

    /// <summary><c>akka.actor.debug.event-stream</c>: whether subscriptions are logged at debug level; off.</summary>
    public bool DebugEventStream { get; }

    /// <summary><c>akka.coordinated-shutdown.terminate-actor-system</c>: whether its last phase ends the system; on.</summary>
    public bool CoordinatedShutdownTerminateActorSystem { get; }

    /// <summary><c>akka.coordinated-shutdown.run-by-actor-system-terminate</c>: whether Terminate runs it first; on.</summary>
    public bool CoordinatedShutdownRunByActorSystemTerminate { get; }

    /// <inheritdoc/>
    public override string ToString() => Config.ToString();
}
