using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks for the state of transactional ids.</summary>
internal sealed class DescribeTransactionsRequest : IRequest<DescribeTransactionsResponse>
{
    public static ApiSpec Api => new(ApiKey.DescribeTransactions, 0, 0, 0);

    public List<string> TransactionalIds { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        TransactionalIds = f.StringArray(TransactionalIds);
        f.Tags();
    }
}

/// <summary>State and partitions of each transactional id.</summary>
internal sealed class DescribeTransactionsResponse : IWireStruct
{
    public List<DescribedTransaction> TransactionStates { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        f.Int32(0); // throttle time
        TransactionStates = f.Array(TransactionStates);
        f.Tags();
    }
}

internal sealed class DescribedTransaction : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public string TransactionalId { get; set; } = "";

    public string TransactionState { get; set; } = "";

    public int TransactionTimeoutMs { get; set; }

    public long TransactionStartTimeMs { get; set; }

    public long ProducerId { get; set; }

    public short ProducerEpoch { get; set; }

    public List<TopicData> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ErrorCode = f.Error(ErrorCode);
        TransactionalId = f.String(TransactionalId);
        TransactionState = f.String(TransactionState);
        TransactionTimeoutMs = f.Int32(TransactionTimeoutMs);
        TransactionStartTimeMs = f.Int64(TransactionStartTimeMs);
        ProducerId = f.Int64(ProducerId);
        ProducerEpoch = f.Int16(ProducerEpoch);
        Topics = f.Array(Topics);
        f.Tags();
    }
}

internal sealed class TopicData : IWireStruct
{
    public string Topic { get; set; } = "";

    public List<int> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Topic = f.String(Topic);
        Partitions = f.Int32Array(Partitions);
        f.Tags();
    }
}
