namespace ActorDataGen.Generator.Output;

/// <summary>
/// An output does not know any more what it has written since the last commit: a connection broke, a leader moved. Opened again,
/// it ends what was uncommitted and says where to go on.
/// </summary>
internal sealed class OutputLostException : Exception
{
    public OutputLostException() { }

    public OutputLostException(string message) : base(message) { }

    public OutputLostException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>Always true: opening the output again is the cure.</summary>
    public static bool IsTransient => true;
}
