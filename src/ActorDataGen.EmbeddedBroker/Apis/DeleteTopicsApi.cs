using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>DeleteTopics 1–6, by name or by id. Readers of a deleted log finish what they have open.</summary>
internal sealed class DeleteTopicsApi(TopicCatalog topics) : ApiHandler<DeleteTopicsRequest, DeleteTopicsResponse>
{
    protected override ValueTask<DeleteTopicsResponse> HandleAsync(DeleteTopicsRequest request, RequestContext context) =>
        new(new DeleteTopicsResponse { Responses = [.. Asked(request).Select(Delete)] });

    protected override DeleteTopicsResponse Fail(DeleteTopicsRequest request, ErrorCode error) => new()
    {
        Responses = [.. Asked(request).Select(t => new DeleteTopicsTopicResult { Name = t.Name ?? "", TopicId = t.TopicId, ErrorCode = error })],
    };

    private static IEnumerable<DeleteTopicsTopic> Asked(DeleteTopicsRequest request) =>
        request.Topics.Concat(request.TopicNames.Select(static n => new DeleteTopicsTopic { Name = n }));

    private DeleteTopicsTopicResult Delete(DeleteTopicsTopic asked)
    {
        var topic = asked.Name is { } name ? topics.Find(name) : topics.Find(asked.TopicId);
        var result = new DeleteTopicsTopicResult { Name = topic?.Name ?? asked.Name, TopicId = topic?.Id ?? asked.TopicId };
        if (topic is null)
        {
            result.ErrorCode = asked.Name is null ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;
            return result;
        }

        if (topic.IsInternal)
        {
            (result.ErrorCode, result.ErrorMessage) = (ErrorCode.InvalidTopic, $"{topic.Name} is the broker's own");
            return result;
        }

        var outcome = topics.Delete(topic);
        (result.ErrorCode, result.ErrorMessage) = (outcome.Error, outcome.Message);
        return result;
    }
}
