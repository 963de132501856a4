using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks which groups there are.</summary>
internal sealed class ListGroupsRequest : IRequest<ListGroupsResponse>
{
    public static ApiSpec Api => new(ApiKey.ListGroups, 0, 5, 3);

    public List<string> StatesFilter { get; set; } = [];

    public List<string> TypesFilter { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 4)
        {
            StatesFilter = f.StringArray(StatesFilter);
        }

        if (f.Version >= 5)
        {
            TypesFilter = f.StringArray(TypesFilter);
        }

        f.Tags();
    }
}

/// <summary>Groups of this coordinator.</summary>
internal sealed class ListGroupsResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public List<ListedGroup> Groups { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 1)
        {
            f.Int32(0); // throttle time
        }

        ErrorCode = f.Error(ErrorCode);
        Groups = f.Array(Groups);
        f.Tags();
    }
}

internal sealed class ListedGroup : IWireStruct
{
    public string GroupId { get; set; } = "";

    public string ProtocolType { get; set; } = "";

    public string GroupState { get; set; } = "";

    public string GroupType { get; set; } = "";

    public void Transfer(ref FieldCodec f)
    {
        GroupId = f.String(GroupId);
        ProtocolType = f.String(ProtocolType);

        if (f.Version >= 4)
        {
            GroupState = f.String(GroupState);
        }

        if (f.Version >= 5)
        {
            GroupType = f.String(GroupType);
        }

        f.Tags();
    }
}
