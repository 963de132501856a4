using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>FindCoordinator, versions 0–6: always this node, at the address of the listener that was asked.</summary>
internal sealed class FindCoordinatorApi(int nodeId) : ApiHandler<FindCoordinatorRequest, FindCoordinatorResponse>
{
    private const sbyte Group = 0;
    private const sbyte Transaction = 1;

    protected override ValueTask<FindCoordinatorResponse> HandleAsync(FindCoordinatorRequest request, RequestContext context)
    {
        // 2 is for share groups, which there are none of.
        var error = request.KeyType is Group or Transaction ? ErrorCode.None : ErrorCode.InvalidRequest;
        var message = error == ErrorCode.None ? null : $"no coordinator for key type {request.KeyType}";
        var (host, port, node) = error == ErrorCode.None ? (context.Endpoint.Host, context.Endpoint.Port, nodeId) : ("", -1, -1);
        return ValueTask.FromResult(new FindCoordinatorResponse
        {
            ErrorCode = error,
            ErrorMessage = message,
            NodeId = node,
            Host = host,
            Port = port,
            Coordinators =
            [
                .. request.CoordinatorKeys.Select(key => new Coordinator
                {
                    Key = key, NodeId = node, Host = host, Port = port, ErrorCode = error, ErrorMessage = message,
                }),
            ],
        });
    }

    protected override FindCoordinatorResponse Fail(FindCoordinatorRequest request, ErrorCode error) => new()
    {
        ErrorCode = error,
        NodeId = -1,
        Port = -1,
        Coordinators = [.. request.CoordinatorKeys.Select(key => new Coordinator { Key = key, NodeId = -1, Port = -1, ErrorCode = error })],
    };
}
