using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Commits offsets of a group with a transaction.</summary>
internal sealed class TxnOffsetCommitRequest : IRequest<TxnOffsetCommitResponse>
{
    public static ApiSpec Api => new(ApiKey.TxnOffsetCommit, 0, 4, 3);

    public string TransactionalId { get; set; } = "";

    public string GroupId { get; set; } = "";

    public long ProducerId { get; set; }

    public short ProducerEpoch { get; set; }

    public int GenerationId { get; set; } = -1;

    public string MemberId { get; set; } = "";

    public string? GroupInstanceId { get; set; }

    public List<TxnOffsetCommitRequestTopic> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        TransactionalId = f.String(TransactionalId);
        GroupId = f.String(GroupId);
        ProducerId = f.Int64(ProducerId);
        ProducerEpoch = f.Int16(ProducerEpoch);

        if (f.Version >= 3)
        {
            GenerationId = f.Int32(GenerationId);
            MemberId = f.String(MemberId);
            GroupInstanceId = f.NullableString(GroupInstanceId);
        }

        Topics = f.Array(Topics);
        f.Tags();
    }
}

internal sealed class TxnOffsetCommitRequestTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<TxnOffsetCommitRequestPartition> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

internal sealed class TxnOffsetCommitRequestPartition : IWireStruct
{
    public int PartitionIndex { get; set; }

    public long CommittedOffset { get; set; }

    public int CommittedLeaderEpoch { get; set; } = -1;

    public string? CommittedMetadata { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        CommittedOffset = f.Int64(CommittedOffset);

        if (f.Version >= 2)
        {
            CommittedLeaderEpoch = f.Int32(CommittedLeaderEpoch);
        }

        CommittedMetadata = f.NullableString(CommittedMetadata);
        f.Tags();
    }
}

/// <summary>How it went for each partition.</summary>
internal sealed class TxnOffsetCommitResponse : IWireStruct
{
    public List<TxnOffsetCommitResponseTopic> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        f.Int32(0); // throttle time
        Topics = f.Array(Topics);
        f.Tags();
    }
}

internal sealed class TxnOffsetCommitResponseTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<TxnOffsetCommitResponsePartition> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

internal sealed class TxnOffsetCommitResponsePartition : IWireStruct
{
    public int PartitionIndex { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        ErrorCode = f.Error(ErrorCode);
        f.Tags();
    }
}
