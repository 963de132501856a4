using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks CreatePartitions, versions 0 to 3.</summary>
internal sealed class CreatePartitionsRequest : IRequest<CreatePartitionsResponse>
{
    public static ApiSpec Api => new(ApiKey.CreatePartitions, 0, 3, 2);

    public List<CreatePartitionsTopic> Topics { get; set; } = [];

    public int TimeoutMs { get; set; }

    public bool ValidateOnly { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Topics = f.Array(Topics);
        TimeoutMs = f.Int32(TimeoutMs);
        ValidateOnly = f.Bool(ValidateOnly);
        f.Tags();
    }
}

/// <summary>Part of <see cref="CreatePartitionsRequest"/>.</summary>
internal sealed class CreatePartitionsTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public int Count { get; set; }

    public List<CreatePartitionsAssignment>? Assignments { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Count = f.Int32(Count);
        Assignments = f.NullableArray(Assignments);
        f.Tags();
    }
}

/// <summary>Part of <see cref="CreatePartitionsRequest"/>.</summary>
internal sealed class CreatePartitionsAssignment : IWireStruct
{
    public List<int> BrokerIds { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        BrokerIds = f.Int32Array(BrokerIds);
        f.Tags();
    }
}

/// <summary>Answers <see cref="CreatePartitionsRequest"/>.</summary>
internal sealed class CreatePartitionsResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public List<CreatePartitionsTopicResult> Results { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        Results = f.Array(Results);
        f.Tags();
    }
}

/// <summary>Part of <see cref="CreatePartitionsResponse"/>.</summary>
internal sealed class CreatePartitionsTopicResult : IWireStruct
{
    public string Name { get; set; } = "";

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        ErrorCode = f.Error(ErrorCode);
        ErrorMessage = f.NullableString(ErrorMessage);
        f.Tags();
    }
}
