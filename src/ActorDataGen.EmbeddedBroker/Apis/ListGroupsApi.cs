using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>ListGroups, versions 0–5: filtered by state from 4 on (KIP-518), by type from 5 on. All groups here are classic ones.</summary>
internal sealed class ListGroupsApi(GroupCoordinator groups) : ApiHandler<ListGroupsRequest, ListGroupsResponse>
{
    private const string Classic = "classic";

    protected override ValueTask<ListGroupsResponse> HandleAsync(ListGroupsRequest request, RequestContext context) => ValueTask.FromResult(new ListGroupsResponse
    {
        Groups =
        [
            .. groups.All
                .Where(g => Passes(request.StatesFilter, g.Phase.ToString()) && Passes(request.TypesFilter, Classic))
                .Select(g => new ListedGroup
                {
                    GroupId = g.GroupId, ProtocolType = g.ProtocolType ?? "", GroupState = g.Phase.ToString(), GroupType = Classic,
                }),
        ],
    });

    protected override ListGroupsResponse Fail(ListGroupsRequest request, ErrorCode error) => new() { ErrorCode = error };

    private static bool Passes(List<string> filter, string value) =>
        filter.Count == 0 || filter.Contains(value, StringComparer.OrdinalIgnoreCase);
}
