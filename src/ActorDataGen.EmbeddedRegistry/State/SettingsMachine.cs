using ActorDataGen.EmbeddedRegistry.Entries;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.EmbeddedRegistry.State;

/// <summary>Decides on requests about compatibility levels and modes. Reads the state, never changes it.</summary>
internal static class SettingsMachine
{
    public static RegistryAnswer GetLevel(RegistryState state, string? subject, bool orGlobal)
    {
        var level = subject is null ? state.GlobalLevel : state.LevelOf(subject) ?? (orGlobal ? state.GlobalLevel : null);
        return level is { } found ? RegistryAnswer.Ok(new ConfigView(RegistryWords.Of(found), null)) : Refusals.NoConfig(subject!);
    }

    public static RegistryAnswer SetLevel(RegistryState state, string? subject, string? level)
    {
        if (!RegistryWords.TryLevel(level ?? "", out var found)) return Refusals.InvalidLevel(level);
        if (ReadOnly(state, subject) is { } refusal) return refusal;
        var word = RegistryWords.Of(found);
        return RegistryAnswer.Ok(new ConfigView(null, word), new ConfigEntry(subject, word));
    }

    public static RegistryAnswer UnsetLevel(RegistryState state, string? subject)
    {
        if (subject is not null && state.LevelOf(subject) is null) return Refusals.NoConfig(subject);
        if (ReadOnly(state, subject) is { } refusal) return refusal;
        var old = subject is null ? state.GlobalLevel : state.LevelOf(subject)!.Value;
        return RegistryAnswer.Ok(new ConfigView(RegistryWords.Of(old), null), new ConfigEntry(subject, null));
    }

    public static RegistryAnswer GetMode(RegistryState state, string? subject, bool orGlobal)
    {
        var mode = subject is null ? state.GlobalMode : state.ModeOf(subject) ?? (orGlobal ? state.GlobalMode : null);
        return mode is { } found ? RegistryAnswer.Ok(new ModeView(RegistryWords.Of(found))) : Refusals.NoMode(subject!);
    }

    public static RegistryAnswer SetMode(RegistryState state, string? subject, string? mode, bool isForced)
    {
        if (!RegistryWords.TryMode(mode ?? "", out var found)) return Refusals.InvalidMode(mode);
        // Imported ids must not meet ids that this registry gave itself.
        var hasSchemas = subject is null ? state.All.Any() : state.Versions(subject, withDeleted: true).Any();
        if (found == RegistryMode.Import && hasSchemas && !isForced && (subject is null ? state.GlobalMode : state.ModeOf(subject)) != RegistryMode.Import)
            return Refusals.NotPermitted("Cannot import since found existing subjects: delete them permanently, or set force=true");
        var word = RegistryWords.Of(found);
        return RegistryAnswer.Ok(new ModeView(word), new ModeEntry(subject, word));
    }

    public static RegistryAnswer UnsetMode(RegistryState state, string? subject)
    {
        if (subject is not null && state.ModeOf(subject) is null) return Refusals.NoMode(subject);
        var old = subject is null ? state.GlobalMode : state.ModeOf(subject)!.Value;
        return RegistryAnswer.Ok(new ModeView(RegistryWords.Of(old)), new ModeEntry(subject, null));
    }

    private static RegistryAnswer? ReadOnly(RegistryState state, string? subject)
    {
        var mode = subject is null ? state.GlobalMode : state.ModeFor(subject);
        return mode is RegistryMode.ReadOnly or RegistryMode.ReadOnlyOverride
            ? Refusals.NotPermitted(subject is null ? "The registry is in read-only mode" : $"Subject {subject} is in read-only mode")
            : null;
    }
}
