using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>OffsetForLeaderEpoch 2–4. There is one leader for life, so the one epoch is 0 and it ends where the log ends.</summary>
internal sealed class OffsetForLeaderEpochApi(TopicCatalog topics) : ApiHandler<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>
{
    protected override ValueTask<OffsetForLeaderEpochResponse> HandleAsync(OffsetForLeaderEpochRequest request, RequestContext context) =>
        new(Answer(request, Find));

    protected override OffsetForLeaderEpochResponse Fail(OffsetForLeaderEpochRequest request, ErrorCode error) =>
        Answer(request, (_, _) => new OffsetForLeaderEndOffset { ErrorCode = error });

    private static OffsetForLeaderEpochResponse Answer(
        OffsetForLeaderEpochRequest request, Func<string, OffsetForLeaderPartition, OffsetForLeaderEndOffset> answer) => new()
        {
            Topics = [.. request.Topics.Select(t => new OffsetForLeaderTopicResult
            {
                Topic = t.Topic,
                Partitions = [.. t.Partitions.Select(p =>
                {
                    var partition = answer(t.Topic, p);
                    partition.Partition = p.Partition;
                    return partition;
                })],
            })],
        };

    private OffsetForLeaderEndOffset Find(string topic, OffsetForLeaderPartition asked)
    {
        if (topics.FindPartition(topic, asked.Partition) is not { } log)
        {
            return new() { ErrorCode = ErrorCode.UnknownTopicOrPartition };
        }

        return asked.CurrentLeaderEpoch > 0 ? new() { ErrorCode = ErrorCode.UnknownLeaderEpoch }
            : asked.LeaderEpoch == 0 ? new() { LeaderEpoch = 0, EndOffset = log.LogEndOffset } : new();
    }
}
