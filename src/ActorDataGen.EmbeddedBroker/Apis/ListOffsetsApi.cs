using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>ListOffsets 1–10: earliest, latest (the last stable one for read_committed), by time, of the largest timestamp.</summary>
internal sealed class ListOffsetsApi(TopicCatalog topics) : ApiHandler<ListOffsetsRequest, ListOffsetsResponse>
{
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long MaxTimestamp = -3;
    private const long EarliestLocal = -4;
    private const long LatestTiered = -5;

    protected override ValueTask<ListOffsetsResponse> HandleAsync(ListOffsetsRequest request, RequestContext context) =>
        new(Answer(request, (topic, p) => Find(topics.FindPartition(topic, p.PartitionIndex), p, request.IsolationLevel == 1)));

    protected override ListOffsetsResponse Fail(ListOffsetsRequest request, ErrorCode error) =>
        Answer(request, (_, _) => new ListOffsetsPartitionResponse { ErrorCode = error });

    private static ListOffsetsResponse Answer(
        ListOffsetsRequest request, Func<string, ListOffsetsPartition, ListOffsetsPartitionResponse> answer) => new()
        {
            Topics = [.. request.Topics.Select(t => new ListOffsetsTopicResponse
            {
                Name = t.Name,
                Partitions = [.. t.Partitions.Select(p =>
                {
                    var partition = answer(t.Name, p);
                    partition.PartitionIndex = p.PartitionIndex;
                    return partition;
                })],
            })],
        };

    private static ListOffsetsPartitionResponse Find(PartitionLog? log, ListOffsetsPartition asked, bool isCommittedOnly)
    {
        if (log is null)
        {
            return new() { ErrorCode = ErrorCode.UnknownTopicOrPartition };
        }

        if (asked.CurrentLeaderEpoch > 0)
        {
            return new() { ErrorCode = ErrorCode.UnknownLeaderEpoch };
        }

        return asked.Timestamp switch
        {
            Latest => Found(isCommittedOnly ? log.LastStableOffset : log.LogEndOffset, -1),
            Earliest or EarliestLocal => Found(log.LogStartOffset, -1),
            LatestTiered => Found(-1, -1),
            MaxTimestamp => log.FindMaxTimestamp() is var (offset, timestamp) ? Found(offset, timestamp) : Found(-1, -1),
            >= 0 => log.FindByTime(asked.Timestamp) is var (offset, timestamp)
                && (!isCommittedOnly || offset < log.LastStableOffset) ? Found(offset, timestamp) : Found(-1, -1),
            _ => new() { ErrorCode = ErrorCode.UnsupportedVersion },
        };
    }

    private static ListOffsetsPartitionResponse Found(long offset, long timestamp) =>
        new() { Offset = offset, Timestamp = timestamp, LeaderEpoch = offset >= 0 ? 0 : -1 };
}
