using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks for the assignment; the leader brings everybody's.</summary>
internal sealed class SyncGroupRequest : IRequest<SyncGroupResponse>
{
    public static ApiSpec Api => new(ApiKey.SyncGroup, 0, 5, 4);

    public string GroupId { get; set; } = "";

    public int GenerationId { get; set; }

    public string MemberId { get; set; } = "";

    public string? GroupInstanceId { get; set; }

    public string? ProtocolType { get; set; }

    public string? ProtocolName { get; set; }

    public List<SyncGroupRequestAssignment> Assignments { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        GroupId = f.String(GroupId);
        GenerationId = f.Int32(GenerationId);
        MemberId = f.String(MemberId);

        if (f.Version >= 3)
        {
            GroupInstanceId = f.NullableString(GroupInstanceId);
        }

        if (f.Version >= 5)
        {
            ProtocolType = f.NullableString(ProtocolType);
            ProtocolName = f.NullableString(ProtocolName);
        }

        Assignments = f.Array(Assignments);
        f.Tags();
    }
}

internal sealed class SyncGroupRequestAssignment : IWireStruct
{
    public string MemberId { get; set; } = "";

    public byte[] Assignment { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        MemberId = f.String(MemberId);
        Assignment = f.Bytes(Assignment);
        f.Tags();
    }
}

/// <summary>The member's assignment.</summary>
internal sealed class SyncGroupResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public string? ProtocolType { get; set; }

    public string? ProtocolName { get; set; }

    public byte[] Assignment { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 1)
        {
            f.Int32(0); // throttle time
        }

        ErrorCode = f.Error(ErrorCode);

        if (f.Version >= 5)
        {
            ProtocolType = f.NullableString(ProtocolType);
            ProtocolName = f.NullableString(ProtocolName);
        }

        Assignment = f.Bytes(Assignment);
        f.Tags();
    }
}
