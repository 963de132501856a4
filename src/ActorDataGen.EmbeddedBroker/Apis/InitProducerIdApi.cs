using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Transactions;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>InitProducerId, versions 0–5: with a transactional id (KIP-98, KIP-360), or without for an idempotent producer.</summary>
internal sealed class InitProducerIdApi(TransactionCoordinator transactions) : ApiHandler<InitProducerIdRequest, InitProducerIdResponse>
{
    protected override ValueTask<InitProducerIdResponse> HandleAsync(InitProducerIdRequest request, RequestContext context) =>
        ValueTask.FromResult(Handle(request, context.Version));

    protected override InitProducerIdResponse Fail(InitProducerIdRequest request, ErrorCode error) =>
        new() { ErrorCode = error, ProducerId = -1, ProducerEpoch = -1 };

    private InitProducerIdResponse Handle(InitProducerIdRequest request, short version)
    {
        if (request.TransactionalId is not { } id)
        {
            var error = transactions.TakeProducerId(out var producerId);
            return error == ErrorCode.None
                ? new InitProducerIdResponse { ProducerId = producerId, ProducerEpoch = 0 }
                : Fail(request, ErrorCode.CoordinatorNotAvailable);
        }

        // Both or neither: half of what a producer had says nothing.
        if (id.Length == 0 || request.ProducerId < 0 != request.ProducerEpoch < 0)
        {
            return Fail(request, ErrorCode.InvalidRequest);
        }

        var timeout = TimeSpan.FromMilliseconds(request.TransactionTimeoutMs);
        var decision = transactions.Init(id, timeout, request.ProducerId, request.ProducerEpoch);
        return decision.Error == ErrorCode.None
            ? new InitProducerIdResponse { ProducerId = decision.Producer.Id, ProducerEpoch = decision.Producer.Epoch }
            : Fail(request, decision.Error == ErrorCode.ProducerFenced && version < 4 ? ErrorCode.InvalidProducerEpoch : decision.Error);
    }
}
