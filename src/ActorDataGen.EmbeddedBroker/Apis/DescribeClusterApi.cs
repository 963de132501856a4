using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>DescribeCluster 0–1.</summary>
internal sealed class DescribeClusterApi(EmbeddedBrokerOptions options, string clusterId) : ApiHandler<DescribeClusterRequest, DescribeClusterResponse>
{
    protected override ValueTask<DescribeClusterResponse> HandleAsync(DescribeClusterRequest request, RequestContext context) => new(
        request.EndpointType is 0 or 1
            ? new DescribeClusterResponse
            {
                ClusterId = clusterId,
                ControllerId = options.NodeId,
                Brokers = [new DescribeClusterBroker { BrokerId = options.NodeId, Host = context.Endpoint.Host, Port = context.Endpoint.Port }],
            }
            : Fail(request, ErrorCode.MismatchedEndpointType));

    protected override DescribeClusterResponse Fail(DescribeClusterRequest request, ErrorCode error) =>
        new() { ErrorCode = error, EndpointType = request.EndpointType };
}
