using System.Globalization;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>DescribeConfigs 1–4, of topics and of this broker.</summary>
internal sealed class DescribeConfigsApi(TopicCatalog topics, EmbeddedBrokerOptions options) : ApiHandler<DescribeConfigsRequest, DescribeConfigsResponse>
{
    protected override ValueTask<DescribeConfigsResponse> HandleAsync(DescribeConfigsRequest request, RequestContext context) =>
        new(new DescribeConfigsResponse { Results = [.. request.Resources.Select(r => Describe(r, request))] });

    protected override DescribeConfigsResponse Fail(DescribeConfigsRequest request, ErrorCode error) =>
        new() { Results = [.. request.Resources.Select(r => Refused(r, error, null))] };

    private static DescribeConfigsResult Refused(DescribeConfigsResource asked, ErrorCode error, string? message) =>
        new() { ResourceType = asked.ResourceType, ResourceName = asked.ResourceName, ErrorCode = error, ErrorMessage = message };

    private DescribeConfigsResult Describe(DescribeConfigsResource asked, DescribeConfigsRequest request)
    {
        switch (asked.ResourceType)
        {
            case ConfigListing.TopicResource when topics.Find(asked.ResourceName) is { } topic:
                return Found(asked, TopicConfiguration.Definitions.Values.Select(d => Show(topic.Configuration, d, request)));
            case ConfigListing.TopicResource:
                return Refused(asked, Topic.NameProblem(asked.ResourceName) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.InvalidTopic, null);
            case ConfigListing.BrokerResource when asked.ResourceName == options.NodeId.ToString(CultureInfo.InvariantCulture):
                return Found(asked, ConfigListing.OfBroker(options).Select(c => Show(c.Definition, c.Value, ConfigSource.StaticBroker, true, request)));
            case ConfigListing.BrokerResource when asked.ResourceName.Length == 0:
                return Found(asked, []); // cluster-wide dynamic settings: there are none
            case ConfigListing.BrokerResource:
                return Refused(asked, ErrorCode.InvalidRequest, $"Unexpected broker id, expected {options.NodeId} or empty string, but received {asked.ResourceName}");
            default:
                return Refused(asked, ErrorCode.InvalidRequest, $"resources of type {asked.ResourceType} have no settings here");
        }
    }

    private static DescribeConfigsResult Found(DescribeConfigsResource asked, IEnumerable<DescribeConfigsResourceResult> configs) => new()
    {
        ResourceType = asked.ResourceType,
        ResourceName = asked.ResourceName,
        Configs = [.. configs.Where(c => asked.ConfigurationKeys is not { Count: > 0 } keys || keys.Contains(c.Name)).OrderBy(static c => c.Name, StringComparer.Ordinal)],
    };

    private static DescribeConfigsResourceResult Show(TopicConfiguration configuration, ConfigDefinition definition, DescribeConfigsRequest request)
    {
        var name = definition.Name;
        var shown = Show(definition, configuration[name], ConfigListing.SourceOf(configuration, name), false, request);
        if (request.IncludeSynonyms)
        {
            if (configuration.Overrides.TryGetValue(name, out var own))
            {
                shown.Synonyms.Add(new() { Name = name, Value = own, Source = (sbyte)ConfigSource.Topic });
            }

            var source = configuration.IsBrokerDefault(name) ? ConfigSource.StaticBroker : ConfigSource.Default;
            shown.Synonyms.Add(new() { Name = name, Value = configuration.DefaultOf(name), Source = (sbyte)source });
        }

        return shown;
    }

    private static DescribeConfigsResourceResult Show(
        ConfigDefinition definition, string value, ConfigSource source, bool readOnly, DescribeConfigsRequest request) => new()
        {
            Name = definition.Name,
            Value = value,
            ReadOnly = readOnly,
            ConfigSource = (sbyte)source,
            ConfigType = (sbyte)definition.Type,
            Documentation = request.IncludeDocumentation ? definition.Documentation : null,
        };
}
