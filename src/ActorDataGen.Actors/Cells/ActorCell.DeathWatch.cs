namespace ActorDataGen.Actors;

/// <summary>Who watches whom.</summary>
internal sealed partial class ActorCell
{
    // Watched actors, with the message that was asked for in place of Terminated.
    private Dictionary<ActorRefBase, object?>? _watching;
    private HashSet<ActorRefBase>? _watchedBy;

    // Actors whose Terminated is in the mailbox: taken out by Unwatch, so that it is not delivered any more.
    private Dictionary<ActorRefBase, object?>? _terminatedQueued;

    public IActorRef Watch(IActorRef subject) => Watch(subject, null);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Watch(subject, message);
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        var identity = Identity(subject);
        if (!ReferenceEquals(identity, this) && _watching?.Remove(identity) == true)
            identity.SendSystemMessage(new Unwatch(identity, this));
        _terminatedQueued?.Remove(identity);
        return subject;
    }

    private static ActorRefBase Identity(IActorRef subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return (subject as IInternalActorRef)?.Identity ?? throw new ArgumentException($"{subject} can't be watched.", nameof(subject));
    }

    private IActorRef Watch(IActorRef subject, object? message)
    {
        var identity = Identity(subject);
        if (ReferenceEquals(identity, this))
            return subject;
        _watching ??= [];
        if (_watching.TryGetValue(identity, out var before))
        {
            if (!Equals(before, message))
            {
                throw new InvalidOperationException(
                    $"Watch({Self}, {subject}) termination message was not overwritten from [{before ?? "Terminated"}] to [{message ?? "Terminated"}]. " +
                    "If this was intended, unwatch first before using `watch`/`watchWith` with another message.");
            }

            return subject;
        }

        _watching.Add(identity, message);
        identity.SendSystemMessage(new Watch(identity, this));
        return subject;
    }

    private void AddWatcher(ActorRefBase watchee, ActorRefBase watcher)
    {
        if (ReferenceEquals(watchee, this) && !ReferenceEquals(watcher, this))
            (_watchedBy ??= []).Add(watcher);
        else if (!ReferenceEquals(watchee, this) && ReferenceEquals(watcher, this))
            Watch(watchee);
    }

    private void RemoveWatcher(ActorRefBase watchee, ActorRefBase watcher)
    {
        if (ReferenceEquals(watchee, this))
            _watchedBy?.Remove(watcher);
        else if (ReferenceEquals(watcher, this))
            Unwatch(watchee);
    }

    private void WatchedActorTerminated(ActorRefBase actor, bool existenceConfirmed)
    {
        if (_watching is not null && _watching.Remove(actor, out var message) && !IsTerminating)
        {
            (_terminatedQueued ??= []).TryAdd(actor, message);
            // Past the bound of a bounded mailbox: it is told once, and must arrive.
            _limit?.Force();
            _mailbox.Post(new Terminated(actor, existenceConfirmed, addressTerminated: false), actor);
        }

        if (HasChild(actor))
            HandleChildTerminated((ActorCell)actor);
    }

    private void ReceiveTerminated(Terminated terminated)
    {
        var identity = (terminated.ActorRef as IInternalActorRef)?.Identity;
        if (identity is null || _terminatedQueued is null || !_terminatedQueued.Remove(identity, out var message))
            return;
        if (message is not null)
        {
            _currentMessage = message;
            Receive(message);
        }
        else
        {
            Receive(terminated);
        }
    }

    private void TellWatchersWeDied()
    {
        if (_watchedBy is null)
            return;
        foreach (var watcher in _watchedBy)
        {
            // The parent is told anyway, and must not be told twice.
            if (!ReferenceEquals(watcher, _parent))
                watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true));
        }

        _watchedBy = null;
    }

    private void UnwatchAll()
    {
        if (_watching is not null)
        {
            foreach (var watched in _watching.Keys)
                watched.SendSystemMessage(new Unwatch(watched, this));
        }

        _watching = null;
        _terminatedQueued = null;
    }
}
