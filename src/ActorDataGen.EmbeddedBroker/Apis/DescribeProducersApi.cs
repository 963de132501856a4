using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>DescribeProducers 0: who wrote to a partition, and whose transaction holds it up.</summary>
internal sealed class DescribeProducersApi(TopicCatalog topics) : ApiHandler<DescribeProducersRequest, DescribeProducersResponse>
{
    protected override ValueTask<DescribeProducersResponse> HandleAsync(DescribeProducersRequest request, RequestContext context) =>
        new(Answer(request, Describe));

    protected override DescribeProducersResponse Fail(DescribeProducersRequest request, ErrorCode error) =>
        Answer(request, (_, _) => new DescribeProducersPartitionResponse { ErrorCode = error });

    private static DescribeProducersResponse Answer(
        DescribeProducersRequest request, Func<string, int, DescribeProducersPartitionResponse> answer) => new()
        {
            Topics = [.. request.Topics.Select(t => new DescribeProducersTopicResponse
            {
                Name = t.Name,
                Partitions = [.. t.PartitionIndexes.Select(p =>
                {
                    var partition = answer(t.Name, p);
                    partition.PartitionIndex = p;
                    return partition;
                })],
            })],
        };

    private DescribeProducersPartitionResponse Describe(string topic, int partition) => topics.FindPartition(topic, partition) is not { } log
        ? new() { ErrorCode = ErrorCode.UnknownTopicOrPartition }
        : new()
        {
            ActiveProducers = log.Producers(static p => new DescribeProducersProducer
            {
                ProducerId = p.ProducerId,
                ProducerEpoch = p.Epoch,
                LastSequence = p.Last?.LastSequence ?? -1,
                LastTimestamp = p.LastTimestamp,
                CoordinatorEpoch = p.CoordinatorEpoch,
                CurrentTxnStartOffset = p.TransactionStart,
            }),
        };
}
