namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>The time of day as it was at the start, moved on by the monotonic clock: a step of the system's clock ends no session.</summary>
internal sealed class SteadyClock(TimeProvider time)
{
    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly long _timestamp = time.GetTimestamp();

    public TimeProvider Time => time;

    public DateTimeOffset Now => _start + time.GetElapsedTime(_timestamp);
}
