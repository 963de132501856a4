using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Transactions;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>AddOffsetsToTxn, versions 0–4: the partition of <c>__consumer_offsets</c> takes part from now on.</summary>
internal sealed class AddOffsetsToTxnApi(TransactionCoordinator transactions) : ApiHandler<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse>
{
    protected override ValueTask<AddOffsetsToTxnResponse> HandleAsync(AddOffsetsToTxnRequest request, RequestContext context)
    {
        if (request.GroupId.Length == 0)
        {
            return ValueTask.FromResult(Fail(request, ErrorCode.InvalidGroupId));
        }

        var decision = transactions.Tell(
            request.TransactionalId, new AddPartitions(request.ProducerId, request.ProducerEpoch, [TransactionCoordinator.OffsetsPartition]));
        return ValueTask.FromResult(
            Fail(request, decision.Error == ErrorCode.ProducerFenced && context.Version < 2 ? ErrorCode.InvalidProducerEpoch : decision.Error));
    }

    protected override AddOffsetsToTxnResponse Fail(AddOffsetsToTxnRequest request, ErrorCode error) => new() { ErrorCode = error };
}
