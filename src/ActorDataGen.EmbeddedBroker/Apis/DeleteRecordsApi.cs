using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>DeleteRecords 0–2. As in Kafka, topics that are only compacted refuse it.</summary>
internal sealed class DeleteRecordsApi(TopicCatalog topics) : ApiHandler<DeleteRecordsRequest, DeleteRecordsResponse>
{
    protected override ValueTask<DeleteRecordsResponse> HandleAsync(DeleteRecordsRequest request, RequestContext context) => new(Answer(request, Delete));

    protected override DeleteRecordsResponse Fail(DeleteRecordsRequest request, ErrorCode error) => Answer(request, (_, _) => (error, -1));

    private static DeleteRecordsResponse Answer(
        DeleteRecordsRequest request, Func<string, DeleteRecordsPartition, (ErrorCode Error, long LowWatermark)> answer) => new()
        {
            Topics = [.. request.Topics.Select(t => new DeleteRecordsTopicResult
            {
                Name = t.Name,
                Partitions = [.. t.Partitions.Select(p => (p.PartitionIndex, Result: answer(t.Name, p))).Select(static p => new DeleteRecordsPartitionResult
                {
                    PartitionIndex = p.PartitionIndex, ErrorCode = p.Result.Error, LowWatermark = p.Result.LowWatermark,
                })],
            })],
        };

    private (ErrorCode Error, long LowWatermark) Delete(string topicName, DeleteRecordsPartition asked)
    {
        if (topics.FindPartition(topicName, asked.PartitionIndex) is not { } log)
        {
            return (ErrorCode.UnknownTopicOrPartition, -1);
        }

        return log.Configuration.Delete ? log.DeleteRecords(asked.Offset) : (ErrorCode.PolicyViolation, -1);
    }
}
