using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks for committed offsets; null topics ask for all.</summary>
internal sealed class OffsetFetchRequest : IRequest<OffsetFetchResponse>
{
    public static ApiSpec Api => new(ApiKey.OffsetFetch, 1, 9, 6);

    public string GroupId { get; set; } = "";

    public List<OffsetFetchRequestTopic>? Topics { get; set; }

    public List<OffsetFetchRequestGroup> Groups { get; set; } = [];

    public bool RequireStable { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version <= 7)
        {
            GroupId = f.String(GroupId);
            Topics = f.NullableArray(Topics);
        }

        if (f.Version >= 8)
        {
            Groups = f.Array(Groups);
        }

        if (f.Version >= 7)
        {
            RequireStable = f.Bool(RequireStable);
        }

        f.Tags();
    }
}

internal sealed class OffsetFetchRequestTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<int> PartitionIndexes { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        PartitionIndexes = f.Int32Array(PartitionIndexes);
        f.Tags();
    }
}

internal sealed class OffsetFetchRequestGroup : IWireStruct
{
    public string GroupId { get; set; } = "";

    public string? MemberId { get; set; }

    public int MemberEpoch { get; set; } = -1;

    public List<OffsetFetchRequestTopics>? Topics { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 8)
        {
            GroupId = f.String(GroupId);
        }

        if (f.Version >= 9)
        {
            MemberId = f.NullableString(MemberId);
            MemberEpoch = f.Int32(MemberEpoch);
        }

        if (f.Version >= 8)
        {
            Topics = f.NullableArray(Topics);
        }

        f.Tags();
    }
}

internal sealed class OffsetFetchRequestTopics : IWireStruct
{
    public string Name { get; set; } = "";

    public List<int> PartitionIndexes { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        PartitionIndexes = f.Int32Array(PartitionIndexes);
        f.Tags();
    }
}

/// <summary>Committed offsets, −1 where there is none.</summary>
internal sealed class OffsetFetchResponse : IWireStruct
{
    public List<OffsetFetchResponseTopic> Topics { get; set; } = [];

    public ErrorCode ErrorCode { get; set; }

    public List<OffsetFetchResponseGroup> Groups { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 3)
        {
            f.Int32(0); // throttle time
        }

        if (f.Version <= 7)
        {
            Topics = f.Array(Topics);
        }

        if (f.Version is >= 2 and <= 7)
        {
            ErrorCode = f.Error(ErrorCode);
        }

        if (f.Version >= 8)
        {
            Groups = f.Array(Groups);
        }

        f.Tags();
    }
}

internal sealed class OffsetFetchResponseTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<OffsetFetchResponsePartition> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

internal sealed class OffsetFetchResponseGroup : IWireStruct
{
    public string GroupId { get; set; } = "";

    public List<OffsetFetchResponseTopics> Topics { get; set; } = [];

    public ErrorCode ErrorCode { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        GroupId = f.String(GroupId);
        Topics = f.Array(Topics);
        ErrorCode = f.Error(ErrorCode);
        f.Tags();
    }
}

internal sealed class OffsetFetchResponsePartition : IWireStruct
{
    public int PartitionIndex { get; set; }

    public long CommittedOffset { get; set; }

    public int CommittedLeaderEpoch { get; set; } = -1;

    public string? Metadata { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version <= 7)
        {
            PartitionIndex = f.Int32(PartitionIndex);
            CommittedOffset = f.Int64(CommittedOffset);
        }

        if (f.Version is >= 5 and <= 7)
        {
            CommittedLeaderEpoch = f.Int32(CommittedLeaderEpoch);
        }

        if (f.Version <= 7)
        {
            Metadata = f.NullableString(Metadata);
            ErrorCode = f.Error(ErrorCode);
        }

        f.Tags();
    }
}

internal sealed class OffsetFetchResponseTopics : IWireStruct
{
    public string Name { get; set; } = "";

    public List<OffsetFetchResponsePartitions> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

internal sealed class OffsetFetchResponsePartitions : IWireStruct
{
    public int PartitionIndex { get; set; }

    public long CommittedOffset { get; set; }

    public int CommittedLeaderEpoch { get; set; } = -1;

    public string? Metadata { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        CommittedOffset = f.Int64(CommittedOffset);
        CommittedLeaderEpoch = f.Int32(CommittedLeaderEpoch);
        Metadata = f.NullableString(Metadata);
        ErrorCode = f.Error(ErrorCode);
        f.Tags();
    }
}
