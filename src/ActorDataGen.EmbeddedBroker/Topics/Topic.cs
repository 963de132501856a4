using ActorDataGen.EmbeddedBroker.Storage;

namespace ActorDataGen.EmbeddedBroker.Topics;

/// <summary>A topic: its id, its settings, its partitions' logs. Replaced as a whole when it changes.</summary>
internal sealed record Topic(string Name, Guid Id, TopicConfiguration Configuration, IReadOnlyList<PartitionLog> Partitions)
{
    public const string OffsetsTopic = "__consumer_offsets";
    public const string TransactionsTopic = "__transaction_state";

    public bool IsInternal => Name is OffsetsTopic or TransactionsTopic;

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? NameProblem(string name) => name switch
    {
        "" => "a topic's name must not be empty",
        "." or ".." => "a topic's name must not be '.' or '..'",
        { Length: > 249 } => "a topic's name must not be longer than 249 characters",
        _ when !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            => $"the topic name '{name}' has characters other than ASCII letters, digits, '.', '_' and '-'",
        _ => null,
    };
}
