using System.Globalization;

namespace ActorDataGen.Wire.Mapping;

/// <summary>Version 1's memory limits: <c>512m</c>, <c>1g</c>, bytes; empty or 0 is unlimited.</summary>
public static class MemoryText
{
    /// <summary>Reads a limit in bytes.</summary>
    /// <returns>False for what is neither a number nor a number with b, k, m, g or t, or is too large.</returns>
    public static bool TryParse(string text, out long bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.AsSpan().Trim();
        bytes = 0;
        if (trimmed.IsEmpty)
        {
            return true;
        }

        var unit = char.ToLowerInvariant(trimmed[^1]) switch { 'b' => 0, 'k' => 10, 'm' => 20, 'g' => 30, 't' => 40, _ => -1 };
        var number = unit < 0 ? trimmed : trimmed[..^1];
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value > (decimal)long.MaxValue / (1L << Math.Max(unit, 0)))
        {
            return false;
        }

        bytes = (long)(value * (1L << Math.Max(unit, 0)));
        return true;
    }

    /// <summary>Writes a limit so that version 1 understands it; the shortest exact form.</summary>
    public static string Of(long bytes) =>
        bytes <= 0 ? ""
        : bytes % (1L << 30) == 0 ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 30}g")
        : bytes % (1L << 20) == 0 ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20}m")
        : bytes.ToString(CultureInfo.InvariantCulture);
}
