using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks CreateTopics, versions 2 to 7.</summary>
internal sealed class CreateTopicsRequest : IRequest<CreateTopicsResponse>
{
    public static ApiSpec Api => new(ApiKey.CreateTopics, 2, 7, 5);

    public List<CreateTopicsTopic> Topics { get; set; } = [];

    public int TimeoutMs { get; set; } = 60000;

    public bool ValidateOnly { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Topics = f.Array(Topics);
        TimeoutMs = f.Int32(TimeoutMs);
        ValidateOnly = f.Bool(ValidateOnly);
        f.Tags();
    }
}

/// <summary>Part of <see cref="CreateTopicsRequest"/>.</summary>
internal sealed class CreateTopicsTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public int NumPartitions { get; set; }

    public short ReplicationFactor { get; set; }

    public List<CreateTopicsReplicaAssignment> Assignments { get; set; } = [];

    public List<CreateTopicsTopicConfig> Configs { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        NumPartitions = f.Int32(NumPartitions);
        ReplicationFactor = f.Int16(ReplicationFactor);
        Assignments = f.Array(Assignments);
        Configs = f.Array(Configs);
        f.Tags();
    }
}

/// <summary>Part of <see cref="CreateTopicsRequest"/>.</summary>
internal sealed class CreateTopicsReplicaAssignment : IWireStruct
{
    public int PartitionIndex { get; set; }

    public List<int> BrokerIds { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        BrokerIds = f.Int32Array(BrokerIds);
        f.Tags();
    }
}

/// <summary>Part of <see cref="CreateTopicsRequest"/>.</summary>
internal sealed class CreateTopicsTopicConfig : IWireStruct
{
    public string Name { get; set; } = "";

    public string? Value { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Value = f.NullableString(Value);
        f.Tags();
    }
}

/// <summary>Answers <see cref="CreateTopicsRequest"/>.</summary>
internal sealed class CreateTopicsResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public List<CreateTopicsTopicResult> Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        Topics = f.Array(Topics);
        f.Tags();
    }
}

/// <summary>Part of <see cref="CreateTopicsResponse"/>.</summary>
internal sealed class CreateTopicsTopicResult : IWireStruct
{
    public string Name { get; set; } = "";

    public Guid TopicId { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public int NumPartitions { get; set; } = -1;

    public short ReplicationFactor { get; set; } = -1;

    public List<CreateTopicsResultConfig>? Configs { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);

        if (f.Version >= 7)
        {
            TopicId = f.Uuid(TopicId);
        }

        ErrorCode = f.Error(ErrorCode);
        ErrorMessage = f.NullableString(ErrorMessage);

        if (f.Version >= 5)
        {
            NumPartitions = f.Int32(NumPartitions);
            ReplicationFactor = f.Int16(ReplicationFactor);
            Configs = f.NullableArray(Configs);
        }

        f.Tags();
    }
}

/// <summary>Part of <see cref="CreateTopicsResponse"/>.</summary>
internal sealed class CreateTopicsResultConfig : IWireStruct
{
    public string Name { get; set; } = "";

    public string? Value { get; set; }

    public bool ReadOnly { get; set; }

    public sbyte ConfigSource { get; set; } = -1;

    public bool IsSensitive { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 5)
        {
            Name = f.String(Name);
            Value = f.NullableString(Value);
            ReadOnly = f.Bool(ReadOnly);
            ConfigSource = f.Int8(ConfigSource);
            IsSensitive = f.Bool(IsSensitive);
        }

        f.Tags();
    }
}
