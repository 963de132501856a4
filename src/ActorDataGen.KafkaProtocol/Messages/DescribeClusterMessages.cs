using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks DescribeCluster, versions 0 to 1.</summary>
internal sealed class DescribeClusterRequest : IRequest<DescribeClusterResponse>
{
    public static ApiSpec Api => new(ApiKey.DescribeCluster, 0, 1, 0);

    public bool IncludeClusterAuthorizedOperations { get; set; }

    public sbyte EndpointType { get; set; } = 1;

    public void Transfer(ref FieldCodec f)
    {
        IncludeClusterAuthorizedOperations = f.Bool(IncludeClusterAuthorizedOperations);

        if (f.Version >= 1)
        {
            EndpointType = f.Int8(EndpointType);
        }

        f.Tags();
    }
}

/// <summary>Answers <see cref="DescribeClusterRequest"/>.</summary>
internal sealed class DescribeClusterResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public sbyte EndpointType { get; set; } = 1;

    public string ClusterId { get; set; } = "";

    public int ControllerId { get; set; } = -1;

    public List<DescribeClusterBroker> Brokers { get; set; } = [];

    public int ClusterAuthorizedOperations { get; set; } = int.MinValue;

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        ErrorCode = f.Error(ErrorCode);
        ErrorMessage = f.NullableString(ErrorMessage);

        if (f.Version >= 1)
        {
            EndpointType = f.Int8(EndpointType);
        }

        ClusterId = f.String(ClusterId);
        ControllerId = f.Int32(ControllerId);
        Brokers = f.Array(Brokers);
        ClusterAuthorizedOperations = f.Int32(ClusterAuthorizedOperations);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeClusterResponse"/>.</summary>
internal sealed class DescribeClusterBroker : IWireStruct
{
    public int BrokerId { get; set; }

    public string Host { get; set; } = "";

    public int Port { get; set; }

    public string? Rack { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        BrokerId = f.Int32(BrokerId);
        Host = f.String(Host);
        Port = f.Int32(Port);
        Rack = f.NullableString(Rack);
        f.Tags();
    }
}
