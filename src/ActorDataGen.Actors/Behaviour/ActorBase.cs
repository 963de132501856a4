using System.Collections.Concurrent;
using System.Reflection;

namespace ActorDataGen.Actors;

/// <summary>The inside of an actor.</summary>
public interface IInternalActor
{
    /// <summary>The context.</summary>
    IActorContext ActorContext { get; }
}

/// <summary>An actor that must do something between its construction and its first message.</summary>
internal interface IInitializableActor
{
    void Init();
}

/// <summary>Base of all actors. An actor is created by its context, never by <c>new</c>, and handles one message at a time.</summary>
public abstract class ActorBase : IInternalActor
{
    // Whether a type intercepts its messages; those that do not are called without a delegate in between.
    private static readonly ConcurrentDictionary<Type, bool> Intercepts = new();

    private readonly bool _intercepts;
    private ActorCell? _cell;
    private ActorCell? _formerCell;
    private SupervisorStrategy? _strategy;

    /// <summary>Creates the actor within its context.</summary>
    protected ActorBase()
    {
        _cell = ActorCell.Current ?? throw new ActorInitializationException(
            $"Do not create actors using 'new', always create them using an ActorContext/System. Type: {GetType()}");
        _formerCell = _cell;
        _intercepts = Intercepts.GetOrAdd(GetType(), static type =>
            type.GetMethod(nameof(AroundReceive), BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.DeclaringType != typeof(ActorBase));
    }

    IActorContext IInternalActor.ActorContext => Context;

    /// <summary>The context of the actor whose turn it is.</summary>
    /// <exception cref="NotSupportedException">No actor has its turn on this thread.</exception>
    protected static IActorContext Context => CurrentCell;

    /// <summary>A behaviour that handles nothing.</summary>
    protected static Receive EmptyReceive { get; } = static _ => false;

    /// <summary>This actor's reference.</summary>
    protected IActorRef Self => _formerCell!;

    /// <summary>The sender of the current message; the dead letters if it has none.</summary>
    protected IActorRef Sender => CurrentCell.Sender;

    internal static ActorCell CurrentCell => ActorCell.Current ?? throw new NotSupportedException(
        "There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    internal SupervisorStrategy Strategy
    {
        get => _strategy ??= SupervisorStrategy();
        set => _strategy = value;
    }

    /// <summary>Calls <see cref="PreStart"/>.</summary>
    public virtual void AroundPreStart() => PreStart();

    /// <summary>Calls <see cref="PreRestart"/>.</summary>
    public virtual void AroundPreRestart(Exception cause, object message) => PreRestart(cause, message);

    /// <summary>Calls <see cref="PostRestart"/>.</summary>
    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    /// <summary>Calls <see cref="PostStop"/>.</summary>
    public virtual void AroundPostStop() => PostStop();

    /// <summary>Calls the behaviour, and <see cref="Unhandled"/> where it does not handle the message.</summary>
    protected virtual bool AroundReceive(Receive receive, object message)
    {
        var handled = receive(message);
        if (!handled)
            Unhandled(message);
        return handled;
    }

    /// <summary>Handles a message; returns whether it did.</summary>
    protected abstract bool Receive(object message);

    /// <summary>Called for a message that nothing handled: publishes <see cref="UnhandledMessage"/>.</summary>
    /// <exception cref="DeathPactException">The message is <see cref="Terminated"/>.</exception>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);
        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    /// <summary>Replaces the behaviour.</summary>
    protected void Become(Receive receive) => Context.Become(receive);

    /// <summary>Replaces the behaviour until <see cref="UnbecomeStacked"/>.</summary>
    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    /// <summary>Goes back to the behaviour before.</summary>
    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    /// <summary>Sets after how much silence the actor gets <see cref="ReceiveTimeout"/>; null = never.</summary>
    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    /// <summary>Called before the first message of the first instance, and by default of every other one.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>Called on the old instance before a restart: by default stops all children and calls <see cref="PostStop"/>.</summary>
    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in CurrentCell.Children())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        PostStop();
    }

    /// <summary>Called on the new instance after a restart: by default calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>Called after the last message.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>How this actor supervises its children; asked once per instance.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actors.SupervisorStrategy.DefaultStrategy;

    internal void Deliver(Receive? behaviour, object message)
    {
        if (_intercepts)
            AroundReceive(behaviour ?? Receive, message);
        else if (!(behaviour is null ? Receive(message) : behaviour(message)))
            Unhandled(message);
    }

    internal void Attach(ActorCell cell, SupervisorStrategy? strategy)
    {
        _cell = cell;
        _formerCell = cell;
        if (strategy is not null)
            _strategy = strategy;
        if (this is IWithTimers timed)
            timed.Timers = cell.Timers;
        if (this is IActorStash stashing)
            stashing.Stash = new ActorStash(cell, StashCapacity(cell));
    }

    internal void Detach() => _cell = null;

    private int StashCapacity(ActorCell cell) =>
        this is IWithUnboundedStash ? -1 : cell.Limit is null ? -1 : cell.SystemImpl.Mailboxes.StashCapacityFor(cell.Props, cell.Path);
}

/// <summary>An actor that handles every message in one method.</summary>
public abstract class UntypedActor : ActorBase
{
    /// <summary>The context of the actor whose turn it is.</summary>
    protected static new IUntypedActorContext Context => CurrentCell;

    /// <summary>Handles a message.</summary>
    protected abstract void OnReceive(object message);

    /// <inheritdoc/>
    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    /// <summary>Runs an action in the actor's turn.</summary>
    protected void RunTask(Action action) => ActorTaskScheduler.RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

    /// <summary>Runs an asynchronous action; the actor handles no other message until it has ended.</summary>
    protected void RunTask(Func<Task> action) => ActorTaskScheduler.RunTask(action);

    /// <summary>Replaces the behaviour.</summary>
    protected void Become(UntypedReceive receive) => Context.Become(receive);

    /// <summary>Replaces the behaviour until <see cref="ActorBase.UnbecomeStacked"/>.</summary>
    protected void BecomeStacked(UntypedReceive receive) => Context.BecomeStacked(receive);
}
