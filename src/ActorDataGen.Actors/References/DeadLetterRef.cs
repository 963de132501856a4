namespace ActorDataGen.Actors;

/// <summary>Where messages go that nobody gets. It publishes them, and answers a watch at once.</summary>
internal sealed class DeadLetterRef(ActorPath path, ActorSystemImpl system) : ActorRefBase, IAsked
{
    public ActorSystemImpl SystemImpl => system;

    public override ActorPath Path => path;

    /// <summary>Publishes a message that a recipient is not there to get.</summary>
    public void Publish(object message, IActorRef? sender, IActorRef recipient)
    {
        switch (message)
        {
            case AllDeadLetters letter:
                // One that a dead subscriber did not get to see was published before; once is enough.
                if (ReferenceEquals(recipient, this))
                    system.EventStream.Publish(letter);
                return;
            case Identify identify:
                (sender ?? this).Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
                return;
            case ActorSelectionMessage { Message: Identify identify }:
                sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
                return;
            case ActorSelectionMessage selected:
                Publish(selected.Message, sender, recipient);
                return;
            case TimerMessage or SilentTimerMessage:
                return; // A timer's tick for an actor that is gone is no message that anyone lost.
            case IDeadLetterSuppression:
                system.EventStream.Publish(new SuppressedDeadLetter(message, sender ?? this, recipient));
                return;
            default:
                system.EventStream.Publish(new DeadLetter(message, sender ?? this, recipient));
                return;
        }
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        // An actor without a name for its answer's receiver tells us: an identity that nobody asked for is no news.
        if (message is ActorIdentity { Subject: null })
            return;
        Publish(message, sender, this);
    }

    internal override void SendSystemMessage(SystemMessage message)
    {
        if (message is Watch watch && !ReferenceEquals(watch.Watchee, this))
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existenceConfirmed: false));
    }
}

/// <summary>A path at which no actor lives: messages to it are dead letters, and a watch of it is answered at once.</summary>
internal sealed class EmptyRef(ActorPath path, ActorSystemImpl system) : ActorRefBase, IAsked
{
    public ActorSystemImpl SystemImpl => system;

    public override ActorPath Path => path;

    protected override void TellInternal(object message, IActorRef sender) => system.DeadLetterRef.Publish(message, sender, this);

    internal override void SendSystemMessage(SystemMessage message)
    {
        if (message is Watch watch)
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existenceConfirmed: false));
    }
}
