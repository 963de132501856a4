using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Takes members out of a group.</summary>
internal sealed class LeaveGroupRequest : IRequest<LeaveGroupResponse>
{
    public static ApiSpec Api => new(ApiKey.LeaveGroup, 0, 5, 4);

    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";

    public List<MemberIdentity> Members { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        GroupId = f.String(GroupId);

        if (f.Version <= 2)
        {
            MemberId = f.String(MemberId);
        }

        if (f.Version >= 3)
        {
            Members = f.Array(Members);
        }

        f.Tags();
    }
}

internal sealed class MemberIdentity : IWireStruct
{
    public string MemberId { get; set; } = "";

    public string? GroupInstanceId { get; set; }

    public string? Reason { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 3)
        {
            MemberId = f.String(MemberId);
            GroupInstanceId = f.NullableString(GroupInstanceId);
        }

        if (f.Version >= 5)
        {
            Reason = f.NullableString(Reason);
        }

        f.Tags();
    }
}

/// <summary>How it went for each.</summary>
internal sealed class LeaveGroupResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public List<MemberResponse> Members { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 1)
        {
            f.Int32(0); // throttle time
        }

        ErrorCode = f.Error(ErrorCode);

        if (f.Version >= 3)
        {
            Members = f.Array(Members);
        }

        f.Tags();
    }
}

internal sealed class MemberResponse : IWireStruct
{
    public string MemberId { get; set; } = "";

    public string? GroupInstanceId { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        MemberId = f.String(MemberId);
        GroupInstanceId = f.NullableString(GroupInstanceId);
        ErrorCode = f.Error(ErrorCode);
        f.Tags();
    }
}
