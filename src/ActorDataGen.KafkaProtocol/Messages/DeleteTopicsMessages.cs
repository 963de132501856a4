using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks DeleteTopics, versions 1 to 6.</summary>
internal sealed class DeleteTopicsRequest : IRequest<DeleteTopicsResponse>
{
    public static ApiSpec Api => new(ApiKey.DeleteTopics, 1, 6, 4);

    public List<DeleteTopicsTopic> Topics { get; set; } = [];

    public List<string> TopicNames { get; set; } = [];

    public int TimeoutMs { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 6)
        {
            Topics = f.Array(Topics);
        }

        if (f.Version <= 5)
        {
            TopicNames = f.StringArray(TopicNames);
        }

        TimeoutMs = f.Int32(TimeoutMs);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DeleteTopicsRequest"/>.</summary>
internal sealed class DeleteTopicsTopic : IWireStruct
{
    public string? Name { get; set; }

    public Guid TopicId { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 6)
        {
            Name = f.NullableString(Name);
            TopicId = f.Uuid(TopicId);
        }

        f.Tags();
    }
}

/// <summary>Answers <see cref="DeleteTopicsRequest"/>.</summary>
internal sealed class DeleteTopicsResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public List<DeleteTopicsTopicResult> Responses { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        Responses = f.Array(Responses);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DeleteTopicsResponse"/>.</summary>
internal sealed class DeleteTopicsTopicResult : IWireStruct
{
    public string? Name { get; set; }

    public Guid TopicId { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Name = f.NullableString(Name);

        if (f.Version >= 6)
        {
            TopicId = f.Uuid(TopicId);
        }

        ErrorCode = f.Error(ErrorCode);

        if (f.Version >= 5)
        {
            ErrorMessage = f.NullableString(ErrorMessage);
        }

        f.Tags();
    }
}
