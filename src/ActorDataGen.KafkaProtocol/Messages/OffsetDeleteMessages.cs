using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Forgets committed offsets.</summary>
internal sealed class OffsetDeleteRequest : IRequest<OffsetDeleteResponse>
{
    public static ApiSpec Api => new(ApiKey.OffsetDelete, 0, 0, short.MaxValue);

    public string GroupId { get; set; } = "";

    public List<OffsetDeleteRequestTopic> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        GroupId = f.String(GroupId);
        Topics = f.Array(Topics);
        f.Tags();
    }
}

internal sealed class OffsetDeleteRequestTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<OffsetDeleteRequestPartition> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

internal sealed class OffsetDeleteRequestPartition : IWireStruct
{
    public int PartitionIndex { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        f.Tags();
    }
}

/// <summary>How it went for each partition.</summary>
internal sealed class OffsetDeleteResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public List<OffsetDeleteResponseTopic> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ErrorCode = f.Error(ErrorCode);
        f.Int32(0); // throttle time
        Topics = f.Array(Topics);
        f.Tags();
    }
}

internal sealed class OffsetDeleteResponseTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<OffsetDeleteResponsePartition> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

internal sealed class OffsetDeleteResponsePartition : IWireStruct
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
