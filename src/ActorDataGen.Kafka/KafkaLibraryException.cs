namespace ActorDataGen.Kafka;

/// <summary>The native librdkafka is missing or can't be used. The message is one line and names the remedy.</summary>
public sealed class KafkaLibraryException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public KafkaLibraryException() { }

    /// <summary>Makes one with a message of one line that names the remedy.</summary>
    public KafkaLibraryException(string message) : base(message) { }

    /// <summary>Makes one with a message and what caused it.</summary>
    public KafkaLibraryException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Always false: a library does not appear by waiting for it.</summary>
    public static bool IsTransient => false;
}
