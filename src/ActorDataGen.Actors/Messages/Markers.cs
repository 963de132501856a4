namespace ActorDataGen.Actors;

/// <summary>Marks a message that the runtime itself handles before the actor's behaviour sees it.</summary>
public interface IAutoReceivedMessage;

/// <summary>Marks a message that may end the actor that handles it.</summary>
public interface IPossiblyHarmful;

/// <summary>Marks a message that neither ends nor restarts an actor's receive timeout.</summary>
public interface INotInfluenceReceiveTimeout;

/// <summary>Marks a message that is published as <see cref="SuppressedDeadLetter"/>, and so not logged, when nobody gets it.</summary>
public interface IDeadLetterSuppression;

/// <summary>A message that wraps another one.</summary>
public interface IWrappedMessage
{
    /// <summary>The wrapped message.</summary>
    object Message { get; }
}
