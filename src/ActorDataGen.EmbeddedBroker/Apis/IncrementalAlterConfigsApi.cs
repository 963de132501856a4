using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>IncrementalAlterConfigs 0–1: sets and unsets single settings of a topic.</summary>
internal sealed class IncrementalAlterConfigsApi(TopicCatalog topics) : ApiHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>
{
    private const sbyte Set = 0;
    private const sbyte Unset = 1;
    private const sbyte Append = 2;
    private const sbyte Subtract = 3;

    protected override ValueTask<IncrementalAlterConfigsResponse> HandleAsync(IncrementalAlterConfigsRequest request, RequestContext context) =>
        new(Answer(request, r => Alter(r, request.ValidateOnly)));

    protected override IncrementalAlterConfigsResponse Fail(IncrementalAlterConfigsRequest request, ErrorCode error) =>
        Answer(request, _ => new TopicOutcome(error));

    private static IncrementalAlterConfigsResponse Answer(
        IncrementalAlterConfigsRequest request, Func<IncrementalAlterConfigsResource, TopicOutcome> answer) => new()
        {
            Responses = [.. request.Resources.Select(r => (Resource: r, Outcome: answer(r))).Select(static r => new IncrementalAlterConfigsResourceResponse
            {
                ResourceType = r.Resource.ResourceType,
                ResourceName = r.Resource.ResourceName,
                ErrorCode = r.Outcome.Error,
                ErrorMessage = r.Outcome.Message,
            })],
        };

    private TopicOutcome Alter(IncrementalAlterConfigsResource asked, bool validateOnly)
    {
        if (asked.ResourceType != ConfigListing.TopicResource)
        {
            return new(ErrorCode.InvalidRequest, "only the settings of topics can be changed: the broker's are options of its process");
        }

        if (topics.Find(asked.ResourceName) is not { } topic)
        {
            return new(ErrorCode.UnknownTopicOrPartition, $"there is no topic '{asked.ResourceName}'");
        }

        var settings = new Dictionary<string, string>(topic.Configuration.Overrides);
        foreach (var change in asked.Configs)
        {
            if (Apply(settings, topic.Configuration, change) is { } problem)
            {
                return new(ErrorCode.InvalidConfig, problem);
            }
        }

        return topics.Configure(asked.ResourceName, settings, validateOnly);
    }

    private static string? Apply(Dictionary<string, string> settings, TopicConfiguration configuration, IncrementalAlterConfigsAlterableConfig change)
    {
        if (!TopicConfiguration.Definitions.TryGetValue(change.Name, out var definition))
        {
            return $"Unknown topic config name: {change.Name}";
        }

        switch (change.ConfigOperation)
        {
            case Unset:
                settings.Remove(change.Name);
                return null;
            case Set:
                settings[change.Name] = change.Value ?? "";
                break;
            case Append or Subtract when definition.Type == ConfigType.List:
                var parts = settings.GetValueOrDefault(change.Name, configuration[change.Name]).Split(',', StringSplitOptions.RemoveEmptyEntries);
                var named = (change.Value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
                settings[change.Name] = string.Join(',', change.ConfigOperation == Append ? parts.Union(named) : parts.Except(named));
                break;
            default:
                return $"{change.Name} is no list: operation {change.ConfigOperation} does not go";
        }

        return definition.Problem(settings[change.Name]);
    }
}
