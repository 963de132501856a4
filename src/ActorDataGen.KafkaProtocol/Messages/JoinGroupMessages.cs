using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks to be a member of the next generation.</summary>
internal sealed class JoinGroupRequest : IRequest<JoinGroupResponse>
{
    public static ApiSpec Api => new(ApiKey.JoinGroup, 0, 9, 6);

    public string GroupId { get; set; } = "";

    public int SessionTimeoutMs { get; set; }

    public int RebalanceTimeoutMs { get; set; } = -1;

    public string MemberId { get; set; } = "";

    public string? GroupInstanceId { get; set; }

    public string ProtocolType { get; set; } = "";

    public List<JoinGroupRequestProtocol> Protocols { get; set; } = [];

    public string? Reason { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        GroupId = f.String(GroupId);
        SessionTimeoutMs = f.Int32(SessionTimeoutMs);

        if (f.Version >= 1)
        {
            RebalanceTimeoutMs = f.Int32(RebalanceTimeoutMs);
        }

        MemberId = f.String(MemberId);

        if (f.Version >= 5)
        {
            GroupInstanceId = f.NullableString(GroupInstanceId);
        }

        ProtocolType = f.String(ProtocolType);
        Protocols = f.Array(Protocols);

        if (f.Version >= 8)
        {
            Reason = f.NullableString(Reason);
        }

        f.Tags();
    }
}

internal sealed class JoinGroupRequestProtocol : IWireStruct
{
    public string Name { get; set; } = "";

    public byte[] Metadata { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Metadata = f.Bytes(Metadata);
        f.Tags();
    }
}

/// <summary>The generation that formed, and for its leader who is in it.</summary>
internal sealed class JoinGroupResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public int GenerationId { get; set; } = -1;

    public string? ProtocolType { get; set; }

    public string? ProtocolName { get; set; }

    public string Leader { get; set; } = "";

    public bool SkipAssignment { get; set; }

    public string MemberId { get; set; } = "";

    public List<JoinGroupResponseMember> Members { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 2)
        {
            f.Int32(0); // throttle time
        }

        ErrorCode = f.Error(ErrorCode);
        GenerationId = f.Int32(GenerationId);

        if (f.Version >= 7)
        {
            ProtocolType = f.NullableString(ProtocolType);
        }

        ProtocolName = f.Version >= 7 ? f.NullableString(ProtocolName) : f.String(ProtocolName ?? "");
        Leader = f.String(Leader);

        if (f.Version >= 9)
        {
            SkipAssignment = f.Bool(SkipAssignment);
        }

        MemberId = f.String(MemberId);
        Members = f.Array(Members);
        f.Tags();
    }
}

internal sealed class JoinGroupResponseMember : IWireStruct
{
    public string MemberId { get; set; } = "";

    public string? GroupInstanceId { get; set; }

    public byte[] Metadata { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        MemberId = f.String(MemberId);

        if (f.Version >= 5)
        {
            GroupInstanceId = f.NullableString(GroupInstanceId);
        }

        Metadata = f.Bytes(Metadata);
        f.Tags();
    }
}
