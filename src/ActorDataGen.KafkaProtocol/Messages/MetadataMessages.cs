using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks Metadata, versions 0 to 12.</summary>
internal sealed class MetadataRequest : IRequest<MetadataResponse>
{
    public static ApiSpec Api => new(ApiKey.Metadata, 0, 12, 9);

    public List<MetadataRequestTopic>? Topics { get; set; } = [];

    public bool AllowAutoTopicCreation { get; set; } = true;

    public bool IncludeClusterAuthorizedOperations { get; set; }

    public bool IncludeTopicAuthorizedOperations { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Topics = f.NullableArray(Topics);

        if (f.Version >= 4)
        {
            AllowAutoTopicCreation = f.Bool(AllowAutoTopicCreation);
        }

        if (f.Version is >= 8 and <= 10)
        {
            IncludeClusterAuthorizedOperations = f.Bool(IncludeClusterAuthorizedOperations);
        }

        if (f.Version >= 8)
        {
            IncludeTopicAuthorizedOperations = f.Bool(IncludeTopicAuthorizedOperations);
        }

        f.Tags();
    }
}

/// <summary>Part of <see cref="MetadataRequest"/>.</summary>
internal sealed class MetadataRequestTopic : IWireStruct
{
    public Guid TopicId { get; set; }

    public string? Name { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 10)
        {
            TopicId = f.Uuid(TopicId);
        }

        Name = f.NullableString(Name);
        f.Tags();
    }
}

/// <summary>Answers <see cref="MetadataRequest"/>.</summary>
internal sealed class MetadataResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public List<MetadataResponseBroker> Brokers { get; set; } = [];

    public string? ClusterId { get; set; }

    public int ControllerId { get; set; } = -1;

    public List<MetadataResponseTopic> Topics { get; set; } = [];

    public int ClusterAuthorizedOperations { get; set; } = int.MinValue;

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 3)
        {
            ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        }

        Brokers = f.Array(Brokers);

        if (f.Version >= 2)
        {
            ClusterId = f.NullableString(ClusterId);
        }

        if (f.Version >= 1)
        {
            ControllerId = f.Int32(ControllerId);
        }

        Topics = f.Array(Topics);

        if (f.Version is >= 8 and <= 10)
        {
            ClusterAuthorizedOperations = f.Int32(ClusterAuthorizedOperations);
        }

        f.Tags();
    }
}

/// <summary>Part of <see cref="MetadataResponse"/>.</summary>
internal sealed class MetadataResponseBroker : IWireStruct
{
    public int NodeId { get; set; }

    public string Host { get; set; } = "";

    public int Port { get; set; }

    public string? Rack { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        NodeId = f.Int32(NodeId);
        Host = f.String(Host);
        Port = f.Int32(Port);

        if (f.Version >= 1)
        {
            Rack = f.NullableString(Rack);
        }

        f.Tags();
    }
}

/// <summary>Part of <see cref="MetadataResponse"/>.</summary>
internal sealed class MetadataResponseTopic : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public string? Name { get; set; }

    public Guid TopicId { get; set; }

    public bool IsInternal { get; set; }

    public List<MetadataResponsePartition> Partitions { get; set; } = [];

    public int TopicAuthorizedOperations { get; set; } = int.MinValue;

    public void Transfer(ref FieldCodec f)
    {
        ErrorCode = f.Error(ErrorCode);
        Name = f.NullableString(Name);

        if (f.Version >= 10)
        {
            TopicId = f.Uuid(TopicId);
        }

        if (f.Version >= 1)
        {
            IsInternal = f.Bool(IsInternal);
        }

        Partitions = f.Array(Partitions);

        if (f.Version >= 8)
        {
            TopicAuthorizedOperations = f.Int32(TopicAuthorizedOperations);
        }

        f.Tags();
    }
}

/// <summary>Part of <see cref="MetadataResponse"/>.</summary>
internal sealed class MetadataResponsePartition : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public int PartitionIndex { get; set; }

    public int LeaderId { get; set; }

    public int LeaderEpoch { get; set; } = -1;

    public List<int> ReplicaNodes { get; set; } = [];

    public List<int> IsrNodes { get; set; } = [];

    public List<int> OfflineReplicas { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ErrorCode = f.Error(ErrorCode);
        PartitionIndex = f.Int32(PartitionIndex);
        LeaderId = f.Int32(LeaderId);

        if (f.Version >= 7)
        {
            LeaderEpoch = f.Int32(LeaderEpoch);
        }

        ReplicaNodes = f.Int32Array(ReplicaNodes);
        IsrNodes = f.Int32Array(IsrNodes);

        if (f.Version >= 5)
        {
            OfflineReplicas = f.Int32Array(OfflineReplicas);
        }

        f.Tags();
    }
}
