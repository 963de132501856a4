namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>Limits and delays of consumer groups; the names in Kafka's configuration stand beside them.</summary>
public sealed record GroupOptions
{
    /// <summary><c>group.min.session.timeout.ms</c>: Kafka's 6 s, so that a client that Kafka would refuse is refused here too.</summary>
    public TimeSpan MinSessionTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary><c>group.max.session.timeout.ms</c>: Kafka's 30 min.</summary>
    public TimeSpan MaxSessionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// <c>group.initial.rebalance.delay.ms</c>: how long an empty group gathers members before its first generation. Kafka waits 3 s;
    /// 0 here, as in the configuration Kafka ships for development, because a test should not wait.
    /// </summary>
    public TimeSpan InitialRebalanceDelay { get; init; } = TimeSpan.Zero;

    /// <summary><c>group.max.size</c>: Kafka has no limit; each member costs memory, so there is one here, far above what one process serves.</summary>
    public int MaxMembers { get; init; } = 10_000;

    /// <summary><c>offset.metadata.max.bytes</c>: Kafka's 4096, in UTF-16 units as Kafka counts them.</summary>
    public int MaxOffsetMetadata { get; init; } = 4096;

    /// <summary><c>offsets.retention.minutes</c>: Kafka's 7 days.</summary>
    public TimeSpan OffsetsRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a member of an old client, which learns its id only from the first generation, may be silent: Kafka's 5 min.</summary>
    public TimeSpan NewMemberTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
