using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Commits offsets of a group.</summary>
internal sealed class OffsetCommitRequest : IRequest<OffsetCommitResponse>
{
    public static ApiSpec Api => new(ApiKey.OffsetCommit, 2, 9, 8);

    public string GroupId { get; set; } = "";

    public int GenerationId { get; set; } = -1;

    public string MemberId { get; set; } = "";

    public string? GroupInstanceId { get; set; }

    public long RetentionTimeMs { get; set; } = -1;

    public List<OffsetCommitRequestTopic> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        GroupId = f.String(GroupId);
        GenerationId = f.Int32(GenerationId);
        MemberId = f.String(MemberId);

        if (f.Version >= 7)
        {
            GroupInstanceId = f.NullableString(GroupInstanceId);
        }

        if (f.Version <= 4)
        {
            RetentionTimeMs = f.Int64(RetentionTimeMs);
        }

        Topics = f.Array(Topics);
        f.Tags();
    }
}

internal sealed class OffsetCommitRequestTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<OffsetCommitRequestPartition> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

internal sealed class OffsetCommitRequestPartition : IWireStruct
{
    public int PartitionIndex { get; set; }

    public long CommittedOffset { get; set; }

    public int CommittedLeaderEpoch { get; set; } = -1;

    public string? CommittedMetadata { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        CommittedOffset = f.Int64(CommittedOffset);

        if (f.Version >= 6)
        {
            CommittedLeaderEpoch = f.Int32(CommittedLeaderEpoch);
        }

        CommittedMetadata = f.NullableString(CommittedMetadata);
        f.Tags();
    }
}

/// <summary>How it went for each partition.</summary>
internal sealed class OffsetCommitResponse : IWireStruct
{
    public List<OffsetCommitResponseTopic> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 3)
        {
            f.Int32(0); // throttle time
        }

        Topics = f.Array(Topics);
        f.Tags();
    }
}

internal sealed class OffsetCommitResponseTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<OffsetCommitResponsePartition> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

internal sealed class OffsetCommitResponsePartition : IWireStruct
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
