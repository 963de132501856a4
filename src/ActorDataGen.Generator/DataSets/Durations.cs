using System.Globalization;

namespace ActorDataGen.Generator.DataSets;

/// <summary>Durations as people write them.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Microseconds)[] Units =
        [("us", 1), ("ms", 1e3), ("s", 1e6), ("m", 6e7), ("h", 3.6e9), ("d", 8.64e10)];

    /// <summary>Reads <c>250ms</c>, <c>10s</c>, <c>5m</c>, <c>24h</c>, <c>7d</c>; a bare number is seconds.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz");
        var unit = text[digits.Length..];
        var factor = unit.Length == 0 ? 1e6 : Units.FirstOrDefault(u => u.Unit == unit).Microseconds;
        if (factor == 0 || !double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number * factor > TimeSpan.MaxValue.TotalMicroseconds)
        {
            return false;
        }

        duration = TimeSpan.FromMicroseconds(number * factor);
        return true;
    }
}
