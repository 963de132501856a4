using System.Collections.Frozen;
using System.Text.Json;

namespace ActorDataGen.Wire.Mapping;

/// <summary>The names that enum members have on the wire: <c>OnFailure</c> is <c>on_failure</c>.</summary>
internal static class WireNames<TEnum>
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> Names =
        Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    private static readonly FrozenDictionary<string, TEnum> Values =
        Names.ToFrozenDictionary(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal);

    public static string Of(TEnum value) => Names.TryGetValue(value, out var name) ? name : throw WireException.Bad($"{value} is no {typeof(TEnum).Name}.");

    public static TEnum Read(string name, string field) =>
        Values.TryGetValue(name, out var value)
            ? value
            : throw WireException.Bad($"{field}: '{name}' is not known; give {string.Join(", ", Values.Keys.Order(StringComparer.Ordinal))}.");
}
