using ActorDataGen.Avro;
using ActorDataGen.Avro.Compatibility;
using ActorDataGen.EmbeddedRegistry.Entries;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.EmbeddedRegistry.State;

/// <summary>What the topic says, in memory. Changed by <see cref="Apply"/> alone; not safe for several threads.</summary>
internal sealed class RegistryState(AvroCompatibilityLevel defaultLevel)
{
    private readonly AvroCompatibilityLevel _defaultLevel = defaultLevel;
    private AvroCompatibilityLevel? _globalLevel;
    private readonly SortedDictionary<string, SortedDictionary<int, SchemaEntry>> _subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AvroCompatibilityLevel> _levels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RegistryMode> _modes = new(StringComparer.Ordinal);
    private readonly Dictionary<int, SchemaDocument> _byId = [];
    private readonly Dictionary<SchemaDocument, int> _ids = [];
    private readonly Dictionary<(string Subject, int Version), AvroSchema> _parsed = [];

    /// <summary>The greatest id that was ever given. Ids are never given twice, also after their schema is gone.</summary>
    public int MaxId { get; private set; }

    public AvroCompatibilityLevel GlobalLevel => _globalLevel ?? _defaultLevel;

    public RegistryMode GlobalMode { get; private set; }

    /// <summary>All versions of all subjects, by subject and version.</summary>
    public IEnumerable<SchemaEntry> All => _subjects.Values.SelectMany(v => v.Values);

    public IEnumerable<string> Subjects(bool withDeleted) => _subjects.Where(s => withDeleted || s.Value.Values.Any(v => !v.IsDeleted)).Select(s => s.Key);

    /// <summary>A subject's versions in order; none if there is no such subject.</summary>
    public IEnumerable<SchemaEntry> Versions(string subject, bool withDeleted) =>
        _subjects.TryGetValue(subject, out var versions) ? versions.Values.Where(v => withDeleted || !v.IsDeleted) : [];

    public SchemaEntry? Version(string subject, int version) => _subjects.GetValueOrDefault(subject)?.GetValueOrDefault(version);

    public SchemaDocument? ById(int id) => _byId.GetValueOrDefault(id);

    /// <summary>The id that a document has under any subject, or null.</summary>
    public int? IdOf(SchemaDocument document) => _ids.TryGetValue(document, out var id) ? id : null;

    public AvroCompatibilityLevel? LevelOf(string subject) => _levels.TryGetValue(subject, out var level) ? level : null;

    public RegistryMode? ModeOf(string subject) => _modes.TryGetValue(subject, out var mode) ? mode : null;

    /// <summary>The mode that counts for a subject.</summary>
    public RegistryMode ModeFor(string subject) => GlobalMode == RegistryMode.ReadOnlyOverride ? GlobalMode : ModeOf(subject) ?? GlobalMode;

    /// <summary>Versions that refer to a version, by subject and version; deleted ones do not count.</summary>
    public IEnumerable<SchemaEntry> ReferencesTo(string subject, int version) =>
        All.Where(v => !v.IsDeleted && v.Document.References.Any(r => r.Subject == subject && r.Version == version));

    /// <summary>The parsed schema of a version. It was checked when it was registered.</summary>
    /// <exception cref="AvroException">Another registry wrote it, and it is not valid by our reading of the specification.</exception>
    public AvroSchema Parsed(SchemaEntry entry)
    {
        var key = (entry.Subject, entry.Version);
        if (!_parsed.TryGetValue(key, out var schema)) _parsed[key] = schema = Parse(entry.Document);
        return schema;
    }

    /// <summary>Parses a document with what it refers to.</summary>
    /// <exception cref="AvroException">It is invalid, or refers to what does not exist.</exception>
    public AvroSchema Parse(SchemaDocument document) => AvroSchema.Parse(document.Schema, References(document));

    /// <summary>The normal form of a document that was parsed.</summary>
    public string NormalForm(SchemaDocument document, AvroSchema schema) => schema.ToNormalForm(References(document));

    /// <summary>The normal form of a version, or null where another registry wrote what we cannot read.</summary>
    public string? NormalForm(SchemaEntry entry)
    {
        try
        {
            return NormalForm(entry.Document, Parsed(entry));
        }
        catch (AvroException)
        {
            // Then it is not what is asked for, which could be read.
            return null;
        }
    }

    private List<AvroSchema> References(SchemaDocument document) => [.. document.References.Select(r => Version(r.Subject, r.Version) is { } entry
        ? Parsed(entry)
        : throw new AvroException(AvroErrorKind.Schema, $"No schema reference found for subject \"{r.Subject}\" and version {r.Version}"))];

    /// <summary>Takes note of the greatest id ever given, where the topic says more than its records.</summary>
    public void RaiseMaxId(int id) => MaxId = Math.Max(MaxId, id);

    public void Apply(RegistryEntry entry)
    {
        switch (entry)
        {
            case SchemaEntry e:
                Remove(e.Subject, e.Version);
                if (!_subjects.TryGetValue(e.Subject, out var versions)) _subjects.Add(e.Subject, versions = []);
                versions[e.Version] = e;
                _byId[e.Id] = e.Document;
                _ids.TryAdd(e.Document, e.Id);
                RaiseMaxId(e.Id);
                break;
            case SchemaRemoval e:
                Remove(e.Subject, e.Version);
                break;
            case SubjectDeletion e:
                foreach (var version in Versions(e.Subject, withDeleted: false).Where(v => v.Version <= e.UpToVersion).ToList()) Apply(version with { IsDeleted = true });
                break;
            case ConfigEntry { Subject: null } e:
                _globalLevel = RegistryWords.TryLevel(e.Level ?? "", out var global) ? global : null;
                break;
            case ConfigEntry e:
                if (RegistryWords.TryLevel(e.Level ?? "", out var level)) _levels[e.Subject] = level;
                else _levels.Remove(e.Subject);
                break;
            case ModeEntry { Subject: null } e:
                GlobalMode = RegistryWords.TryMode(e.Mode ?? "", out var globalMode) ? globalMode : RegistryMode.ReadWrite;
                break;
            case ModeEntry e:
                if (RegistryWords.TryMode(e.Mode ?? "", out var mode)) _modes[e.Subject] = mode;
                else _modes.Remove(e.Subject);
                break;
        }
    }

    private void Remove(string subject, int version)
    {
        if (Version(subject, version) is not { } old) return;
        _subjects[subject].Remove(version);
        if (_subjects[subject].Count == 0) _subjects.Remove(subject);
        _parsed.Remove((subject, version));
        if (All.Any(v => v.Id == old.Id)) return;
        _byId.Remove(old.Id);
        _ids.Remove(old.Document);
    }
}
