using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.EmbeddedBroker.Transactions;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>AddPartitionsToTxn, versions 0–5: one transaction up to 3; from 4 on many, and verification that changes nothing (KIP-890).</summary>
internal sealed class AddPartitionsToTxnApi(TransactionCoordinator transactions, ITopicCatalog topics)
    : ApiHandler<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>
{
    protected override ValueTask<AddPartitionsToTxnResponse> HandleAsync(AddPartitionsToTxnRequest request, RequestContext context) =>
        ValueTask.FromResult(new AddPartitionsToTxnResponse
        {
            ResultsByTopicV3AndBelow = context.Version >= 4 ? [] : Add(
                request.V3AndBelowTransactionalId, request.V3AndBelowProducerId, request.V3AndBelowProducerEpoch, false, request.V3AndBelowTopics,
                context.Version),
            ResultsByTransaction =
            [
                .. request.Transactions.Select(t => new AddPartitionsToTxnResult
                {
                    TransactionalId = t.TransactionalId,
                    TopicResults = Add(t.TransactionalId, t.ProducerId, t.ProducerEpoch, t.VerifyOnly, t.Topics, context.Version),
                }),
            ],
        });

    protected override AddPartitionsToTxnResponse Fail(AddPartitionsToTxnRequest request, ErrorCode error) => new()
    {
        ErrorCode = error,
        ResultsByTopicV3AndBelow = Respond(request.V3AndBelowTopics, _ => error),
        ResultsByTransaction =
        [
            .. request.Transactions.Select(t => new AddPartitionsToTxnResult
            {
                TransactionalId = t.TransactionalId, TopicResults = Respond(t.Topics, _ => error),
            }),
        ],
    };

    private List<AddPartitionsToTxnTopicResult> Add(
        string transactionalId, long producerId, short epoch, bool verifyOnly, List<AddPartitionsToTxnTopic> asked, short version)
    {
        var partitions = asked.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Name, p))).ToHashSet();
        var unknown = partitions.Where(p => p.Partition < 0 || p.Partition >= topics.PartitionCount(p.Topic)).ToHashSet();
        if (unknown.Count > 0)
        {
            // All or nothing: half a transaction's partitions help nobody.
            return Respond(asked, p => unknown.Contains(p) ? ErrorCode.UnknownTopicOrPartition : ErrorCode.OperationNotAttempted);
        }

        var decision = transactions.Tell(
            transactionalId,
            verifyOnly ? new VerifyPartitions(producerId, epoch, [.. partitions]) : new AddPartitions(producerId, epoch, [.. partitions]));
        var error = decision.Error switch
        {
            ErrorCode.ProducerFenced when version < 2 => ErrorCode.InvalidProducerEpoch,
            ErrorCode.TransactionAbortable when version < 5 => ErrorCode.InvalidTxnState,
            var other => other,
        };
        return Respond(asked, _ => error);
    }

    private static List<AddPartitionsToTxnTopicResult> Respond(List<AddPartitionsToTxnTopic> asked, Func<TopicPartition, ErrorCode> result) =>
    [
        .. asked.Select(t => new AddPartitionsToTxnTopicResult
        {
            Name = t.Name,
            ResultsByPartition =
            [
                .. t.Partitions.Select(p => new AddPartitionsToTxnPartitionResult
                {
                    PartitionIndex = p, PartitionErrorCode = result(new TopicPartition(t.Name, p)),
                }),
            ],
        }),
    ];
}
