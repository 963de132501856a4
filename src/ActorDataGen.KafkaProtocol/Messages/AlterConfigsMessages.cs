using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks AlterConfigs, versions 0 to 2.</summary>
internal sealed class AlterConfigsRequest : IRequest<AlterConfigsResponse>
{
    public static ApiSpec Api => new(ApiKey.AlterConfigs, 0, 2, 2);

    public List<AlterConfigsResource> Resources { get; set; } = [];

    public bool ValidateOnly { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Resources = f.Array(Resources);
        ValidateOnly = f.Bool(ValidateOnly);
        f.Tags();
    }
}

/// <summary>Part of <see cref="AlterConfigsRequest"/>.</summary>
internal sealed class AlterConfigsResource : IWireStruct
{
    public sbyte ResourceType { get; set; }

    public string ResourceName { get; set; } = "";

    public List<AlterConfigsAlterableConfig> Configs { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ResourceType = f.Int8(ResourceType);
        ResourceName = f.String(ResourceName);
        Configs = f.Array(Configs);
        f.Tags();
    }
}

/// <summary>Part of <see cref="AlterConfigsRequest"/>.</summary>
internal sealed class AlterConfigsAlterableConfig : IWireStruct
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

/// <summary>Answers <see cref="AlterConfigsRequest"/>.</summary>
internal sealed class AlterConfigsResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public List<AlterConfigsResourceResponse> Responses { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        Responses = f.Array(Responses);
        f.Tags();
    }
}

/// <summary>Part of <see cref="AlterConfigsResponse"/>.</summary>
internal sealed class AlterConfigsResourceResponse : IWireStruct
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
