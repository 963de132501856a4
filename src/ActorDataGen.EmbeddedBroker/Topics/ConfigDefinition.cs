using System.Globalization;

namespace ActorDataGen.EmbeddedBroker.Topics;

/// <summary>Types of configuration values, numbered as DescribeConfigs numbers them.</summary>
internal enum ConfigType
{
    Boolean = 1,
    String = 2,
    Int = 3,
    Short = 4,
    Long = 5,
    Double = 6,
    List = 7,
}

/// <summary>A topic setting: its name, its type, what it is when nobody says, and which values it takes.</summary>
/// <param name="Effective">Whether it does something here; the others are kept and shown, for tools that set them.</param>
internal sealed record ConfigDefinition(
    string Name, ConfigType Type, string Default, string Documentation, bool Effective = true, long Min = long.MinValue, string[]? Allowed = null)
{
    /// <summary>What is wrong with a value, or null.</summary>
    public string? Problem(string? value)
    {
        if (value is null)
        {
            return $"{Name} needs a value";
        }

        return Type switch
        {
            ConfigType.Boolean when value is not ("true" or "false") => $"{Name} must be true or false, not '{value}'",
            ConfigType.Int or ConfigType.Short when !int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) || n < Min
                => $"{Name} must be a whole number{AtLeast}, not '{value}'",
            ConfigType.Long when !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) || n < Min
                => $"{Name} must be a whole number{AtLeast}, not '{value}'",
            ConfigType.Double when !double.TryParse(value, CultureInfo.InvariantCulture, out var n) || n is < 0 or > 1
                => $"{Name} must be a number from 0 to 1, not '{value}'",
            ConfigType.String or ConfigType.List when Allowed is { } allowed && !Parts(value).All(allowed.Contains)
                => $"{Name} must be of {string.Join(", ", allowed)}, not '{value}'",
            _ => null,
        };
    }

    private string AtLeast => Min > long.MinValue ? $" of {Min} or more" : "";

    private string[] Parts(string value) =>
        Type == ConfigType.List ? value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [value];
}
