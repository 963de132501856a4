namespace ActorDataGen.Kafka.Consuming;

/// <summary>How fast a group notices.</summary>
/// <param name="SessionTimeout">A member that was silent for so long is thrown out. Brokers allow no less than 6 s by default.</param>
/// <param name="HeartbeatInterval">How often members ask whether the group changed: the larger part of a clean hand-over.</param>
public sealed record GroupTimes(TimeSpan SessionTimeout, TimeSpan HeartbeatInterval)
{
    /// <summary>6 s, the least that brokers allow by default, and 300 ms, to hand over within a second.</summary>
    public static GroupTimes Default { get; } = new(TimeSpan.FromSeconds(6), TimeSpan.FromMilliseconds(300));
}
