using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>Answers an API that changes a group: when the change cannot be written, the client is told to come again, as Kafka tells it.</summary>
internal abstract class GroupApiHandler<TRequest, TResponse> : ApiHandler<TRequest, TResponse>
    where TRequest : IRequest<TResponse>, new()
    where TResponse : class, IWireStruct, new()
{
    protected abstract ValueTask<TResponse> AskAsync(TRequest request, RequestContext context);

    protected sealed override async ValueTask<TResponse> HandleAsync(TRequest request, RequestContext context)
    {
        try
        {
            return await AskAsync(request, context);
        }
        catch (GroupStoreException)
        {
            return Fail(request, ErrorCode.CoordinatorNotAvailable);
        }
    }
}
