using System.Globalization;

namespace ActorDataGen.Docker.Streams;

/// <summary>A moment as a daemon counts it, to the nanosecond; .NET's own times stop at 100.</summary>
/// <param name="Nanoseconds">Nanoseconds since 1970.</param>
public readonly record struct DockerTime(long Nanoseconds) : IComparable<DockerTime>
{
    private const long PerSecond = 1_000_000_000;

    /// <summary>The moment to 100 ns.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(Nanoseconds / 100);

    /// <summary>From .NET's own.</summary>
    public static DockerTime From(DateTimeOffset time) => new((time - DateTimeOffset.UnixEpoch).Ticks * 100);

    /// <inheritdoc/>
    public int CompareTo(DockerTime other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>Whether one is before the other.</summary>
    public static bool operator <(DockerTime left, DockerTime right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Whether one is after the other.</summary>
    public static bool operator >(DockerTime left, DockerTime right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Whether one is not after the other.</summary>
    public static bool operator <=(DockerTime left, DockerTime right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Whether one is not before the other.</summary>
    public static bool operator >=(DockerTime left, DockerTime right) => left.Nanoseconds >= right.Nanoseconds;

    /// <summary>As parameters of the API have it: seconds, a point, nine digits.</summary>
    internal string ToParameter() => string.Create(CultureInfo.InvariantCulture, $"{Nanoseconds / PerSecond}.{Nanoseconds % PerSecond:D9}");

    /// <summary>Reads RFC 3339 with up to nine digits of a second, as log lines begin; false where the text is something else.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out DockerTime time)
    {
        time = default;
        // 2006-01-02T15:04:05[.999999999](Z|+07:00)
        if (text.Length < 20 || text[10] != (byte)'T')
            return false;
        var at = 19;
        long fraction = 0;
        if (text[at] == (byte)'.')
        {
            var scale = PerSecond;
            for (at++; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++)
            {
                scale /= 10;
                fraction += (text[at] - '0') * scale;
            }
        }

        Span<char> whole = stackalloc char[32];
        var zone = text[at..];
        if (zone.Length is 0 or > 6)
            return false;
        for (var i = 0; i < 19; i++)
            whole[i] = (char)text[i];
        for (var i = 0; i < zone.Length; i++)
            whole[19 + i] = (char)zone[i];
        if (!DateTimeOffset.TryParseExact(whole[..(19 + zone.Length)], "yyyy-MM-ddTHH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
            return false;
        time = new DockerTime((parsed.ToUnixTimeSeconds() * PerSecond) + fraction);
        return true;
    }
}
