using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks OffsetForLeaderEpoch, versions 2 to 4.</summary>
internal sealed class OffsetForLeaderEpochRequest : IRequest<OffsetForLeaderEpochResponse>
{
    public static ApiSpec Api => new(ApiKey.OffsetForLeaderEpoch, 2, 4, 4);

    public int ReplicaId { get; set; } = -2;

    public List<OffsetForLeaderTopic> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 3)
        {
            ReplicaId = f.Int32(ReplicaId);
        }

        Topics = f.Array(Topics);
        f.Tags();
    }
}

/// <summary>Part of <see cref="OffsetForLeaderEpochRequest"/>.</summary>
internal sealed class OffsetForLeaderTopic : IWireStruct
{
    public string Topic { get; set; } = "";

    public List<OffsetForLeaderPartition> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Topic = f.String(Topic);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

/// <summary>Part of <see cref="OffsetForLeaderEpochRequest"/>.</summary>
internal sealed class OffsetForLeaderPartition : IWireStruct
{
    public int Partition { get; set; }

    public int CurrentLeaderEpoch { get; set; } = -1;

    public int LeaderEpoch { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Partition = f.Int32(Partition);
        CurrentLeaderEpoch = f.Int32(CurrentLeaderEpoch);
        LeaderEpoch = f.Int32(LeaderEpoch);
        f.Tags();
    }
}

/// <summary>Answers <see cref="OffsetForLeaderEpochRequest"/>.</summary>
internal sealed class OffsetForLeaderEpochResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public List<OffsetForLeaderTopicResult> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        Topics = f.Array(Topics);
        f.Tags();
    }
}

/// <summary>Part of <see cref="OffsetForLeaderEpochResponse"/>.</summary>
internal sealed class OffsetForLeaderTopicResult : IWireStruct
{
    public string Topic { get; set; } = "";

    public List<OffsetForLeaderEndOffset> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Topic = f.String(Topic);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

/// <summary>Part of <see cref="OffsetForLeaderEpochResponse"/>.</summary>
internal sealed class OffsetForLeaderEndOffset : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public int Partition { get; set; }

    public int LeaderEpoch { get; set; } = -1;

    public long EndOffset { get; set; } = -1;

    public void Transfer(ref FieldCodec f)
    {
        ErrorCode = f.Error(ErrorCode);
        Partition = f.Int32(Partition);
        LeaderEpoch = f.Int32(LeaderEpoch);
        EndOffset = f.Int64(EndOffset);
        f.Tags();
    }
}
