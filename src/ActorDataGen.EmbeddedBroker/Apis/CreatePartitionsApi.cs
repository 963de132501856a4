using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>CreatePartitions 0–3.</summary>
internal sealed class CreatePartitionsApi(TopicCatalog topics) : ApiHandler<CreatePartitionsRequest, CreatePartitionsResponse>
{
    protected override ValueTask<CreatePartitionsResponse> HandleAsync(CreatePartitionsRequest request, RequestContext context) =>
        new(Answer(request, t => topics.AddPartitions(t.Name, t.Count, request.ValidateOnly)));

    protected override CreatePartitionsResponse Fail(CreatePartitionsRequest request, ErrorCode error) => Answer(request, _ => new TopicOutcome(error));

    private static CreatePartitionsResponse Answer(CreatePartitionsRequest request, Func<CreatePartitionsTopic, TopicOutcome> answer) => new()
    {
        Results = [.. request.Topics.Select(t => (t.Name, Outcome: answer(t))).Select(static t => new CreatePartitionsTopicResult
        {
            Name = t.Name, ErrorCode = t.Outcome.Error, ErrorMessage = t.Outcome.Message,
        })],
    };
}
