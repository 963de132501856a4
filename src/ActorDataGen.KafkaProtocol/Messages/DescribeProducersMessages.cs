using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks DescribeProducers, versions 0 to 0.</summary>
internal sealed class DescribeProducersRequest : IRequest<DescribeProducersResponse>
{
    public static ApiSpec Api => new(ApiKey.DescribeProducers, 0, 0, 0);

    public List<DescribeProducersTopicRequest> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Topics = f.Array(Topics);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeProducersRequest"/>.</summary>
internal sealed class DescribeProducersTopicRequest : IWireStruct
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

/// <summary>Answers <see cref="DescribeProducersRequest"/>.</summary>
internal sealed class DescribeProducersResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public List<DescribeProducersTopicResponse> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        Topics = f.Array(Topics);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeProducersResponse"/>.</summary>
internal sealed class DescribeProducersTopicResponse : IWireStruct
{
    public string Name { get; set; } = "";

    public List<DescribeProducersPartitionResponse> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeProducersResponse"/>.</summary>
internal sealed class DescribeProducersPartitionResponse : IWireStruct
{
    public int PartitionIndex { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public List<DescribeProducersProducer> ActiveProducers { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        ErrorCode = f.Error(ErrorCode);
        ErrorMessage = f.NullableString(ErrorMessage);
        ActiveProducers = f.Array(ActiveProducers);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeProducersResponse"/>.</summary>
internal sealed class DescribeProducersProducer : IWireStruct
{
    public long ProducerId { get; set; }

    public int ProducerEpoch { get; set; }

    public int LastSequence { get; set; } = -1;

    public long LastTimestamp { get; set; } = -1;

    public int CoordinatorEpoch { get; set; }

    public long CurrentTxnStartOffset { get; set; } = -1;

    public void Transfer(ref FieldCodec f)
    {
        ProducerId = f.Int64(ProducerId);
        ProducerEpoch = f.Int32(ProducerEpoch);
        LastSequence = f.Int32(LastSequence);
        LastTimestamp = f.Int64(LastTimestamp);
        CoordinatorEpoch = f.Int32(CoordinatorEpoch);
        CurrentTxnStartOffset = f.Int64(CurrentTxnStartOffset);
        f.Tags();
    }
}
