using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks for the state and the members of groups.</summary>
internal sealed class DescribeGroupsRequest : IRequest<DescribeGroupsResponse>
{
    public static ApiSpec Api => new(ApiKey.DescribeGroups, 0, 6, 5);

    public List<string> Groups { get; set; } = [];

    public bool IncludeAuthorizedOperations { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Groups = f.StringArray(Groups);

        if (f.Version >= 3)
        {
            IncludeAuthorizedOperations = f.Bool(IncludeAuthorizedOperations);
        }

        f.Tags();
    }
}

/// <summary>State and members of each group.</summary>
internal sealed class DescribeGroupsResponse : IWireStruct
{
    public List<DescribedGroup> Groups { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 1)
        {
            f.Int32(0); // throttle time
        }

        Groups = f.Array(Groups);
        f.Tags();
    }
}

internal sealed class DescribedGroup : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public string GroupId { get; set; } = "";

    public string GroupState { get; set; } = "";

    public string ProtocolType { get; set; } = "";

    public string ProtocolData { get; set; } = "";

    public List<DescribedGroupMember> Members { get; set; } = [];

    public int AuthorizedOperations { get; set; } = int.MinValue;

    public void Transfer(ref FieldCodec f)
    {
        ErrorCode = f.Error(ErrorCode);

        if (f.Version >= 6)
        {
            ErrorMessage = f.NullableString(ErrorMessage);
        }

        GroupId = f.String(GroupId);
        GroupState = f.String(GroupState);
        ProtocolType = f.String(ProtocolType);
        ProtocolData = f.String(ProtocolData);
        Members = f.Array(Members);

        if (f.Version >= 3)
        {
            AuthorizedOperations = f.Int32(AuthorizedOperations);
        }

        f.Tags();
    }
}

internal sealed class DescribedGroupMember : IWireStruct
{
    public string MemberId { get; set; } = "";

    public string? GroupInstanceId { get; set; }

    public string ClientId { get; set; } = "";

    public string ClientHost { get; set; } = "";

    public byte[] MemberMetadata { get; set; } = [];

    public byte[] MemberAssignment { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        MemberId = f.String(MemberId);

        if (f.Version >= 4)
        {
            GroupInstanceId = f.NullableString(GroupInstanceId);
        }

        ClientId = f.String(ClientId);
        ClientHost = f.String(ClientHost);
        MemberMetadata = f.Bytes(MemberMetadata);
        MemberAssignment = f.Bytes(MemberAssignment);
        f.Tags();
    }
}
