using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks IncrementalAlterConfigs, versions 0 to 1.</summary>
internal sealed class IncrementalAlterConfigsRequest : IRequest<IncrementalAlterConfigsResponse>
{
    public static ApiSpec Api => new(ApiKey.IncrementalAlterConfigs, 0, 1, 1);

    public List<IncrementalAlterConfigsResource> Resources { get; set; } = [];

    public bool ValidateOnly { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Resources = f.Array(Resources);
        ValidateOnly = f.Bool(ValidateOnly);
        f.Tags();
    }
}

/// <summary>Part of <see cref="IncrementalAlterConfigsRequest"/>.</summary>
internal sealed class IncrementalAlterConfigsResource : IWireStruct
{
    public sbyte ResourceType { get; set; }

    public string ResourceName { get; set; } = "";

    public List<IncrementalAlterConfigsAlterableConfig> Configs { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ResourceType = f.Int8(ResourceType);
        ResourceName = f.String(ResourceName);
        Configs = f.Array(Configs);
        f.Tags();
    }
}

/// <summary>Part of <see cref="IncrementalAlterConfigsRequest"/>.</summary>
internal sealed class IncrementalAlterConfigsAlterableConfig : IWireStruct
{
    public string Name { get; set; } = "";

    public sbyte ConfigOperation { get; set; }

    public string? Value { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        ConfigOperation = f.Int8(ConfigOperation);
        Value = f.NullableString(Value);
        f.Tags();
    }
}

/// <summary>Answers <see cref="IncrementalAlterConfigsRequest"/>.</summary>
internal sealed class IncrementalAlterConfigsResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public List<IncrementalAlterConfigsResourceResponse> Responses { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        Responses = f.Array(Responses);
        f.Tags();
    }
}

/// <summary>Part of <see cref="IncrementalAlterConfigsResponse"/>.</summary>
internal sealed class IncrementalAlterConfigsResourceResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public sbyte ResourceType { get; set; }

    public string ResourceName { get; set; } = "";

    public void Transfer(ref FieldCodec f)
    {
        ErrorCode = f.Error(ErrorCode);
        ErrorMessage = f.NullableString(ErrorMessage);
        ResourceType = f.Int8(ResourceType);
        ResourceName = f.String(ResourceName);
        f.Tags();
    }
}
