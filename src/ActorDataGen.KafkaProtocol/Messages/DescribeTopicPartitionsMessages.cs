using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks DescribeTopicPartitions, versions 0 to 0.</summary>
internal sealed class DescribeTopicPartitionsRequest : IRequest<DescribeTopicPartitionsResponse>
{
    public static ApiSpec Api => new(ApiKey.DescribeTopicPartitions, 0, 0, 0);

    public List<DescribeTopicPartitionsTopicRequest> Topics { get; set; } = [];

    public int ResponsePartitionLimit { get; set; } = 2000;

    public DescribeTopicPartitionsCursor? Cursor { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Topics = f.Array(Topics);
        ResponsePartitionLimit = f.Int32(ResponsePartitionLimit);
        Cursor = f.NullableStruct(Cursor);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeTopicPartitionsRequest"/>.</summary>
internal sealed class DescribeTopicPartitionsTopicRequest : IWireStruct
{
    public string Name { get; set; } = "";

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeTopicPartitionsRequest"/>.</summary>
internal sealed class DescribeTopicPartitionsCursor : IWireStruct
{
    public string TopicName { get; set; } = "";

    public int PartitionIndex { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        TopicName = f.String(TopicName);
        PartitionIndex = f.Int32(PartitionIndex);
        f.Tags();
    }
}

/// <summary>Answers <see cref="DescribeTopicPartitionsRequest"/>.</summary>
internal sealed class DescribeTopicPartitionsResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public List<DescribeTopicPartitionsResponseTopic> Topics { get; set; } = [];

    public DescribeTopicPartitionsNextCursor? NextCursor { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        Topics = f.Array(Topics);
        NextCursor = f.NullableStruct(NextCursor);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeTopicPartitionsResponse"/>.</summary>
internal sealed class DescribeTopicPartitionsResponseTopic : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public string? Name { get; set; }

    public Guid TopicId { get; set; }

    public bool IsInternal { get; set; }

    public List<DescribeTopicPartitionsResponsePartition> Partitions { get; set; } = [];

    public int TopicAuthorizedOperations { get; set; } = int.MinValue;

    public void Transfer(ref FieldCodec f)
    {
        ErrorCode = f.Error(ErrorCode);
        Name = f.NullableString(Name);
        TopicId = f.Uuid(TopicId);
        IsInternal = f.Bool(IsInternal);
        Partitions = f.Array(Partitions);
        TopicAuthorizedOperations = f.Int32(TopicAuthorizedOperations);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeTopicPartitionsResponse"/>.</summary>
internal sealed class DescribeTopicPartitionsResponsePartition : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public int PartitionIndex { get; set; }

    public int LeaderId { get; set; }

    public int LeaderEpoch { get; set; } = -1;

    public List<int> ReplicaNodes { get; set; } = [];

    public List<int> IsrNodes { get; set; } = [];

    public List<int>? EligibleLeaderReplicas { get; set; }

    public List<int>? LastKnownElr { get; set; }

    public List<int> OfflineReplicas { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ErrorCode = f.Error(ErrorCode);
        PartitionIndex = f.Int32(PartitionIndex);
        LeaderId = f.Int32(LeaderId);
        LeaderEpoch = f.Int32(LeaderEpoch);
        ReplicaNodes = f.Int32Array(ReplicaNodes);
        IsrNodes = f.Int32Array(IsrNodes);
        EligibleLeaderReplicas = f.NullableInt32Array(EligibleLeaderReplicas);
        LastKnownElr = f.NullableInt32Array(LastKnownElr);
        OfflineReplicas = f.Int32Array(OfflineReplicas);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeTopicPartitionsResponse"/>.</summary>
internal sealed class DescribeTopicPartitionsNextCursor : IWireStruct
{
    public string TopicName { get; set; } = "";

    public int PartitionIndex { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        TopicName = f.String(TopicName);
        PartitionIndex = f.Int32(PartitionIndex);
        f.Tags();
    }
}
