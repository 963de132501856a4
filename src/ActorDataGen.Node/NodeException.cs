namespace ActorDataGen.Node;

/// <summary>The node cannot start or go on as it is configured; the message is one line with the remedy.</summary>
public sealed class NodeException : Exception
{
    /// <summary>Makes one.</summary>
    public NodeException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
