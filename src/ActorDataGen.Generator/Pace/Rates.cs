using System.Globalization;

namespace ActorDataGen.Generator.Pace;

/// <summary>Rates as people write them.</summary>
internal static class Rates
{
    /// <summary>Reads <c>1000</c>, <c>1000/s</c>, <c>60/m</c> or <c>5/h</c> as records a second.</summary>
    public static bool TryParse(string text, out double perSecond)
    {
        var parts = text.Split('/');
        var seconds = parts is [_, var unit] ? unit switch { "s" => 1, "m" => 60, "h" => 3600, _ => 0 } : parts.Length == 1 ? 1 : 0;
        var isNumber = double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        perSecond = seconds == 0 ? 0 : number / seconds;
        return isNumber && seconds > 0 && double.IsFinite(number) && number >= 0;
    }
}
