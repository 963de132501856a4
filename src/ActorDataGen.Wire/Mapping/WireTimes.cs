namespace ActorDataGen.Wire.Mapping;

/// <summary>Times on the wire: milliseconds, and version 1's seconds in 32 bits.</summary>
internal static class WireTimes
{
    public static long Ms(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    public static long? Ms(DateTimeOffset? instant) => instant?.ToUnixTimeMilliseconds();

    public static long Ms(TimeSpan time) => (long)Math.Clamp(time.TotalMilliseconds, long.MinValue, long.MaxValue);

    public static float Seconds(DateTimeOffset instant) => (float)(instant.ToUnixTimeMilliseconds() / 1000.0);

    public static DateTimeOffset Instant(long ms, string field)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(ms);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw WireException.Bad($"{field}: {ms} is no time; give milliseconds since 1970.", e);
        }
    }

    public static DateTimeOffset? Instant(long? ms, string field) => ms is { } value ? Instant(value, field) : null;

    public static TimeSpan Time(long ms, string field) =>
        ms is > -MaxMs and < MaxMs ? TimeSpan.FromMilliseconds(ms) : throw WireException.Bad($"{field}: {ms} ms is out of bounds.");

    /// <summary>When a record was written: version 1 knows only seconds, and may give nonsense, which is no time then.</summary>
    public static DateTimeOffset Written(long ms, float seconds, string field) =>
        ms != 0 ? Instant(ms, field)
        : seconds is > 0 and < 1e11f ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000.0))
        : DateTimeOffset.UnixEpoch;

    private const long MaxMs = 900_000_000_000_000;
}
