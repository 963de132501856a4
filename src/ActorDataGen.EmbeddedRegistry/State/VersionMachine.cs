using System.Globalization;
using ActorDataGen.EmbeddedRegistry.Entries;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.EmbeddedRegistry.State;

/// <summary>Decides on requests about subjects and versions: find, list, delete. Reads the state, never changes it.</summary>
internal static class VersionMachine
{
    /// <summary>Finds the version that a request names: a number, <c>latest</c> or -1.</summary>
    public static SchemaEntry? Find(RegistryState state, string subject, string version, bool withDeleted, out RegistryAnswer? refusal)
    {
        refusal = null;
        var isLatest = version is "latest" or "-1";
        var number = 0;
        if (!isLatest && (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number < 1))
        {
            refusal = Refusals.InvalidVersion(version);
            return null;
        }

        var versions = state.Versions(subject, withDeleted).ToList();
        if (versions.Count == 0)
        {
            refusal = Refusals.NoSubject(subject);
            return null;
        }

        var found = isLatest ? versions[^1] : versions.Find(v => v.Version == number);
        if (found is null) refusal = Refusals.NoVersion(version);
        return found;
    }

    public static RegistryAnswer Get(RegistryState state, string subject, string version, bool withDeleted) =>
        Find(state, subject, version, withDeleted, out var refusal) is { } found ? RegistryAnswer.Ok(Views.Of(found)) : refusal!;

    public static RegistryAnswer GetText(RegistryState state, string subject, string version, bool withDeleted) =>
        Find(state, subject, version, withDeleted, out var refusal) is { } found ? RegistryAnswer.Ok(new RawText(found.Document.Schema)) : refusal!;

    public static RegistryAnswer ReferencedBy(RegistryState state, string subject, string version) =>
        Find(state, subject, version, withDeleted: true, out var refusal) is { } found
            ? RegistryAnswer.Ok(state.ReferencesTo(subject, found.Version).Select(v => v.Id).Distinct().Order().ToList())
            : refusal!;

    public static RegistryAnswer ListSubjects(RegistryState state, string prefix, bool withDeleted, bool deletedOnly, int offset, int limit)
    {
        var live = state.Subjects(withDeleted: false).ToHashSet(StringComparer.Ordinal);
        var subjects = state.Subjects(withDeleted || deletedOnly).Where(s => !deletedOnly || !live.Contains(s))
            .Where(s => s.StartsWith(prefix, StringComparison.Ordinal));
        return RegistryAnswer.Ok(Page(subjects, offset, limit));
    }

    public static RegistryAnswer ListVersions(RegistryState state, string subject, bool withDeleted, bool deletedOnly, int offset, int limit)
    {
        var versions = state.Versions(subject, withDeleted || deletedOnly).Where(v => !deletedOnly || v.IsDeleted).Select(v => v.Version).ToList();
        return versions.Count == 0 ? Refusals.NoSubject(subject) : RegistryAnswer.Ok(Page(versions, offset, limit));
    }

    public static RegistryAnswer ListSchemas(RegistryState state, string prefix, bool withDeleted, bool latestOnly, int offset, int limit)
    {
        var entries = state.All.Where(v => v.Subject.StartsWith(prefix, StringComparison.Ordinal) && (withDeleted || !v.IsDeleted));
        if (latestOnly) entries = entries.GroupBy(v => v.Subject).Select(g => g.Last());
        return RegistryAnswer.Ok(Page(entries.Select(Views.Of), offset, limit));
    }

    public static RegistryAnswer GetById(RegistryState state, int id, bool withMaxId) =>
        state.ById(id) is { } document ? RegistryAnswer.Ok(Views.Of(document, withMaxId ? state.MaxId : null)) : Refusals.NoId(id);

    public static RegistryAnswer GetTextById(RegistryState state, int id) =>
        state.ById(id) is { } document ? RegistryAnswer.Ok(new RawText(document.Schema)) : Refusals.NoId(id);

    public static RegistryAnswer GetByGuid(RegistryState state, string guid) =>
        Of(state, guid) is { } entry ? RegistryAnswer.Ok(Views.Of(entry.Document, null)) : Refusals.NoSchema();

    public static RegistryAnswer IdsOfGuid(RegistryState state, string guid) =>
        Of(state, guid) is { } entry ? RegistryAnswer.Ok(new List<ContextIdView> { new(".", entry.Id) }) : Refusals.NoSchema();

    public static RegistryAnswer SubjectsOf(RegistryState state, int id, bool withDeleted) => state.ById(id) is null
        ? Refusals.NoId(id)
        : RegistryAnswer.Ok(state.All.Where(v => v.Id == id && (withDeleted || !v.IsDeleted)).Select(v => v.Subject).Distinct().ToList());

    public static RegistryAnswer VersionsOf(RegistryState state, int id, bool withDeleted) => state.ById(id) is null
        ? Refusals.NoId(id)
        : RegistryAnswer.Ok(state.All.Where(v => v.Id == id && (withDeleted || !v.IsDeleted)).Select(v => new SubjectVersionView(v.Subject, v.Version)).ToList());

    public static RegistryAnswer DeleteSubject(RegistryState state, string subject, bool isPermanent)
    {
        if (ReadOnly(state, subject) is { } refusal) return refusal;
        var all = state.Versions(subject, withDeleted: true).ToList();
        if (all.Count == 0) return Refusals.NoSubject(subject);
        var live = all.Where(v => !v.IsDeleted).ToList();
        if (!isPermanent && live.Count == 0) return Refusals.SubjectIsDeleted(subject);
        if (isPermanent && live.Count > 0) return Refusals.SubjectIsNotDeleted(subject);
        // Versions of the subject that refer to each other go together.
        if (all.Find(v => state.ReferencesTo(subject, v.Version).Any(r => r.Subject != subject)) is { } referenced) return Refusals.Referenced(subject, referenced.Version);
        var gone = isPermanent ? all : live;
        IEnumerable<RegistryEntry> entries = gone.Select(v => isPermanent ? (RegistryEntry)new SchemaRemoval(subject, v.Version) : v with { IsDeleted = true });
        if (state.LevelOf(subject) is not null) entries = entries.Append(new ConfigEntry(subject, null));
        if (state.ModeOf(subject) is not null) entries = entries.Append(new ModeEntry(subject, null));
        return RegistryAnswer.Ok(gone.Select(v => v.Version).ToList(), [.. entries]);
    }

    public static RegistryAnswer DeleteVersion(RegistryState state, string subject, string version, bool isPermanent)
    {
        if (ReadOnly(state, subject) is { } readOnly) return readOnly;
        if (Find(state, subject, version, withDeleted: true, out var refusal) is not { } found) return refusal!;
        if (!isPermanent && found.IsDeleted)
        {
            return state.Versions(subject, withDeleted: false).Any() ? Refusals.VersionIsDeleted(subject, found.Version) : Refusals.NoSubject(subject);
        }

        if (isPermanent && !found.IsDeleted) return Refusals.VersionIsNotDeleted(subject, found.Version);
        if (state.ReferencesTo(subject, found.Version).Any()) return Refusals.Referenced(subject, found.Version);
        return RegistryAnswer.Ok(found.Version, isPermanent ? new SchemaRemoval(subject, found.Version) : found with { IsDeleted = true });
    }

    private static RegistryAnswer? ReadOnly(RegistryState state, string subject) =>
        state.ModeFor(subject) is RegistryMode.ReadOnly or RegistryMode.ReadOnlyOverride ? Refusals.NotPermitted($"Subject {subject} is in read-only mode") : null;

    private static SchemaEntry? Of(RegistryState state, string guid) =>
        state.All.FirstOrDefault(v => string.Equals(Views.Guid(v.Document), guid, StringComparison.OrdinalIgnoreCase));

    private static List<T> Page<T>(IEnumerable<T> items, int offset, int limit) => [.. limit < 0 ? items.Skip(offset) : items.Skip(offset).Take(limit)];
}

/// <summary>An answer that is text already.</summary>
internal sealed record RawText(string Text);
