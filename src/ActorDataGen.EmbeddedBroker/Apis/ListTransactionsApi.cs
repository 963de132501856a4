using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Transactions;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>ListTransactions, versions 0–1: filtered by state, producer id, and from 1 on by how long a transaction has been open (KIP-994).</summary>
internal sealed class ListTransactionsApi(TransactionCoordinator transactions) : ApiHandler<ListTransactionsRequest, ListTransactionsResponse>
{
    protected override ValueTask<ListTransactionsResponse> HandleAsync(ListTransactionsRequest request, RequestContext context)
    {
        var known = request.StateFilters.Where(s => Enum.TryParse<TransactionPhase>(s, out _)).ToList();
        var now = transactions.Now;
        return ValueTask.FromResult(new ListTransactionsResponse
        {
            UnknownStateFilters = [.. request.StateFilters.Except(known)],
            TransactionStates =
            [
                .. transactions.All
                    .Where(t => request.StateFilters.Count == 0 || known.Contains(t.Phase.ToString()))
                    .Where(t => request.ProducerIdFilters.Count == 0 || request.ProducerIdFilters.Contains(t.ProducerId))
                    .Where(t => request.DurationFilter < 0 || (t.StartedAt is { } start && (now - start).TotalMilliseconds >= request.DurationFilter))
                    .Select(t => new ListedTransaction
                    {
                        TransactionalId = t.TransactionalId, ProducerId = t.ProducerId, TransactionState = t.Phase.ToString(),
                    }),
            ],
        });
    }

    protected override ListTransactionsResponse Fail(ListTransactionsRequest request, ErrorCode error) => new() { ErrorCode = error };
}
