namespace ActorDataGen.Actors.TestKit;

/// <summary>A message that a test actor received.</summary>
public abstract class MessageEnvelope
{
    /// <summary>The message.</summary>
    public abstract object Message { get; }

    /// <summary>Its sender.</summary>
    public abstract IActorRef Sender { get; }
}

/// <summary>A message that was there.</summary>
public class RealMessageEnvelope : MessageEnvelope
{
    /// <summary>Creates the envelope.</summary>
    public RealMessageEnvelope(object message, IActorRef sender)
    {
        Message = message;
        Sender = sender;
    }

    /// <inheritdoc/>
    public override object Message { get; }

    /// <inheritdoc/>
    public override IActorRef Sender { get; }

    /// <inheritdoc/>
    public override string ToString() => $"<{Message}> from {Sender}";
}

/// <summary>No message.</summary>
public sealed class NullMessageEnvelope : MessageEnvelope
{
    /// <summary>The only instance.</summary>
    public static NullMessageEnvelope Instance = new();

    private NullMessageEnvelope()
    {
    }

    /// <inheritdoc/>
    public override object Message => throw new IllegalActorStateException("last receive did not dequeue a message");

    /// <inheritdoc/>
    public override IActorRef Sender => throw new IllegalActorStateException("last receive did not dequeue a message");

    /// <inheritdoc/>
    public override string ToString() => "<null>";
}
