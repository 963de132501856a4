using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks ListOffsets, versions 1 to 10.</summary>
internal sealed class ListOffsetsRequest : IRequest<ListOffsetsResponse>
{
    public static ApiSpec Api => new(ApiKey.ListOffsets, 1, 10, 6);

    public int ReplicaId { get; set; }

    public sbyte IsolationLevel { get; set; }

    public List<ListOffsetsTopic> Topics { get; set; } = [];

    public int TimeoutMs { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        ReplicaId = f.Int32(ReplicaId);

        if (f.Version >= 2)
        {
            IsolationLevel = f.Int8(IsolationLevel);
        }

        Topics = f.Array(Topics);

        if (f.Version >= 10)
        {
            TimeoutMs = f.Int32(TimeoutMs);
        }

        f.Tags();
    }
}

/// <summary>Part of <see cref="ListOffsetsRequest"/>.</summary>
internal sealed class ListOffsetsTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<ListOffsetsPartition> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

/// <summary>Part of <see cref="ListOffsetsRequest"/>.</summary>
internal sealed class ListOffsetsPartition : IWireStruct
{
    public int PartitionIndex { get; set; }

    public int CurrentLeaderEpoch { get; set; } = -1;

    public long Timestamp { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);

        if (f.Version >= 4)
        {
            CurrentLeaderEpoch = f.Int32(CurrentLeaderEpoch);
        }

        Timestamp = f.Int64(Timestamp);
        f.Tags();
    }
}

/// <summary>Answers <see cref="ListOffsetsRequest"/>.</summary>
internal sealed class ListOffsetsResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public List<ListOffsetsTopicResponse> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 2)
        {
            ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        }

        Topics = f.Array(Topics);
        f.Tags();
    }
}

/// <summary>Part of <see cref="ListOffsetsResponse"/>.</summary>
internal sealed class ListOffsetsTopicResponse : IWireStruct
{
    public string Name { get; set; } = "";

    public List<ListOffsetsPartitionResponse> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

/// <summary>Part of <see cref="ListOffsetsResponse"/>.</summary>
internal sealed class ListOffsetsPartitionResponse : IWireStruct
{
    public int PartitionIndex { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public long Timestamp { get; set; } = -1;

    public long Offset { get; set; } = -1;

    public int LeaderEpoch { get; set; } = -1;

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        ErrorCode = f.Error(ErrorCode);
        Timestamp = f.Int64(Timestamp);
        Offset = f.Int64(Offset);

        if (f.Version >= 4)
        {
            LeaderEpoch = f.Int32(LeaderEpoch);
        }

        f.Tags();
    }
}
