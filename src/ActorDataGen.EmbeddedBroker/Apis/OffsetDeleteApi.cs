using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>OffsetDelete, version 0.</summary>
internal sealed class OffsetDeleteApi(GroupCoordinator groups, ITopicCatalog topics) : GroupApiHandler<OffsetDeleteRequest, OffsetDeleteResponse>
{
    protected override async ValueTask<OffsetDeleteResponse> AskAsync(OffsetDeleteRequest request, RequestContext context)
    {
        var reply = await groups.AskAsync<OffsetsReply>(
            request.GroupId,
            token => new DeleteOffsets(
                token,
                [
                    .. request.Topics.SelectMany(t => t.Partitions
                        .Where(p => p.PartitionIndex >= 0 && p.PartitionIndex < topics.PartitionCount(t.Name))
                        .Select(p => new TopicPartition(t.Name, p.PartitionIndex))),
                ]),
            context.Aborted);
        return reply.Error != ErrorCode.None ? Fail(request, reply.Error) : new OffsetDeleteResponse
        {
            Topics =
            [
                .. request.Topics.Select(topic => new OffsetDeleteResponseTopic
                {
                    Name = topic.Name,
                    Partitions =
                    [
                        .. topic.Partitions.Select(p => new OffsetDeleteResponsePartition
                        {
                            PartitionIndex = p.PartitionIndex,
                            ErrorCode = reply.Partitions.GetValueOrDefault(
                                new TopicPartition(topic.Name, p.PartitionIndex), ErrorCode.UnknownTopicOrPartition),
                        }),
                    ],
                }),
            ],
        };
    }

    protected override OffsetDeleteResponse Fail(OffsetDeleteRequest request, ErrorCode error) => new() { ErrorCode = error };
}
