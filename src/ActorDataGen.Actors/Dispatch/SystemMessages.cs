namespace ActorDataGen.Actors;

/// <summary>A message of the runtime to an actor's cell. Goes before user messages, and is handled while the actor is suspended.</summary>
internal abstract class SystemMessage
{
    /// <summary>The next one in whatever list this one is in. A message is in one list only, so each is sent once.</summary>
    internal SystemMessage? Next;

    /// <summary>True for what waits while the actor is suspended (it failed, or awaits).</summary>
    internal virtual bool StashWhenSuspended => false;

    /// <summary>True for what waits while the actor is waiting for its children to end.</summary>
    internal virtual bool StashWhenWaitingForChildren => false;
}

/// <summary>Creates the actor instance.</summary>
internal sealed class Create : SystemMessage;

/// <summary>Restarts the actor because of a failure.</summary>
internal sealed class Recreate(Exception cause) : SystemMessage
{
    public Exception Cause => cause;

    internal override bool StashWhenWaitingForChildren => true;
}

/// <summary>Suspends the actor and its children.</summary>
internal sealed class Suspend : SystemMessage
{
    internal override bool StashWhenWaitingForChildren => true;
}

/// <summary>Takes back one suspension of the actor and its children.</summary>
internal sealed class Resume(Exception? causedByFailure) : SystemMessage
{
    public Exception? CausedByFailure => causedByFailure;

    internal override bool StashWhenWaitingForChildren => true;
}

/// <summary>Stops the actor.</summary>
internal sealed class Terminate : SystemMessage;

/// <summary>Tells a parent that a child failed, and waits for its decision.</summary>
internal sealed class Failed(ActorCell child, Exception cause) : SystemMessage
{
    public ActorCell Child => child;

    public Exception Cause => cause;

    internal override bool StashWhenSuspended => true;

    internal override bool StashWhenWaitingForChildren => true;
}

/// <summary>Adds a watcher.</summary>
internal sealed class Watch(ActorRefBase watchee, ActorRefBase watcher) : SystemMessage
{
    public ActorRefBase Watchee => watchee;

    public ActorRefBase Watcher => watcher;
}

/// <summary>Takes a watcher away.</summary>
internal sealed class Unwatch(ActorRefBase watchee, ActorRefBase watcher) : SystemMessage
{
    public ActorRefBase Watchee => watchee;

    public ActorRefBase Watcher => watcher;
}

/// <summary>Tells a parent or a watcher that an actor is gone.</summary>
internal sealed class DeathWatchNotification(ActorRefBase actor, bool existenceConfirmed) : SystemMessage
{
    public ActorRefBase Actor => actor;

    public bool ExistenceConfirmed => existenceConfirmed;
}

/// <summary>Carries a step of an asynchronous handler back into the actor's turn, or the failure that ended it.</summary>
internal sealed class TaskStep : SystemMessage
{
    public TaskStep(ActorTaskScheduler scheduler, Task task)
    {
        Scheduler = scheduler;
        Task = task;
    }

    public TaskStep(ActorTaskScheduler scheduler, Exception failure)
    {
        Scheduler = scheduler;
        Failure = failure;
    }

    public ActorTaskScheduler Scheduler { get; }

    public Task? Task { get; }

    public Exception? Failure { get; }
}
