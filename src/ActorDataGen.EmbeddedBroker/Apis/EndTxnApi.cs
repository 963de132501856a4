using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Transactions;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>EndTxn, versions 0–4. Version 5 bumps the epoch with every transaction (KIP-890 part 2), which only brokers with transaction.version 2 do.</summary>
internal sealed class EndTxnApi(TransactionCoordinator transactions) : ApiHandler<EndTxnRequest, EndTxnResponse>
{
    protected override ValueTask<EndTxnResponse> HandleAsync(EndTxnRequest request, RequestContext context)
    {
        var decision = transactions.Tell(request.TransactionalId, new EndTransaction(request.ProducerId, request.ProducerEpoch, request.Committed));
        return ValueTask.FromResult(
            Fail(request, decision.Error == ErrorCode.ProducerFenced && context.Version < 2 ? ErrorCode.InvalidProducerEpoch : decision.Error));
    }

    protected override EndTxnResponse Fail(EndTxnRequest request, ErrorCode error) => new() { ErrorCode = error };
}
