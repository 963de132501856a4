using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Says that a member lives.</summary>
internal sealed class HeartbeatRequest : IRequest<HeartbeatResponse>
{
    public static ApiSpec Api => new(ApiKey.Heartbeat, 0, 4, 4);

    public string GroupId { get; set; } = "";

    public int GenerationId { get; set; }

    public string MemberId { get; set; } = "";

    public string? GroupInstanceId { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        GroupId = f.String(GroupId);
        GenerationId = f.Int32(GenerationId);
        MemberId = f.String(MemberId);

        if (f.Version >= 3)
        {
            GroupInstanceId = f.NullableString(GroupInstanceId);
        }

        f.Tags();
    }
}

/// <summary>Whether its generation does.</summary>
internal sealed class HeartbeatResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 1)
        {
            f.Int32(0); // throttle time
        }

        ErrorCode = f.Error(ErrorCode);
        f.Tags();
    }
}
