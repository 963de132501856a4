using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>AlterConfigs 0–2: replaces everything that was set for a topic. The broker's settings are options of the process.</summary>
internal sealed class AlterConfigsApi(TopicCatalog topics) : ApiHandler<AlterConfigsRequest, AlterConfigsResponse>
{
    protected override ValueTask<AlterConfigsResponse> HandleAsync(AlterConfigsRequest request, RequestContext context) =>
        new(Answer(request, r => Alter(r, request.ValidateOnly)));

    protected override AlterConfigsResponse Fail(AlterConfigsRequest request, ErrorCode error) => Answer(request, _ => new TopicOutcome(error));

    private static AlterConfigsResponse Answer(AlterConfigsRequest request, Func<AlterConfigsResource, TopicOutcome> answer) => new()
    {
        Responses = [.. request.Resources.Select(r => (Resource: r, Outcome: answer(r))).Select(static r => new AlterConfigsResourceResponse
        {
            ResourceType = r.Resource.ResourceType,
            ResourceName = r.Resource.ResourceName,
            ErrorCode = r.Outcome.Error,
            ErrorMessage = r.Outcome.Message,
        })],
    };

    private TopicOutcome Alter(AlterConfigsResource asked, bool validateOnly)
    {
        if (asked.ResourceType != ConfigListing.TopicResource)
        {
            return new(ErrorCode.InvalidRequest, "only the settings of topics can be changed: the broker's are options of its process");
        }

        var settings = asked.Configs.Where(static c => c.Value is not null).GroupBy(static c => c.Name).ToDictionary(static g => g.Key, static g => g.Last().Value!);
        return settings.Select(static s => TopicConfiguration.Problem(s.Key, s.Value)).FirstOrDefault(static p => p is not null) is { } problem
            ? new(ErrorCode.InvalidConfig, problem)
            : topics.Configure(asked.ResourceName, settings, validateOnly);
    }
}
