using System.Globalization;

namespace ActorDataGen.Generator.DataSets;

/// <summary>When the first record of a data set happens.</summary>
internal static class StartTime
{
    /// <summary>Reads <c>now</c> (null) or an ISO 8601 instant, UTC unless it says otherwise.</summary>
    public static bool TryParse(string text, out DateTimeOffset? start)
    {
        start = null;
        if (text == "now")
        {
            return true;
        }

        var isInstant = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant);
        start = isInstant ? instant : null;
        return isInstant;
    }
}
