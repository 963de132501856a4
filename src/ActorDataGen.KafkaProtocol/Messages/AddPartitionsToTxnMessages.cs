using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Adds partitions to a transaction. Up to version 3 from clients, one transaction; from 4 on from brokers, many.</summary>
internal sealed class AddPartitionsToTxnRequest : IRequest<AddPartitionsToTxnResponse>
{
    public static ApiSpec Api => new(ApiKey.AddPartitionsToTxn, 0, 5, 3);

    public List<AddPartitionsToTxnTransaction> Transactions { get; set; } = [];

    public string V3AndBelowTransactionalId { get; set; } = "";

    public long V3AndBelowProducerId { get; set; }

    public short V3AndBelowProducerEpoch { get; set; }

    public List<AddPartitionsToTxnTopic> V3AndBelowTopics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 4)
        {
            Transactions = f.Array(Transactions);
        }

        if (f.Version <= 3)
        {
            V3AndBelowTransactionalId = f.String(V3AndBelowTransactionalId);
            V3AndBelowProducerId = f.Int64(V3AndBelowProducerId);
            V3AndBelowProducerEpoch = f.Int16(V3AndBelowProducerEpoch);
            V3AndBelowTopics = f.Array(V3AndBelowTopics);
        }

        f.Tags();
    }
}

internal sealed class AddPartitionsToTxnTransaction : IWireStruct
{
    public string TransactionalId { get; set; } = "";

    public long ProducerId { get; set; }

    public short ProducerEpoch { get; set; }

    public bool VerifyOnly { get; set; }

    public List<AddPartitionsToTxnTopic> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        TransactionalId = f.String(TransactionalId);
        ProducerId = f.Int64(ProducerId);
        ProducerEpoch = f.Int16(ProducerEpoch);
        VerifyOnly = f.Bool(VerifyOnly);
        Topics = f.Array(Topics);
        f.Tags();
    }
}

internal sealed class AddPartitionsToTxnTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<int> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Int32Array(Partitions);
        f.Tags();
    }
}

/// <summary>How it went for each partition.</summary>
internal sealed class AddPartitionsToTxnResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public List<AddPartitionsToTxnResult> ResultsByTransaction { get; set; } = [];

    public List<AddPartitionsToTxnTopicResult> ResultsByTopicV3AndBelow { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        f.Int32(0); // throttle time

        if (f.Version >= 4)
        {
            ErrorCode = f.Error(ErrorCode);
            ResultsByTransaction = f.Array(ResultsByTransaction);
        }

        if (f.Version <= 3)
        {
            ResultsByTopicV3AndBelow = f.Array(ResultsByTopicV3AndBelow);
        }

        f.Tags();
    }
}

internal sealed class AddPartitionsToTxnResult : IWireStruct
{
    public string TransactionalId { get; set; } = "";

    public List<AddPartitionsToTxnTopicResult> TopicResults { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        TransactionalId = f.String(TransactionalId);
        TopicResults = f.Array(TopicResults);
        f.Tags();
    }
}

internal sealed class AddPartitionsToTxnTopicResult : IWireStruct
{
    public string Name { get; set; } = "";

    public List<AddPartitionsToTxnPartitionResult> ResultsByPartition { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        ResultsByPartition = f.Array(ResultsByPartition);
        f.Tags();
    }
}

internal sealed class AddPartitionsToTxnPartitionResult : IWireStruct
{
    public int PartitionIndex { get; set; }

    public ErrorCode PartitionErrorCode { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        PartitionErrorCode = f.Error(PartitionErrorCode);
        f.Tags();
    }
}
