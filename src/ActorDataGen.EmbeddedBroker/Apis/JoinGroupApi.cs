using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>JoinGroup, versions 0–9. Waits until the generation forms.</summary>
internal sealed class JoinGroupApi(GroupCoordinator groups) : GroupApiHandler<JoinGroupRequest, JoinGroupResponse>
{
    protected override async ValueTask<JoinGroupResponse> AskAsync(JoinGroupRequest request, RequestContext context)
    {
        if (request.GroupId.Length == 0)
        {
            return Fail(request, ErrorCode.InvalidGroupId);
        }

        var reply = await groups.AskAsync<JoinReply>(request.GroupId, token => ToMessage(token, request, context), context.Aborted);
        return new JoinGroupResponse
        {
            ErrorCode = reply.Error,
            GenerationId = reply.Generation,
            ProtocolType = reply.ProtocolType,
            // Null is allowed from version 7 on; the codec writes "" before.
            ProtocolName = reply.Protocol ?? (reply.Error == ErrorCode.None || context.Version < 7 ? "" : null),
            Leader = reply.LeaderId,
            SkipAssignment = reply.SkipAssignment,
            MemberId = reply.MemberId,
            Members =
            [
                .. reply.Members.Select(m => new JoinGroupResponseMember
                {
                    MemberId = m.MemberId, GroupInstanceId = m.InstanceId, Metadata = m.Metadata.ToArray(),
                }),
            ],
        };
    }

    protected override JoinGroupResponse Fail(JoinGroupRequest request, ErrorCode error) => new() { ErrorCode = error, MemberId = request.MemberId };

    private static JoinGroup ToMessage(long token, JoinGroupRequest request, RequestContext context)
    {
        var session = TimeSpan.FromMilliseconds(request.SessionTimeoutMs);
        return new JoinGroup(
            token,
            request.MemberId,
            request.GroupInstanceId,
            $"{request.GroupInstanceId ?? context.ClientId}-{Guid.NewGuid()}",
            context.ClientId,
            context.ClientHost,
            session,
            request.RebalanceTimeoutMs < 0 ? session : TimeSpan.FromMilliseconds(request.RebalanceTimeoutMs),
            request.ProtocolType,
            [.. request.Protocols.Select(p => new GroupProtocol(p.Name, p.Metadata))],
            context.Version >= 4,
            context.Version >= 9);
    }
}
