using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks DescribeConfigs, versions 1 to 4.</summary>
internal sealed class DescribeConfigsRequest : IRequest<DescribeConfigsResponse>
{
    public static ApiSpec Api => new(ApiKey.DescribeConfigs, 1, 4, 4);

    public List<DescribeConfigsResource> Resources { get; set; } = [];

    public bool IncludeSynonyms { get; set; }

    public bool IncludeDocumentation { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Resources = f.Array(Resources);
        IncludeSynonyms = f.Bool(IncludeSynonyms);

        if (f.Version >= 3)
        {
            IncludeDocumentation = f.Bool(IncludeDocumentation);
        }

        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeConfigsRequest"/>.</summary>
internal sealed class DescribeConfigsResource : IWireStruct
{
    public sbyte ResourceType { get; set; }

    public string ResourceName { get; set; } = "";

    public List<string>? ConfigurationKeys { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ResourceType = f.Int8(ResourceType);
        ResourceName = f.String(ResourceName);
        ConfigurationKeys = f.NullableStringArray(ConfigurationKeys);
        f.Tags();
    }
}

/// <summary>Answers <see cref="DescribeConfigsRequest"/>.</summary>
internal sealed class DescribeConfigsResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public List<DescribeConfigsResult> Results { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        Results = f.Array(Results);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeConfigsResponse"/>.</summary>
internal sealed class DescribeConfigsResult : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public sbyte ResourceType { get; set; }

    public string ResourceName { get; set; } = "";

    public List<DescribeConfigsResourceResult> Configs { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ErrorCode = f.Error(ErrorCode);
        ErrorMessage = f.NullableString(ErrorMessage);
        ResourceType = f.Int8(ResourceType);
        ResourceName = f.String(ResourceName);
        Configs = f.Array(Configs);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeConfigsResponse"/>.</summary>
internal sealed class DescribeConfigsResourceResult : IWireStruct
{
    public string Name { get; set; } = "";

    public string? Value { get; set; }

    public bool ReadOnly { get; set; }

    public sbyte ConfigSource { get; set; } = -1;

    public bool IsSensitive { get; set; }

    public List<DescribeConfigsSynonym> Synonyms { get; set; } = [];

    public sbyte ConfigType { get; set; }

    public string? Documentation { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Value = f.NullableString(Value);
        ReadOnly = f.Bool(ReadOnly);
        ConfigSource = f.Int8(ConfigSource);
        IsSensitive = f.Bool(IsSensitive);
        Synonyms = f.Array(Synonyms);

        if (f.Version >= 3)
        {
            ConfigType = f.Int8(ConfigType);
            Documentation = f.NullableString(Documentation);
        }

        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeConfigsResponse"/>.</summary>
internal sealed class DescribeConfigsSynonym : IWireStruct
{
    public string Name { get; set; } = "";

    public string? Value { get; set; }

    public sbyte Source { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Value = f.NullableString(Value);
        Source = f.Int8(Source);
        f.Tags();
    }
}
