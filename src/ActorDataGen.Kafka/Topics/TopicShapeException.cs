namespace ActorDataGen.Kafka.Topics;

/// <summary>A topic is not what it has to be. The message is one line that names the topic and the remedy.</summary>
public sealed class TopicShapeException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public TopicShapeException() { }

    /// <summary>Makes one with a message of one line.</summary>
    public TopicShapeException(string message) : base(message) { }

    /// <summary>Makes one with a message and what caused it.</summary>
    public TopicShapeException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Always false: somebody has to change the topic or the options.</summary>
    public static bool IsTransient => false;
}
