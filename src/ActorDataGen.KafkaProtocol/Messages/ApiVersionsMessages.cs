using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks ApiVersions, versions 0 to 4.</summary>
internal sealed class ApiVersionsRequest : IRequest<ApiVersionsResponse>
{
    public static ApiSpec Api => new(ApiKey.ApiVersions, 0, 4, 3);

    public string ClientSoftwareName { get; set; } = "";

    public string ClientSoftwareVersion { get; set; } = "";

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 3)
        {
            ClientSoftwareName = f.String(ClientSoftwareName);
            ClientSoftwareVersion = f.String(ClientSoftwareVersion);
        }

        f.Tags();
    }
}

/// <summary>Answers <see cref="ApiVersionsRequest"/>.</summary>
internal sealed class ApiVersionsResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public List<ApiVersionRange> ApiKeys { get; set; } = [];

    public int ThrottleTimeMs { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        ErrorCode = f.Error(ErrorCode);
        ApiKeys = f.Array(ApiKeys);

        if (f.Version >= 1)
        {
            ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        }

        f.Tags();
    }
}

/// <summary>Part of <see cref="ApiVersionsResponse"/>.</summary>
internal sealed class ApiVersionRange : IWireStruct
{
    public short ApiKey { get; set; }

    public short MinVersion { get; set; }

    public short MaxVersion { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        ApiKey = f.Int16(ApiKey);
        MinVersion = f.Int16(MinVersion);
        MaxVersion = f.Int16(MaxVersion);
        f.Tags();
    }
}
