using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks DeleteRecords, versions 0 to 2.</summary>
internal sealed class DeleteRecordsRequest : IRequest<DeleteRecordsResponse>
{
    public static ApiSpec Api => new(ApiKey.DeleteRecords, 0, 2, 2);

    public List<DeleteRecordsTopic> Topics { get; set; } = [];

    public int TimeoutMs { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Topics = f.Array(Topics);
        TimeoutMs = f.Int32(TimeoutMs);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DeleteRecordsRequest"/>.</summary>
internal sealed class DeleteRecordsTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<DeleteRecordsPartition> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DeleteRecordsRequest"/>.</summary>
internal sealed class DeleteRecordsPartition : IWireStruct
{
    public int PartitionIndex { get; set; }

    public long Offset { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        Offset = f.Int64(Offset);
        f.Tags();
    }
}

/// <summary>Answers <see cref="DeleteRecordsRequest"/>.</summary>
internal sealed class DeleteRecordsResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public List<DeleteRecordsTopicResult> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        Topics = f.Array(Topics);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DeleteRecordsResponse"/>.</summary>
internal sealed class DeleteRecordsTopicResult : IWireStruct
{
    public string Name { get; set; } = "";

    public List<DeleteRecordsPartitionResult> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DeleteRecordsResponse"/>.</summary>
internal sealed class DeleteRecordsPartitionResult : IWireStruct
{
    public int PartitionIndex { get; set; }

    public long LowWatermark { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        LowWatermark = f.Int64(LowWatermark);
        ErrorCode = f.Error(ErrorCode);
        f.Tags();
    }
}
