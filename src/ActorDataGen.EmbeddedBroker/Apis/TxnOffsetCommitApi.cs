using System.Collections.Immutable;
using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.EmbeddedBroker.Transactions;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>TxnOffsetCommit, versions 0–4; the group's generation is checked from 3 on (KIP-447).</summary>
internal sealed class TxnOffsetCommitApi(TransactionCoordinator transactions, GroupCoordinator groups, ITopicCatalog topics)
    : GroupApiHandler<TxnOffsetCommitRequest, TxnOffsetCommitResponse>
{
    protected override async ValueTask<TxnOffsetCommitResponse> AskAsync(TxnOffsetCommitRequest request, RequestContext context)
    {
        if (request.GroupId.Length == 0)
        {
            return Fail(request, ErrorCode.InvalidGroupId);
        }

        var offsets = ImmutableDictionary.CreateBuilder<TopicPartition, CommittedOffset>();
        foreach (var topic in request.Topics)
        {
            var partitions = topics.PartitionCount(topic.Name);
            foreach (var p in topic.Partitions.Where(p => p.PartitionIndex >= 0 && p.PartitionIndex < partitions))
            {
                offsets[new TopicPartition(topic.Name, p.PartitionIndex)] =
                    new CommittedOffset(p.CommittedOffset, p.CommittedLeaderEpoch, p.CommittedMetadata ?? "", groups.Now);
            }
        }

        var reply = await transactions.WhileOngoing(
            request.TransactionalId,
            request.ProducerId,
            request.ProducerEpoch,
            () => groups.AskAsync<OffsetsReply>(
                request.GroupId,
                token => new CommitTransactionalOffsets(
                    token, request.MemberId, request.GroupInstanceId, request.GenerationId, request.ProducerId, request.ProducerEpoch,
                    offsets.ToImmutable()),
                context.Aborted),
            error => ValueTask.FromResult(new OffsetsReply(Known(error, context.Version), ImmutableDictionary<TopicPartition, ErrorCode>.Empty)));
        var failed = reply.Error == ErrorCode.GroupIdNotFound ? ErrorCode.IllegalGeneration : reply.Error;
        return Respond(request, (topic, partition) => failed != ErrorCode.None
            ? failed
            : reply.Partitions.GetValueOrDefault(new TopicPartition(topic, partition), ErrorCode.UnknownTopicOrPartition));
    }

    protected override TxnOffsetCommitResponse Fail(TxnOffsetCommitRequest request, ErrorCode error) => Respond(request, (_, _) => error);

    private static ErrorCode Known(ErrorCode error, short version) => error switch
    {
        ErrorCode.ProducerFenced => ErrorCode.InvalidProducerEpoch,
        ErrorCode.TransactionAbortable when version < 4 => ErrorCode.InvalidTxnState,
        var other => other,
    };

    private static TxnOffsetCommitResponse Respond(TxnOffsetCommitRequest request, Func<string, int, ErrorCode> result) => new()
    {
        Topics =
        [
            .. request.Topics.Select(topic => new TxnOffsetCommitResponseTopic
            {
                Name = topic.Name,
                Partitions =
                [
                    .. topic.Partitions.Select(p => new TxnOffsetCommitResponsePartition
                    {
                        PartitionIndex = p.PartitionIndex, ErrorCode = result(topic.Name, p.PartitionIndex),
                    }),
                ],
            }),
        ],
    };
}
