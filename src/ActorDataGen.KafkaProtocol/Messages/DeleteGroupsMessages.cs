using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Forgets groups that have no members.</summary>
internal sealed class DeleteGroupsRequest : IRequest<DeleteGroupsResponse>
{
    public static ApiSpec Api => new(ApiKey.DeleteGroups, 0, 2, 2);

    public List<string> GroupsNames { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        GroupsNames = f.StringArray(GroupsNames);
        f.Tags();
    }
}

/// <summary>How it went for each group.</summary>
internal sealed class DeleteGroupsResponse : IWireStruct
{
    public List<DeletableGroupResult> Results { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        f.Int32(0); // throttle time
        Results = f.Array(Results);
        f.Tags();
    }
}

internal sealed class DeletableGroupResult : IWireStruct
{
    public string GroupId { get; set; } = "";

    public ErrorCode ErrorCode { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        GroupId = f.String(GroupId);
        ErrorCode = f.Error(ErrorCode);
        f.Tags();
    }
}
