using System.Globalization;
using System.Text;

namespace ActorDataGen.Node.Jobs;

/// <summary>Spans of time and amounts of memory as people write them.</summary>
public static class Quantity
{
    private static readonly (char Unit, TimeSpan Span)[] Units =
    [
        ('d', TimeSpan.FromDays(1)), ('h', TimeSpan.FromHours(1)), ('m', TimeSpan.FromMinutes(1)), ('s', TimeSpan.FromSeconds(1)),
    ];

    /// <summary>Reads <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>1d</c>, <c>250ms</c>, combinations such as <c>1h30m</c>, or bare seconds.</summary>
    public static bool TryParseSpan(string text, out TimeSpan span)
    {
        span = TimeSpan.Zero;
        var rest = text.Trim();
        if (double.TryParse(rest, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return TryScale(seconds, TimeSpan.FromSeconds(1), ref span);
        }

        while (rest.Length > 0)
        {
            var digits = rest.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
            if (digits == 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                return false;
            }

            rest = rest[digits..];
            var unit = rest.StartsWith("ms", StringComparison.Ordinal)
                ? TimeSpan.FromMilliseconds(1)
                : rest.Length > 0 ? Units.FirstOrDefault(u => u.Unit == rest[0]).Span : TimeSpan.Zero;
            if (unit == TimeSpan.Zero || !TryScale(amount, unit, ref span))
            {
                return false;
            }

            rest = rest[(unit == TimeSpan.FromMilliseconds(1) ? 2 : 1)..];
        }

        return text.Trim().Length > 0;
    }

    /// <summary>Writes a span the way <see cref="TryParseSpan"/> reads it.</summary>
    public static string Write(TimeSpan span)
    {
        if (span == TimeSpan.Zero)
        {
            return "0s";
        }

        var text = new StringBuilder();
        foreach (var (unit, length) in Units)
        {
            var count = span.Ticks / length.Ticks;
            if (count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
                span -= length * count;
            }
        }

        return span > TimeSpan.Zero ? text.Append(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.###}ms").ToString() : text.ToString();
    }

    /// <summary>Reads <c>512m</c>, <c>1g</c>, <c>64k</c>, <c>1.5GiB</c> or bytes; empty is 0.</summary>
    public static bool TryParseBytes(string text, out long bytes)
    {
        bytes = 0;
        var rest = text.Trim().ToLowerInvariant();
        if (rest.Length == 0)
        {
            return true;
        }

        rest = rest.EndsWith("ib", StringComparison.Ordinal) ? rest[..^2] : rest.EndsWith('b') ? rest[..^1] : rest;
        var shift = rest.Length == 0 ? 0 : rest[^1] switch { 'k' => 10, 'm' => 20, 'g' => 30, 't' => 40, _ => 0 };
        var number = shift > 0 ? rest[..^1] : rest;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || !double.IsFinite(amount) || amount * (1L << shift) > long.MaxValue / 2)
        {
            return false;
        }

        bytes = (long)(amount * (1L << shift));
        return true;
    }

    /// <summary>Writes bytes in the largest unit that leaves a whole number.</summary>
    public static string WriteBytes(long bytes) => bytes switch
    {
        > 0 when bytes % (1L << 30) == 0 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 30}g"),
        > 0 when bytes % (1L << 20) == 0 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20}m"),
        > 0 when bytes % (1L << 10) == 0 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 10}k"),
        _ => bytes.ToString(CultureInfo.InvariantCulture),
    };

    private static bool TryScale(double amount, TimeSpan unit, ref TimeSpan sum)
    {
        // Ten thousand days: longer than anybody means, and far from overflow.
        if (!double.IsFinite(amount) || amount < 0 || amount * unit.TotalDays > 10_000)
        {
            return false;
        }

        sum += TimeSpan.FromTicks((long)(amount * unit.Ticks));
        return true;
    }
}
