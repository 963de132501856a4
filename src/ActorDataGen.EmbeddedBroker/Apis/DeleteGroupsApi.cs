using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>DeleteGroups, versions 0–2.</summary>
internal sealed class DeleteGroupsApi(GroupCoordinator groups) : GroupApiHandler<DeleteGroupsRequest, DeleteGroupsResponse>
{
    protected override async ValueTask<DeleteGroupsResponse> AskAsync(DeleteGroupsRequest request, RequestContext context)
    {
        var response = new DeleteGroupsResponse();
        foreach (var groupId in request.GroupsNames)
        {
            var reply = await groups.AskAsync<ErrorReply>(groupId, token => new DeleteGroup(token), context.Aborted);
            response.Results.Add(new DeletableGroupResult { GroupId = groupId, ErrorCode = reply.Error });
        }

        return response;
    }

    protected override DeleteGroupsResponse Fail(DeleteGroupsRequest request, ErrorCode error) => new()
    {
        Results = [.. request.GroupsNames.Select(g => new DeletableGroupResult { GroupId = g, ErrorCode = error })],
    };
}
