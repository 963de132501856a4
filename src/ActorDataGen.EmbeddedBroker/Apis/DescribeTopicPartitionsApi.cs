using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>DescribeTopicPartitions 0: what Kafka 4's tools ask instead of Metadata, page by page.</summary>
internal sealed class DescribeTopicPartitionsApi(TopicCatalog topics, EmbeddedBrokerOptions options)
    : ApiHandler<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>
{
    // Kafka's max.request.partition.size.limit.
    private const int MostPartitions = 2000;

    protected override ValueTask<DescribeTopicPartitionsResponse> HandleAsync(DescribeTopicPartitionsRequest request, RequestContext context)
    {
        var names = (request.Topics.Count > 0 ? request.Topics.Select(static t => t.Name) : topics.All.Select(static t => t.Name))
            .Distinct().Order(StringComparer.Ordinal)
            .Where(n => request.Cursor is null || string.CompareOrdinal(n, request.Cursor.TopicName) >= 0);
        var left = Math.Clamp(request.ResponsePartitionLimit, 1, MostPartitions);
        var answer = new DescribeTopicPartitionsResponse();
        foreach (var name in names)
        {
            var first = name == request.Cursor?.TopicName ? Math.Max(0, request.Cursor.PartitionIndex) : 0;
            if (left == 0)
            {
                answer.NextCursor = new DescribeTopicPartitionsNextCursor { TopicName = name, PartitionIndex = first };
                break;
            }

            var described = Describe(name, first, left);
            answer.Topics.Add(described);
            left -= described.Partitions.Count;
            if (topics.PartitionCount(name) > first + described.Partitions.Count)
            {
                answer.NextCursor = new DescribeTopicPartitionsNextCursor { TopicName = name, PartitionIndex = first + described.Partitions.Count };
                break;
            }
        }

        return new(answer);
    }

    protected override DescribeTopicPartitionsResponse Fail(DescribeTopicPartitionsRequest request, ErrorCode error) => new()
    {
        Topics = [.. request.Topics.Select(t => new DescribeTopicPartitionsResponseTopic { Name = t.Name, ErrorCode = error })],
    };

    private DescribeTopicPartitionsResponseTopic Describe(string name, int first, int most)
    {
        if (topics.Find(name) is not { } topic)
        {
            return new() { Name = name, ErrorCode = Topic.NameProblem(name) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.InvalidTopic };
        }

        return new()
        {
            Name = name,
            TopicId = topic.Id,
            IsInternal = topic.IsInternal,
            Partitions = [.. topic.Partitions.Skip(first).Take(most).Select(p => new DescribeTopicPartitionsResponsePartition
            {
                PartitionIndex = p.Partition,
                LeaderId = options.NodeId,
                LeaderEpoch = 0,
                ReplicaNodes = [options.NodeId],
                IsrNodes = [options.NodeId],
                // Java's admin client takes null here for a list all the same.
                EligibleLeaderReplicas = [],
                LastKnownElr = [],
            })],
        };
    }
}
