namespace ActorDataGen.Actors;

/// <summary>Something that messages can be sent to.</summary>
public interface ICanTell
{
    /// <summary>Sends a message and does not wait. Order is kept between one sender and one receiver.</summary>
    /// <exception cref="InvalidMessageException">The message is null.</exception>
    void Tell(object message, IActorRef? sender);
}

/// <summary>The handle of an actor. It stays the same over restarts, and may be kept after the actor is gone.</summary>
public interface IActorRef : ICanTell, IComparable, IComparable<IActorRef>, IEquatable<IActorRef>
{
    /// <summary>Where the actor lives.</summary>
    ActorPath Path { get; }
}

/// <summary>What the runtime itself needs of a reference.</summary>
internal interface IInternalActorRef : IActorRef
{
    void SendSystemMessage(SystemMessage message);

    /// <summary>The reference that the tables of children and watchers hold; a test probe answers with the actor behind it.</summary>
    ActorRefBase Identity { get; }
}

/// <summary>Base of all references: equality is that of paths with uid.</summary>
public abstract class ActorRefBase : IActorRef, IInternalActorRef
{
    /// <inheritdoc/>
    public abstract ActorPath Path { get; }

    ActorRefBase IInternalActorRef.Identity => this;

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender)
    {
        if (message is null)
            ThrowNullMessage();
        TellInternal(message!, sender!);
    }

    /// <summary>Delivers a message that is not null.</summary>
    protected abstract void TellInternal(object message, IActorRef sender);

    void IInternalActorRef.SendSystemMessage(SystemMessage message) => SendSystemMessage(message);

    internal virtual void SendSystemMessage(SystemMessage message)
    {
    }

    /// <inheritdoc/>
    public bool Equals(IActorRef? other) => ReferenceEquals(this, other) || (other is not null && Path.Equals(other.Path));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (obj is IActorRef other && Equals(other));

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(IActorRef? other) => Path.CompareTo(other?.Path);

    /// <inheritdoc/>
    public int CompareTo(object? obj) =>
        obj is null or IActorRef ? CompareTo((IActorRef?)obj) : throw new ArgumentException("Object must be an actor reference.", nameof(obj));

    /// <inheritdoc/>
    public override string ToString() =>
        Path.Uid == 0 ? $"[{Path}]" : $"[{Path.ToStringWithAddress()}#{Path.Uid}]";

    private static void ThrowNullMessage() => throw new InvalidMessageException("Message is null.");
}

/// <summary>Sending on behalf of the actor that is running, if one is.</summary>
public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Sends a message; the sender is the actor whose handler is running, else nobody.</summary>
    public static void Tell(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.Current);

    /// <summary>Passes a message on with its original sender.</summary>
    public static void Forward(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.Current?.Sender);
}

/// <summary>Well-known references.</summary>
public static class ActorRefs
{
    /// <summary>No sender.</summary>
    public static readonly IActorRef? NoSender;

    /// <summary>An actor that does not exist.</summary>
    public static readonly Nobody Nobody = Nobody.Instance;
}

/// <summary>Tests of references.</summary>
public static class ActorRefExtensions
{
    /// <summary>True for null and for <see cref="Nobody"/>.</summary>
    public static bool IsNobody(this IActorRef? actorRef) => actorRef is null or Nobody;

    /// <summary>Returns the reference, or what the function gives where there is nobody.</summary>
    public static IActorRef GetOrElse(this IActorRef? actorRef, Func<IActorRef> elseValue) => actorRef.IsNobody() ? elseValue() : actorRef!;
}

/// <summary>An actor that does not exist; what it is told is dropped.</summary>
public sealed class Nobody : ActorRefBase
{
    /// <summary>The only instance.</summary>
    public static Nobody Instance = new();

    private Nobody()
    {
    }

    /// <inheritdoc/>
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "all-systems")) / "Nobody";

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
    }
}
