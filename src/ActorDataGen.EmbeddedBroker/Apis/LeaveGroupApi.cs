using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>LeaveGroup, versions 0–5: one member up to version 2, many from 3 on (KIP-345).</summary>
internal sealed class LeaveGroupApi(GroupCoordinator groups) : GroupApiHandler<LeaveGroupRequest, LeaveGroupResponse>
{
    protected override async ValueTask<LeaveGroupResponse> AskAsync(LeaveGroupRequest request, RequestContext context)
    {
        if (request.GroupId.Length == 0)
        {
            return Fail(request, ErrorCode.InvalidGroupId);
        }

        var alone = context.Version < 3;
        var reply = await groups.AskAsync<LeaveReply>(
            request.GroupId,
            token => new LeaveGroup(
                token,
                alone
                    ? [new LeavingMember(request.MemberId, null)]
                    : [.. request.Members.Select(m => new LeavingMember(m.MemberId, m.GroupInstanceId))]),
            context.Aborted);
        return new LeaveGroupResponse
        {
            // One member's error is the answer's where there is only one.
            ErrorCode = alone && reply.Error == ErrorCode.None ? reply.Members[0].Error : reply.Error,
            Members =
            [
                .. reply.Members.Select(m => new MemberResponse
                {
                    MemberId = m.Member.MemberId, GroupInstanceId = m.Member.InstanceId, ErrorCode = m.Error,
                }),
            ],
        };
    }

    protected override LeaveGroupResponse Fail(LeaveGroupRequest request, ErrorCode error) => new() { ErrorCode = error };
}
