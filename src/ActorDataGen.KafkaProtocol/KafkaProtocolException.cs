namespace ActorDataGen.KafkaProtocol;

/// <summary>Bytes that are not what the Kafka protocol says, or an answer that is an error.</summary>
public sealed class KafkaProtocolException : Exception
{
    /// <summary>Bytes that cannot be read.</summary>
    public KafkaProtocolException(string message) : this(ErrorCode.CorruptMessage, message)
    {
    }

    /// <summary>An error that Kafka has a code for.</summary>
    public KafkaProtocolException(ErrorCode error, string message) : base(message) => Error = error;

    /// <summary>The error as Kafka names it.</summary>
    public ErrorCode Error { get; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => Error is ErrorCode.RequestTimedOut or ErrorCode.NotLeaderOrFollower or ErrorCode.LeaderNotAvailable
        or ErrorCode.CoordinatorLoadInProgress or ErrorCode.CoordinatorNotAvailable or ErrorCode.NotCoordinator
        or ErrorCode.ConcurrentTransactions or ErrorCode.NetworkException or ErrorCode.UnknownTopicOrPartition
        or ErrorCode.KafkaStorageError or ErrorCode.NotEnoughReplicas;
}
