using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Transactions;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>DescribeTransactions, version 0.</summary>
internal sealed class DescribeTransactionsApi(TransactionCoordinator transactions)
    : ApiHandler<DescribeTransactionsRequest, DescribeTransactionsResponse>
{
    protected override ValueTask<DescribeTransactionsResponse> HandleAsync(DescribeTransactionsRequest request, RequestContext context) =>
        ValueTask.FromResult(new DescribeTransactionsResponse { TransactionStates = [.. request.TransactionalIds.Select(Describe)] });

    protected override DescribeTransactionsResponse Fail(DescribeTransactionsRequest request, ErrorCode error) => new()
    {
        TransactionStates = [.. request.TransactionalIds.Select(id => Refuse(id, error))],
    };

    private DescribedTransaction Describe(string transactionalId) =>
        transactionalId.Length == 0 ? Refuse(transactionalId, ErrorCode.InvalidRequest)
        : transactions.Find(transactionalId) is not { } state ? Refuse(transactionalId, ErrorCode.TransactionalIdNotFound)
        : new DescribedTransaction
        {
            TransactionalId = transactionalId,
            TransactionState = state.Phase.ToString(),
            TransactionTimeoutMs = (int)state.Timeout.TotalMilliseconds,
            TransactionStartTimeMs = state.StartedAt?.ToUnixTimeMilliseconds() ?? -1,
            ProducerId = state.ProducerId,
            ProducerEpoch = state.Epoch,
            Topics =
            [
                .. state.Partitions.GroupBy(p => p.Topic).Select(t => new TopicData { Topic = t.Key, Partitions = [.. t.Select(p => p.Partition).Order()] }),
            ],
        };

    private static DescribedTransaction Refuse(string transactionalId, ErrorCode error) =>
        new() { TransactionalId = transactionalId, ErrorCode = error };
}
