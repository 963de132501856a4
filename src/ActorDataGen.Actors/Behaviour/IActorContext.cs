namespace ActorDataGen.Actors;

/// <summary>Handles a message; returns whether it did.</summary>
public delegate bool Receive(object message);

/// <summary>Handles every message.</summary>
public delegate void UntypedReceive(object message);

/// <summary>Creates actors and finds them.</summary>
public interface IActorRefFactory
{
    /// <summary>Creates an actor, which starts by itself; what its constructor throws goes to its supervisor, not to the caller.</summary>
    /// <param name="props">What to create.</param>
    /// <param name="name">A name that no sibling has, or null for one made up.</param>
    /// <exception cref="InvalidActorNameException">The name is taken or not allowed.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>Addresses whatever lives at a path.</summary>
    ActorSelection ActorSelection(ActorPath actorPath);

    /// <summary>Addresses whatever lives at a path, absolute or relative; <c>*</c> and <c>?</c> are wild cards.</summary>
    ActorSelection ActorSelection(string actorPath);
}

/// <summary>Learns of the end of other actors.</summary>
public interface ICanWatch
{
    /// <summary>Asks for one <see cref="Terminated"/> when the actor is gone; at once, if it is already.</summary>
    IActorRef Watch(IActorRef subject);

    /// <summary>Like <see cref="Watch"/>, with a message of one's own in place of <see cref="Terminated"/>.</summary>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>Takes a watch back. No <see cref="Terminated"/> is handled from here on, even if one is in the mailbox.</summary>
    IActorRef Unwatch(IActorRef subject);
}

/// <summary>An actor's view of itself and its surroundings. Valid in the actor's turn only.</summary>
public interface IActorContext : IActorRefFactory, ICanWatch
{
    /// <summary>The actor's own reference.</summary>
    IActorRef Self { get; }

    /// <summary>What the actor was created from.</summary>
    Props Props { get; }

    /// <summary>The sender of the current message; the dead letters if it has none.</summary>
    IActorRef Sender { get; }

    /// <summary>The system that the actor lives in.</summary>
    ActorSystem System { get; }

    /// <summary>The supervisor.</summary>
    IActorRef Parent { get; }

    /// <summary>After how much silence the actor gets <see cref="Actors.ReceiveTimeout"/>; null = never.</summary>
    TimeSpan? ReceiveTimeout { get; }

    /// <summary>Replaces the behaviour.</summary>
    void Become(Receive receive);

    /// <summary>Replaces the behaviour until <see cref="UnbecomeStacked"/>.</summary>
    void BecomeStacked(Receive receive);

    /// <summary>Goes back to the behaviour before; the first one stays.</summary>
    void UnbecomeStacked();

    /// <summary>The child of a name, or <see cref="ActorRefs.Nobody"/>.</summary>
    IActorRef Child(string name);

    /// <summary>All children.</summary>
    IEnumerable<IActorRef> GetChildren();

    /// <summary>Sets after how much silence the actor gets <see cref="Actors.ReceiveTimeout"/>; null = never.</summary>
    void SetReceiveTimeout(TimeSpan? timeout);

    /// <summary>Stops an actor after the message that it is handling.</summary>
    void Stop(IActorRef child);
}

/// <summary>The context of an <see cref="UntypedActor"/>.</summary>
public interface IUntypedActorContext : IActorContext
{
    /// <summary>Replaces the behaviour.</summary>
    void Become(UntypedReceive receive);

    /// <summary>Replaces the behaviour until <see cref="IActorContext.UnbecomeStacked"/>.</summary>
    void BecomeStacked(UntypedReceive receive);
}

/// <summary>Shorter ways of creating actors.</summary>
public static class ActorRefFactoryExtensions
{
    /// <summary>Creates an actor that needs no arguments.</summary>
    public static IActorRef ActorOf<TActor>(this IActorRefFactory factory, string? name = null)
        where TActor : ActorBase, new() => factory.ActorOf(Props.Create<TActor>(), name);

    /// <summary>Addresses whatever lives at a path relative to an actor.</summary>
    public static ActorSelection ActorSelection(this IActorRefFactory factory, IActorRef anchorRef, string actorPath) =>
        new(anchorRef, actorPath);
}
