using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace ActorDataGen.Actors;

/// <summary>The system: the three guardians, the clock, the bus, and the order in which all of it ends.</summary>
internal sealed partial class ActorSystemImpl : ExtendedActorSystem
{
    // Akka.NET's: how many messages an actor handles before others get their turn.
    private const int DefaultThroughput = 30;

    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private readonly ConcurrentStack<Action> _onTermination = new();
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Guardians _guardians;
    private long _temporary;
    private int _ending;

    public ActorSystemImpl(string name, Config config)
    {
        if (!ValidName().IsMatch(name))
        {
            throw new ArgumentException(
                $"invalid ActorSystem name [{name}], must contain only word characters (i.e. [a-zA-Z0-9] plus non-leading '-' and '_')", nameof(name));
        }

        Name = name;
        Settings = new Settings(this, config);
        Throughput = Math.Max(1, config.GetInt("akka.actor.default-dispatcher.throughput", DefaultThroughput));
        EventStream = new EventStream(Settings.DebugEventStream);
        EventStream.SetLogLevel(Logging.LogLevelFor(Settings.LogLevel));
        RootPath = new RootActorPath(new Address("akka", name));
        DeadLetterRef = new DeadLetterRef(RootPath / "deadLetters", this);
        Log = Logging.GetLogger(this, "ActorSystem");
        Mailboxes = new Mailboxes(config, Time);
        Scheduler = CreateScheduler();
        RootRef = new RootRef(this);
        _guardians = new Guardians(this);
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override IScheduler Scheduler { get; }

    public override EventStream EventStream { get; }

    public override IActorRef DeadLetters => DeadLetterRef;

    public override ILoggingAdapter Log { get; }

    public override Task WhenTerminated => _terminated.Task;

    public TimeProvider Time { get; } = TimeProvider.System;

    public int Throughput { get; }

    public RootActorPath RootPath { get; }

    public RootRef RootRef { get; }

    public DeadLetterRef DeadLetterRef { get; }

    public Mailboxes Mailboxes { get; }

    public ActorCell UserGuardian => _guardians.User;

    public ActorCell SystemGuardian => _guardians.System;

    public bool IsEnding => Volatile.Read(ref _ending) != 0;

    public void Start()
    {
        _guardians.Start();
        StartLoggers();
        CoordinatedShutdown.Get(this);
    }

    public override IActorRef ActorOf(Props props, string? name = null) => _guardians.User.ActorOf(props, name);

    public override IActorRef SystemActorOf(Props props, string? name = null) => _guardians.System.ActorOf(props, name);

    public override IActorRef SystemActorOf<TActor>(string? name = null) => SystemActorOf(Props.Create<TActor>(), name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => SelectionPath.Select(this, actorPath);

    public override ActorSelection ActorSelection(string actorPath) => SelectionPath.Select(this, RootRef, actorPath);

    public override void Stop(IActorRef actor) => ((IInternalActorRef)actor).Identity.SendSystemMessage(new Terminate());

    public override Task Terminate()
    {
        if (Settings.CoordinatedShutdownRunByActorSystemTerminate)
            _ = CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        else
            FinalTerminate();
        return WhenTerminated;
    }

    /// <summary>Ends the system without asking <see cref="CoordinatedShutdown"/>.</summary>
    public Task FinalTerminate()
    {
        if (Interlocked.Exchange(ref _ending, 1) == 0)
            _guardians.User.Stop();
        return WhenTerminated;
    }

    public override void RegisterOnTermination(Action code)
    {
        if (WhenTerminated.IsCompleted)
            throw new InvalidOperationException("ActorSystem already terminated.");
        _onTermination.Push(code);
    }

    public override object RegisterExtension(IExtensionId extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        return _extensions.GetOrAdd(extension.ExtensionType, _ => new Lazy<object>(() => extension.CreateExtension(this))).Value;
    }

    public override object GetExtension(IExtensionId extensionId) => RegisterExtension(extensionId);

    public override T GetExtension<T>() => TryGetExtension<T>(out var extension) ? extension : null!;

    public override bool HasExtension(Type type) => _extensions.ContainsKey(type);

    public override bool HasExtension<T>() => HasExtension(typeof(T));

    public override bool TryGetExtension(Type extensionType, out object extension)
    {
        var found = _extensions.TryGetValue(extensionType, out var lazy);
        extension = lazy?.Value!;
        return found;
    }

    public override bool TryGetExtension<T>(out T extension)
    {
        var found = TryGetExtension(typeof(T), out var untyped);
        extension = (untyped as T)!;
        return found;
    }

    public override string ToString() => $"akka://{Name}";

    public ActorPath NextTempPath() => new ChildActorPath(RootPath / "temp", "$" + Interlocked.Increment(ref _temporary), 0);

    /// <summary>Called by an actor that has ended.</summary>
    public void Forget(ActorCell cell)
    {
        if (cell.IsSubscriber)
            EventStream.Unsubscribe(cell);
    }

    /// <summary>Called once the last guardian has ended.</summary>
    public void HasEnded()
    {
        (Scheduler as IDisposable)?.Dispose();
        while (_onTermination.TryPop(out var code))
        {
            try
            {
                code();
            }
            catch (Exception e)
            {
                Console.Error.WriteLine($"A function registered on termination of {Name} threw: {e}");
            }
        }

        _terminated.TrySetResult();
    }

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_-]*$")]
    private static partial Regex ValidName();

    private IScheduler CreateScheduler()
    {
        if (Settings.SchedulerClass.Split(',')[0].Trim() == "Akka.Actor.HashedWheelTimerScheduler")
            return new SystemScheduler(Time, e => Log.Error(e, "A scheduled function threw."));
        var type = TypeNames.Resolve(Settings.SchedulerClass, "akka.scheduler.implementation");
        return (IScheduler)Activator.CreateInstance(type, Settings.Config, Log)!;
    }

    private void StartLoggers()
    {
        foreach (var name in Settings.Loggers)
        {
            var type = TypeNames.Resolve(name, "akka.loggers");
            var logger = SystemActorOf(Props.Create(type), $"log{Interlocked.Increment(ref _temporary)}-{type.Name}");
            EventStream.Subscribe(logger, typeof(LogEvent));
            try
            {
                // A logger that is not there yet would miss what the first actors say.
                logger.Ask<LoggerInitialized>(new InitializeLogger(EventStream), Settings.LoggerStartTimeout).GetAwaiter().GetResult();
            }
            catch (AskTimeoutException)
            {
                EventStream.Publish(new Warning("EventStream", typeof(EventStream),
                    $"Logger {name} did not respond within {Settings.LoggerStartTimeout} to InitializeLogger"));
            }
            catch (ArgumentException e)
            {
                FinalTerminate();
                throw new LoggerInitializationException($"Logger {name} did not respond with LoggerInitialized", e);
            }
        }

        if (Settings.LogDeadLetters > 0)
            SystemActorOf(Props.Create(() => new DeadLetterListener(Settings.LogDeadLetters)), "deadLetterListener");
        if (Settings.DebugUnhandledMessage)
            SystemActorOf(Props.Create(() => new UnhandledMessageListener()), "UnhandledMessageForwarder");
    }
}

/// <summary>Finds types that a configuration names, as Akka.NET or as ourselves.</summary>
internal static class TypeNames
{
    public static Type Resolve(string name, string key)
    {
        var plain = name.Split(',')[0].Trim();
        var own = plain.StartsWith("Akka.TestKit.", StringComparison.Ordinal)
            ? $"ActorDataGen.Actors.TestKit.{plain[(plain.LastIndexOf('.') + 1)..]}, ActorDataGen.Actors.TestKit"
            : plain.StartsWith("Akka.", StringComparison.Ordinal)
                ? $"ActorDataGen.Actors.{plain[(plain.LastIndexOf('.') + 1)..]}"
                : name;
        return Type.GetType(own) ?? throw new ConfigurationException($"{key} = {name} names no type that can be found: use its assembly-qualified name.");
    }
}
