using System.Collections.Immutable;
using ActorDataGen.Avro;
using ActorDataGen.Avro.Compatibility;
using ActorDataGen.EmbeddedRegistry.Entries;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.EmbeddedRegistry.State;

/// <summary>Decides on requests that bring a schema: register, find, test compatibility. Reads the state, never changes it.</summary>
internal static class RegistrationMachine
{
    public static RegistryAnswer Register(RegistryState state, string subject, SchemaRequest request, bool normalize)
    {
        var mode = state.ModeFor(subject);
        var isImport = request.Id is >= 0;
        if (mode is RegistryMode.ReadOnly or RegistryMode.ReadOnlyOverride) return Refusals.NotPermitted($"Subject {subject} is in read-only mode");
        if (isImport && mode != RegistryMode.Import) return Refusals.NotPermitted($"Subject {subject} is not in import mode");
        if (!isImport && mode != RegistryMode.ReadWrite) return Refusals.NotPermitted($"Subject {subject} is not in read-write mode");
        if (!TryRead(state, request, normalize, out var document, out var schema, out var refusal)) return refusal;
        return isImport ? Import(state, subject, request, document) : Add(state, subject, document, schema, normalize);
    }

    public static RegistryAnswer Find(RegistryState state, string subject, SchemaRequest request, bool withDeleted, bool normalize)
    {
        if (!state.Versions(subject, withDeleted).Any()) return Refusals.NoSubject(subject);
        if (!TryRead(state, request, normalize, out var document, out _, out var refusal)) return refusal;
        var found = Same([.. state.Versions(subject, withDeleted)], state, document, normalize);
        return found is null ? Refusals.NoSchema() : RegistryAnswer.Ok(Views.Of(found));
    }

    public static RegistryAnswer Test(RegistryState state, string subject, string? version, SchemaRequest request, bool isVerbose)
    {
        IReadOnlyList<SchemaEntry> earlier;
        var level = state.LevelOf(subject) ?? state.GlobalLevel;
        if (version is null)
        {
            earlier = [.. state.Versions(subject, withDeleted: false)];
        }
        else
        {
            if (VersionMachine.Find(state, subject, version, withDeleted: false, out var refused) is not { } one) return refused!;
            earlier = [one];
        }

        if (!TryRead(state, request, normalize: false, out _, out var schema, out var refusal)) return refusal;
        var reasons = Reasons(state, level, schema, earlier);
        return RegistryAnswer.Ok(new CompatibilityView(reasons.Length == 0, isVerbose ? reasons : null));
    }

    private static RegistryAnswer Add(RegistryState state, string subject, SchemaDocument document, AvroSchema schema, bool normalize)
    {
        var live = state.Versions(subject, withDeleted: false).ToList();
        if (Same(live, state, document, normalize) is { } known) return RegistryAnswer.Ok(new IdView(known.Id, known.Version, Views.Guid(known.Document)));
        var reasons = Reasons(state, state.LevelOf(subject) ?? state.GlobalLevel, schema, live);
        if (reasons.Length > 0) return Refusals.Incompatible(subject, reasons);
        // Versions that are deleted count as well: their numbers are not given again.
        var version = state.Versions(subject, withDeleted: true).Select(v => v.Version).DefaultIfEmpty().Max() + 1;
        var entry = new SchemaEntry(subject, version, state.IdOf(document) ?? state.MaxId + 1, document, IsDeleted: false);
        return RegistryAnswer.Ok(new IdView(entry.Id, entry.Version, Views.Guid(document)), entry);
    }

    private static RegistryAnswer Import(RegistryState state, string subject, SchemaRequest request, SchemaDocument document)
    {
        var id = request.Id!.Value;
        if (state.ById(id) is { } other && !other.Equals(document)) return Refusals.NotPermitted($"Overwrite new schema with id {id} is not permitted.");
        var next = state.Versions(subject, withDeleted: true).Select(v => v.Version).DefaultIfEmpty().Max() + 1;
        var version = request.Version is > 0 and var given ? given : next;
        if (state.Version(subject, version) is { } old && !(old.Id == id && old.Document.Equals(document)))
            return Refusals.NotPermitted($"Overwrite version {version} of subject {subject} is not permitted.");
        var entry = new SchemaEntry(subject, version, id, document, IsDeleted: false);
        return RegistryAnswer.Ok(new IdView(id, version, Views.Guid(document)), entry);
    }

    // The latest version with that very document; else, if forms count, the latest that has the same normal form.
    private static SchemaEntry? Same(List<SchemaEntry> versions, RegistryState state, SchemaDocument document, bool normalize) =>
        versions.FindLast(v => v.Document.Equals(document))
        ?? (normalize ? versions.FindLast(v => document.References.SequenceEqual(v.Document.References) && state.NormalForm(v) == document.Schema) : null);

    private static ImmutableArray<string> Reasons(RegistryState state, AvroCompatibilityLevel level, AvroSchema schema, IReadOnlyList<SchemaEntry> earlier)
    {
        if (level == AvroCompatibilityLevel.None) return [];
        try
        {
            return [.. AvroCompatibility.Evolve(level, schema, [.. earlier.Select(state.Parsed)]).Select(r => r.ToString())];
        }
        catch (AvroException e)
        {
            return [$"An earlier version cannot be read: {e.Message}"];
        }
    }

    // Schemas are kept in one spelling, so that white space makes no new version. Where forms count, the normal form is
    // kept, and references are sorted, as their order means nothing.
    private static bool TryRead(RegistryState state, SchemaRequest request, bool normalize, out SchemaDocument document, out AvroSchema schema, out RegistryAnswer refusal)
    {
        (document, schema, refusal) = (null!, null!, null!);
        if (string.IsNullOrEmpty(request.Schema))
        {
            refusal = Refusals.InvalidSchema("Empty schema");
            return false;
        }

        if ((request.SchemaType ?? SchemaDocument.Avro) != SchemaDocument.Avro)
        {
            refusal = Refusals.InvalidSchema($"Invalid schema type {request.SchemaType}: this registry knows AVRO");
            return false;
        }

        var given = new SchemaDocument(request.Schema) { References = [.. (request.References ?? []).Select(r => new SchemaReference(r.Name, r.Subject, r.Version))] };
        try
        {
            schema = state.Parse(given);
        }
        catch (AvroException e)
        {
            refusal = Refusals.InvalidSchema(e.Message);
            return false;
        }

        if (normalize)
        {
            document = given with
            {
                Schema = state.NormalForm(given, schema),
                References = [.. given.References.Distinct().OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Subject, StringComparer.Ordinal)],
            };
            return true;
        }

        document = given with { Schema = given.References.IsEmpty ? schema.ToString() : request.Schema };
        return true;
    }
}
