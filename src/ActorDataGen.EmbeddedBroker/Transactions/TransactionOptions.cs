namespace ActorDataGen.EmbeddedBroker.Transactions;

/// <summary>Limits of transactions; the names in Kafka's configuration stand beside them.</summary>
public sealed record TransactionOptions
{
    /// <summary><c>transaction.max.timeout.ms</c>: Kafka's 15 min.</summary>
    public TimeSpan MaxTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary><c>transactional.id.expiration.ms</c>: Kafka's 7 days.</summary>
    public TimeSpan IdExpiration { get; init; } = TimeSpan.FromDays(7);
}
