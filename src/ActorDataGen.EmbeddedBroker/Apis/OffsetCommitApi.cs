using System.Collections.Immutable;
using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>OffsetCommit, versions 2–9.</summary>
internal sealed class OffsetCommitApi(GroupCoordinator groups, ITopicCatalog topics) : GroupApiHandler<OffsetCommitRequest, OffsetCommitResponse>
{
    // A thousand years: what a client asks for beyond that would be no date.
    private const long MostRetentionMs = 365_000L * 24 * 3600 * 1000;

    protected override async ValueTask<OffsetCommitResponse> AskAsync(OffsetCommitRequest request, RequestContext context)
    {
        var now = groups.Now;
        // Versions 2 to 4 may ask for a retention of their own.
        var expiry = request.RetentionTimeMs >= 0 ? now.AddMilliseconds(Math.Min(request.RetentionTimeMs, MostRetentionMs)) : (DateTimeOffset?)null;
        var offsets = ImmutableDictionary.CreateBuilder<TopicPartition, CommittedOffset>();
        foreach (var topic in request.Topics)
        {
            var partitions = topics.PartitionCount(topic.Name);
            foreach (var p in topic.Partitions.Where(p => p.PartitionIndex >= 0 && p.PartitionIndex < partitions))
            {
                offsets[new TopicPartition(topic.Name, p.PartitionIndex)] =
                    new CommittedOffset(p.CommittedOffset, p.CommittedLeaderEpoch, p.CommittedMetadata ?? "", now, expiry);
            }
        }

        var reply = await groups.AskAsync<OffsetsReply>(
            request.GroupId,
            token => new CommitOffsets(token, request.MemberId, request.GroupInstanceId, request.GenerationId, offsets.ToImmutable()),
            context.Aborted);
        // Clients before version 9 know a group that is not there only as one that is over.
        var error = reply.Error == ErrorCode.GroupIdNotFound && context.Version < 9 ? ErrorCode.IllegalGeneration : reply.Error;
        return Respond(request, (topic, partition) => error != ErrorCode.None
            ? error
            : reply.Partitions.GetValueOrDefault(new TopicPartition(topic, partition), ErrorCode.UnknownTopicOrPartition));
    }

    protected override OffsetCommitResponse Fail(OffsetCommitRequest request, ErrorCode error) => Respond(request, (_, _) => error);

    private static OffsetCommitResponse Respond(OffsetCommitRequest request, Func<string, int, ErrorCode> result) => new()
    {
        Topics =
        [
            .. request.Topics.Select(topic => new OffsetCommitResponseTopic
            {
                Name = topic.Name,
                Partitions =
                [
                    .. topic.Partitions.Select(p => new OffsetCommitResponsePartition
                    {
                        PartitionIndex = p.PartitionIndex, ErrorCode = result(topic.Name, p.PartitionIndex),
                    }),
                ],
            }),
        ],
    };
}
