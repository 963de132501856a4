using System.Linq.Expressions;

namespace ActorDataGen.Actors.TestKit;

/// <summary>Marks a test whose actor is not the sender of what the test tells.</summary>
public interface INoImplicitSender;

/// <summary>A system, a test actor, and expectations of what it receives.</summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private static int _systems;

    private readonly ITestKitAssertions _assertions;
    private readonly TestQueue _queue = new();
    private TimeSpan? _end;
    private MessageEnvelope _last = NullMessageEnvelope.Instance;
    private bool _lastWasNoMsg;

    /// <summary>Uses a system, or creates one.</summary>
    protected TestKitBase(ITestKitAssertions assertions, ActorSystem? system = null, string? testActorName = null)
        : this(assertions, system ?? ActorSystem.Create(NextSystemName(null), DefaultConfig), testActorName, owned: true)
    {
    }

    /// <summary>Creates a system.</summary>
    protected TestKitBase(ITestKitAssertions assertions, Config config, string? actorSystemName = null, string? testActorName = null)
        : this(assertions, ActorSystem.Create(NextSystemName(actorSystemName), config.WithFallback(DefaultConfig)), testActorName, owned: true)
    {
    }

    private TestKitBase(ITestKitAssertions assertions, ActorSystem system, string? testActorName, bool owned)
    {
        _assertions = assertions;
        Sys = system;
        TestKitSettings = new TestKitSettings(system.Settings.Config);
        Log = Logging.GetLogger(system, GetType());
        EventFilter = new EventFilterFactory(this);
        var queue = _queue;
        TestActor = ((ExtendedActorSystem)system).SystemActorOf(Props.Create(() => new InternalTestActor(queue)), testActorName ?? NextActorName());
        if (owned && this is not INoImplicitSender)
        {
            var cell = (ActorCell)TestActor;
            Worker.SetAmbient(cell);
            SynchronizationContext.SetSynchronizationContext(new CellKeepingContext(cell, SynchronizationContext.Current is CellKeepingContext ? null : SynchronizationContext.Current));
        }
    }

    /// <summary>The configuration of a test's system: no log on standard output.</summary>
    public static Config DefaultConfig { get; } = ConfigurationFactory.ParseString("akka.loggers = [\"Akka.TestKit.TestEventListener, Akka.TestKit\"]");

    /// <summary>The time on the clock that expectations go by.</summary>
    public static TimeSpan Now => TimeProvider.System.GetElapsedTime(0);

    /// <summary>The system.</summary>
    public ActorSystem Sys { get; }

    /// <summary>The test actor.</summary>
    public IActorRef TestActor { get; }

    /// <summary>How long is waited for what.</summary>
    public TestKitSettings TestKitSettings { get; }

    /// <summary>The test's logger.</summary>
    public ILoggingAdapter Log { get; }

    /// <summary>Expectations of what is logged.</summary>
    public EventFilterFactory EventFilter { get; }

    /// <summary>Whether the test actor received what the test has not looked at.</summary>
    public bool HasMessages => _queue.HasMessages;

    /// <summary>The message looked at last.</summary>
    public object LastMessage => _last.Message;

    /// <summary>Its sender.</summary>
    public IActorRef LastSender => _last.Sender;

    /// <summary>How much of the innermost <c>Within</c> is left.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public TimeSpan Remaining => _end is null
        ? throw new InvalidOperationException("Remaining may not be called outside of \"within\"")
        : Positive(_end.Value - Now);

    /// <summary>How much of the innermost <c>Within</c> is left, else the default.</summary>
    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(TestKitSettings.SingleExpectDefault));

    /// <summary>Creates an actor.</summary>
    public IActorRef ActorOf(Props props) => Sys.ActorOf(props);

    /// <summary>Creates an actor.</summary>
    public IActorRef ActorOf(Props props, string? name) => Sys.ActorOf(props, name);

    /// <summary>Creates an actor.</summary>
    public IActorRef ActorOf<TActor>()
        where TActor : ActorBase, new() => Sys.ActorOf(Props.Create<TActor>());

    /// <summary>Creates an actor.</summary>
    public IActorRef ActorOf<TActor>(string name)
        where TActor : ActorBase, new() => Sys.ActorOf(Props.Create<TActor>(), name);

    /// <summary>Creates an actor.</summary>
    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory));

    /// <summary>Creates an actor.</summary>
    public IActorRef ActorOf<TActor>(Expression<Func<TActor>> factory, string name)
        where TActor : ActorBase => Sys.ActorOf(Props.Create(factory), name);

    /// <inheritdoc/>
    public ActorSelection ActorSelection(ActorPath actorPath) => Sys.ActorSelection(actorPath);

    /// <inheritdoc/>
    public ActorSelection ActorSelection(string actorPath) => Sys.ActorSelection(actorPath);

    /// <summary>Creates a child of the test actor.</summary>
    public IActorRef ChildActorOf(Props props, CancellationToken cancellationToken = default) => Spawn(props, null, null, cancellationToken);

    /// <summary>Creates a child of the test actor.</summary>
    public IActorRef ChildActorOf(Props props, string name, CancellationToken cancellationToken = default) =>
        Spawn(props, name, null, cancellationToken);

    /// <summary>Creates a child of the test actor.</summary>
    public IActorRef ChildActorOf(Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        Spawn(props, null, supervisorStrategy, cancellationToken);

    /// <summary>Creates a child of the test actor.</summary>
    public IActorRef ChildActorOf(Props props, string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        Spawn(props, name, supervisorStrategy, cancellationToken);

    /// <summary>Creates a probe.</summary>
    public virtual TestProbe CreateTestProbe(string? name = null) => new(Sys, _assertions, name);

    /// <summary>Creates a probe of another system.</summary>
    public virtual TestProbe CreateTestProbe(ActorSystem system, string? name = null) => new(system, _assertions, name);

    /// <summary>Creates expectations of what another system logs.</summary>
    public EventFilterFactory CreateEventFilter(ActorSystem system) => new(this, system);

    /// <summary>Has the test actor watch an actor; returns when it does.</summary>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        var done = new TaskCompletionSource();
        TestActor.Tell(new InternalTestActor.WatchOrder(actorToWatch, done), ActorRefs.NoSender);
        Await(done.Task);
        return actorToWatch;
    }

    /// <summary>Has the test actor watch an actor; ends when it does.</summary>
    public async Task<IActorRef> WatchAsync(IActorRef actorToWatch)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TestActor.Tell(new InternalTestActor.WatchOrder(actorToWatch, done), ActorRefs.NoSender);
        await done.Task.WaitAsync(Dilated(TestKitSettings.DefaultTimeout));
        return actorToWatch;
    }

    /// <summary>Takes a watch back.</summary>
    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        var done = new TaskCompletionSource();
        TestActor.Tell(new InternalTestActor.UnwatchOrder(actorToUnwatch, done), ActorRefs.NoSender);
        Await(done.Task);
        return actorToUnwatch;
    }

    /// <summary>Keeps messages from the test that a function finds.</summary>
    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) =>
        TestActor.Tell(new InternalTestActor.SetIgnore(shouldIgnoreMessage), ActorRefs.NoSender);

    /// <summary>Keeps messages of a type from the test.</summary>
    public void IgnoreMessages<TMsg>() => IgnoreMessages(static m => m is TMsg);

    /// <summary>Keeps messages of a type from the test that a function finds.</summary>
    public void IgnoreMessages<TMsg>(Func<TMsg, bool> shouldIgnoreMessage) => IgnoreMessages(m => m is TMsg typed && shouldIgnoreMessage(typed));

    /// <summary>Keeps nothing from the test any more.</summary>
    public void IgnoreNoMessages() => TestActor.Tell(new InternalTestActor.SetIgnore(null), ActorRefs.NoSender);

    /// <summary>Has a pilot act on the test actor's messages.</summary>
    public void SetAutoPilot(AutoPilot pilot) => TestActor.Tell(new InternalTestActor.SetPilot(pilot), ActorRefs.NoSender);

    /// <summary>A duration on a machine as slow as the configuration says.</summary>
    public TimeSpan Dilated(TimeSpan duration) =>
        duration < TimeSpan.Zero ? duration : TimeSpan.FromTicks((long)(duration.Ticks * TestKitSettings.TestTimeFactor));

    /// <summary>The duration, dilated, else what is left.</summary>
    public TimeSpan RemainingOrDilated(TimeSpan? duration) =>
        duration is not { } given ? RemainingOrDefault
        : given < TimeSpan.Zero ? throw new ArgumentException("max duration cannot be infinite or negative", nameof(duration))
        : Dilated(given);

    /// <summary>Ends the system and waits for it.</summary>
    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false) => Shutdown(Sys, duration, verifySystemShutdown);

    /// <summary>Ends a system and waits for it.</summary>
    protected virtual void Shutdown(ActorSystem system, TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        var timeout = duration ?? Dilated(TestKitSettings.DefaultTimeout);
        if (!Task.Run(() => system.Terminate()).WaitAsync(timeout).ContinueWith(static t => t.IsCompletedSuccessfully, TaskScheduler.Default).GetAwaiter().GetResult() &&
            verifySystemShutdown)
        {
            throw new TimeoutException($"Failed to stop [{system.Name}] within [{timeout}]");
        }
    }

    /// <summary>How much of the innermost <c>Within</c> is left, else the duration.</summary>
    protected TimeSpan RemainingOr(TimeSpan duration) => _end is null ? duration : Positive(_end.Value - Now);

    IActorRef IActorRefFactory.ActorOf(Props props, string? name) => Sys.ActorOf(props, name);

    private static TimeSpan Positive(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;

    private static string NextSystemName(string? given) => given ?? $"test-{Interlocked.Increment(ref _systems)}";

    private static string NextActorName() => $"testActor{Interlocked.Increment(ref _systems)}";

    private void Await(Task task)
    {
        if (!task.WaitAsync(Dilated(TestKitSettings.DefaultTimeout)).ContinueWith(static t => t.IsCompletedSuccessfully, TaskScheduler.Default).GetAwaiter().GetResult())
            _assertions.Fail("The test actor did not answer in time.");
    }

    private IActorRef Spawn(Props props, string? name, SupervisorStrategy? strategy, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<IActorRef>(TaskCreationOptions.RunContinuationsAsynchronously);
        TestActor.Tell(new InternalTestActor.SpawnOrder(props, name, strategy, done), ActorRefs.NoSender);
        return done.Task.WaitAsync(Dilated(TestKitSettings.DefaultTimeout), cancellationToken).GetAwaiter().GetResult();
    }
}
