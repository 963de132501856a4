using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>SyncGroup, versions 0–5. Waits until the leader has assigned.</summary>
internal sealed class SyncGroupApi(GroupCoordinator groups) : GroupApiHandler<SyncGroupRequest, SyncGroupResponse>
{
    protected override async ValueTask<SyncGroupResponse> AskAsync(SyncGroupRequest request, RequestContext context)
    {
        if (request.GroupId.Length == 0)
        {
            return Fail(request, ErrorCode.InvalidGroupId);
        }

        var reply = await groups.AskAsync<SyncReply>(
            request.GroupId,
            token => new SyncGroup(
                token, request.MemberId, request.GroupInstanceId, request.GenerationId, request.ProtocolType, request.ProtocolName,
                [.. request.Assignments.Select(a => new MemberAssignment(a.MemberId, a.Assignment))]),
            context.Aborted);
        return new SyncGroupResponse
        {
            ErrorCode = reply.Error,
            ProtocolType = reply.ProtocolType,
            ProtocolName = reply.Protocol,
            Assignment = reply.Assignment.ToArray(),
        };
    }

    protected override SyncGroupResponse Fail(SyncGroupRequest request, ErrorCode error) => new() { ErrorCode = error };
}
