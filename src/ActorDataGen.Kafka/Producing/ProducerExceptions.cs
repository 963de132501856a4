namespace ActorDataGen.Kafka.Producing;

/// <summary>
/// Somebody else took over the transactional id. Nothing of the open transaction was or will be written, and this producer is closed:
/// to initialise it again would take the ownership back from whoever has it now.
/// </summary>
public sealed class ProducerFencedException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public ProducerFencedException() { }

    /// <summary>Makes one with a message.</summary>
    public ProducerFencedException(string message) : base(message) { }

    /// <summary>Makes one with a message and what caused it.</summary>
    public ProducerFencedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Always false.</summary>
    public static bool IsTransient => false;
}

/// <summary>
/// A transaction did not commit, or nobody knows whether it did, and the producer is closed. Taking ownership again settles it:
/// what the topics say then is true.
/// </summary>
public sealed class TransactionFailedException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public TransactionFailedException() { }

    /// <summary>Makes one with a message.</summary>
    public TransactionFailedException(string message) : base(message) { }

    /// <summary>Makes one with a message and what caused it.</summary>
    public TransactionFailedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>True: the brokers were not there, or were busy.</summary>
    public static bool IsTransient => true;
}
