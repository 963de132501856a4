using ActorDataGen.Avro.Compatibility;

namespace ActorDataGen.SchemaRegistry;

/// <summary>The words of the REST API for levels and modes.</summary>
public static class RegistryWords
{
    private static readonly string[] Levels = ["NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE"];
    private static readonly string[] Modes = ["READWRITE", "READONLY", "READONLY_OVERRIDE", "IMPORT"];

    /// <summary>The word for a level.</summary>
    public static string Of(AvroCompatibilityLevel level) => Levels[(int)level];

    /// <summary>The word for a mode.</summary>
    public static string Of(RegistryMode mode) => Modes[(int)mode];

    /// <summary>Finds the level that a word names, in whatever case.</summary>
    public static bool TryLevel(string word, out AvroCompatibilityLevel level)
    {
        var index = Array.FindIndex(Levels, l => string.Equals(l, word, StringComparison.OrdinalIgnoreCase));
        level = (AvroCompatibilityLevel)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Finds the mode that a word names, in whatever case.</summary>
    public static bool TryMode(string word, out RegistryMode mode)
    {
        var index = Array.FindIndex(Modes, m => string.Equals(m, word, StringComparison.OrdinalIgnoreCase));
        mode = (RegistryMode)Math.Max(index, 0);
        return index >= 0;
    }
}
