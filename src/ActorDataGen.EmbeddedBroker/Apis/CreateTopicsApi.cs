using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>CreateTopics 2–7. There is one broker, so the replication factor is 1, or −1 for the broker's choice.</summary>
internal sealed class CreateTopicsApi(TopicCatalog topics, EmbeddedBrokerOptions options) : ApiHandler<CreateTopicsRequest, CreateTopicsResponse>
{
    protected override ValueTask<CreateTopicsResponse> HandleAsync(CreateTopicsRequest request, RequestContext context)
    {
        var twice = request.Topics.GroupBy(static t => t.Name).Where(static g => g.Count() > 1).Select(static g => g.Key).ToHashSet();
        return new(new CreateTopicsResponse
        {
            Topics = [.. request.Topics.DistinctBy(static t => t.Name).Select(t => twice.Contains(t.Name)
                ? Refused(t, ErrorCode.InvalidRequest, "the topic is there twice in the request")
                : Create(t, request.ValidateOnly))],
        });
    }

    protected override CreateTopicsResponse Fail(CreateTopicsRequest request, ErrorCode error) =>
        new() { Topics = [.. request.Topics.Select(t => Refused(t, error, null))] };

    private static CreateTopicsTopicResult Refused(CreateTopicsTopic topic, ErrorCode error, string? message) =>
        new() { Name = topic.Name, ErrorCode = error, ErrorMessage = message };

    private CreateTopicsTopicResult Create(CreateTopicsTopic asked, bool validateOnly)
    {
        if (asked.Assignments.Count > 0)
        {
            if (asked.NumPartitions != -1 || asked.ReplicationFactor != -1)
            {
                return Refused(asked, ErrorCode.InvalidRequest, "both an assignment and a number of partitions or replicas");
            }

            if (asked.Assignments.Any(a => a.BrokerIds is not [var id] || id != options.NodeId)
                || !asked.Assignments.Select(static a => a.PartitionIndex).Order().SequenceEqual(Enumerable.Range(0, asked.Assignments.Count)))
            {
                return Refused(asked, ErrorCode.InvalidReplicaAssignment, $"partitions must be numbered from 0, each on broker {options.NodeId} alone");
            }
        }
        else if (asked.ReplicationFactor is not (1 or -1))
        {
            return Refused(asked, ErrorCode.InvalidReplicationFactor, $"Unable to replicate the partition {asked.ReplicationFactor} time(s): only 1 broker is registered.");
        }

        if (asked.NumPartitions is 0 or < -1)
        {
            return Refused(asked, ErrorCode.InvalidPartitions, "Number of partitions was set to an invalid non-positive value.");
        }

        if (asked.Configs.FirstOrDefault(static c => c.Value is null) is { } empty)
        {
            return Refused(asked, ErrorCode.InvalidConfig, $"Null value not supported for topic configs: {empty.Name}");
        }

        var partitions = asked.Assignments.Count > 0 ? asked.Assignments.Count : asked.NumPartitions == -1 ? options.DefaultPartitions : asked.NumPartitions;
        var overrides = asked.Configs.GroupBy(static c => c.Name).ToDictionary(static g => g.Key, static g => g.Last().Value!);
        var outcome = topics.Create(asked.Name, partitions, overrides, validateOnly);
        if (outcome.Error != ErrorCode.None || outcome.Topic is not { } topic)
        {
            return Refused(asked, outcome.Error, outcome.Message);
        }

        return new CreateTopicsTopicResult
        {
            Name = asked.Name,
            TopicId = topic.Id,
            NumPartitions = partitions,
            ReplicationFactor = 1,
            Configs = [.. TopicConfiguration.Definitions.Values.OrderBy(static d => d.Name, StringComparer.Ordinal).Select(d => new CreateTopicsResultConfig
            {
                Name = d.Name, Value = topic.Configuration[d.Name], ConfigSource = (sbyte)ConfigListing.SourceOf(topic.Configuration, d.Name),
            })],
        };
    }
}
