using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>Metadata 0–12: this broker, at the address of the listener that was asked, leads everything.</summary>
internal sealed class MetadataApi(TopicCatalog topics, EmbeddedBrokerOptions options, string clusterId) : ApiHandler<MetadataRequest, MetadataResponse>
{
    protected override ValueTask<MetadataResponse> HandleAsync(MetadataRequest request, RequestContext context)
    {
        var isAll = request.Topics is null || (context.Version == 0 && request.Topics.Count == 0);
        var answer = Empty(context);
        answer.Topics = isAll
            ? [.. topics.All.OrderBy(static t => t.Name, StringComparer.Ordinal).Select(Describe)]
            : [.. request.Topics!.Select(t => Describe(t, request.AllowAutoTopicCreation || context.Version < 4))];
        return new(answer);
    }

    protected override MetadataResponse Fail(MetadataRequest request, ErrorCode error) => new()
    {
        Topics = [.. (request.Topics ?? []).Select(t => new MetadataResponseTopic { ErrorCode = error, Name = t.Name ?? "", TopicId = t.TopicId })],
    };

    private MetadataResponse Empty(RequestContext context) => new()
    {
        Brokers = [new MetadataResponseBroker { NodeId = options.NodeId, Host = context.Endpoint.Host, Port = context.Endpoint.Port }],
        ClusterId = clusterId,
        ControllerId = options.NodeId,
    };

    private MetadataResponseTopic Describe(MetadataRequestTopic asked, bool mayCreate)
    {
        if (asked.Name is null)
        {
            return topics.Find(asked.TopicId) is { } byId ? Describe(byId)
                : new MetadataResponseTopic { ErrorCode = ErrorCode.UnknownTopicId, TopicId = asked.TopicId };
        }

        if (topics.Find(asked.Name) is { } found)
        {
            return Describe(found);
        }

        if (Topic.NameProblem(asked.Name) is not null)
        {
            return new MetadataResponseTopic { ErrorCode = ErrorCode.InvalidTopic, Name = asked.Name };
        }

        if (!options.AutoCreateTopics || !mayCreate)
        {
            return new MetadataResponseTopic { ErrorCode = ErrorCode.UnknownTopicOrPartition, Name = asked.Name };
        }

        var made = topics.Create(asked.Name, options.DefaultPartitions, new Dictionary<string, string>(), validateOnly: false);
        return made.Topic is { } topic ? Describe(topic)
            : new MetadataResponseTopic { ErrorCode = made.Error, Name = asked.Name };
    }

    private MetadataResponseTopic Describe(Topic topic) => new()
    {
        Name = topic.Name,
        TopicId = topic.Id,
        IsInternal = topic.IsInternal,
        Partitions = [.. topic.Partitions.Select(p => new MetadataResponsePartition
        {
            PartitionIndex = p.Partition,
            LeaderId = options.NodeId,
            LeaderEpoch = 0,
            ReplicaNodes = [options.NodeId],
            IsrNodes = [options.NodeId],
        })],
    };
}
