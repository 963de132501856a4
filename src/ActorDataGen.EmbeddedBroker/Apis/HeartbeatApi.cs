using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>Heartbeat, versions 0–4.</summary>
internal sealed class HeartbeatApi(GroupCoordinator groups) : GroupApiHandler<HeartbeatRequest, HeartbeatResponse>
{
    protected override async ValueTask<HeartbeatResponse> AskAsync(HeartbeatRequest request, RequestContext context)
    {
        if (request.GroupId.Length == 0)
        {
            return Fail(request, ErrorCode.InvalidGroupId);
        }

        var reply = await groups.AskAsync<ErrorReply>(
            request.GroupId,
            token => new Heartbeat(token, request.MemberId, request.GroupInstanceId, request.GenerationId),
            context.Aborted);
        return new HeartbeatResponse { ErrorCode = reply.Error };
    }

    protected override HeartbeatResponse Fail(HeartbeatRequest request, ErrorCode error) => new() { ErrorCode = error };
}
