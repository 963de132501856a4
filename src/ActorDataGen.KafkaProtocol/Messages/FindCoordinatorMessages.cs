using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Where is the coordinator of this group or transactional id?</summary>
internal sealed class FindCoordinatorRequest : IRequest<FindCoordinatorResponse>
{
    public static ApiSpec Api => new(ApiKey.FindCoordinator, 0, 6, 3);

    public string Key { get; set; } = "";

    public sbyte KeyType { get; set; }

    public List<string> CoordinatorKeys { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version <= 3)
        {
            Key = f.String(Key);
        }

        if (f.Version >= 1)
        {
            KeyType = f.Int8(KeyType);
        }

        if (f.Version >= 4)
        {
            CoordinatorKeys = f.StringArray(CoordinatorKeys);
        }

        f.Tags();
    }
}

/// <summary>The coordinator of each key asked for.</summary>
internal sealed class FindCoordinatorResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public int NodeId { get; set; }

    public string Host { get; set; } = "";

    public int Port { get; set; }

    public List<Coordinator> Coordinators { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 1)
        {
            f.Int32(0); // throttle time
        }

        if (f.Version <= 3)
        {
            ErrorCode = f.Error(ErrorCode);
        }

        if (f.Version is >= 1 and <= 3)
        {
            ErrorMessage = f.NullableString(ErrorMessage);
        }

        if (f.Version <= 3)
        {
            NodeId = f.Int32(NodeId);
            Host = f.String(Host);
            Port = f.Int32(Port);
        }

        if (f.Version >= 4)
        {
            Coordinators = f.Array(Coordinators);
        }

        f.Tags();
    }
}

internal sealed class Coordinator : IWireStruct
{
    public string Key { get; set; } = "";

    public int NodeId { get; set; }

    public string Host { get; set; } = "";

    public int Port { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Key = f.String(Key);
        NodeId = f.Int32(NodeId);
        Host = f.String(Host);
        Port = f.Int32(Port);
        ErrorCode = f.Error(ErrorCode);
        ErrorMessage = f.NullableString(ErrorMessage);
        f.Tags();
    }
}
