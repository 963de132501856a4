using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ActorDataGen.Avro.Compatibility;
using ActorDataGen.SchemaRegistry.Client;

namespace ActorDataGen.SchemaRegistry;

/// <summary>
/// Client of a Schema Registry. What never changes (the schema of an id, the id of a schema under a subject) is asked for
/// once, by one request however many wait for it, and served from memory then, also while the registry is down.
/// </summary>
public sealed class SchemaRegistryClient : ISchemaRegistry, IDisposable
{
    private readonly SchemaRegistryOptions _options;
    private readonly RegistryTransport _transport;
    private readonly SharedRequests<int, SchemaDocument> _byId = new();
    private readonly SharedRequests<(string Subject, SchemaDocument Schema, bool Normalize), int> _registered = new();
    private readonly SharedRequests<(string Subject, SchemaDocument Schema, bool Normalize), RegisteredSchema> _found = new();
    private readonly SharedRequests<(string Subject, int Version), RegisteredSchema> _versions = new();
    private readonly ConcurrentDictionary<string, (long At, RegisteredSchema Schema)> _latest = new(StringComparer.Ordinal);

    /// <summary>Creates a client; nothing is sent yet.</summary>
    public SchemaRegistryClient(SchemaRegistryOptions options)
    {
        _options = options;
        _transport = new RegistryTransport(options);
    }

    /// <summary>Creates a client for addresses joined by commas.</summary>
    public SchemaRegistryClient(string urls)
        : this(new SchemaRegistryOptions { Urls = [.. urls.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(u => new Uri(u))] })
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <inheritdoc/>
    public Task<int> RegisterAsync(string subject, SchemaDocument schema, bool normalize = false, CancellationToken cancellationToken = default) =>
        _registered.GetAsync(
            (subject, schema, normalize),
            async stop => (await _transport.SendAsync(
                HttpMethod.Post, $"subjects/{Escape(subject)}/versions{Query("normalize", normalize)}", Body(schema), RegistryJson.Default.IdJson, stop)).Id,
            cancellationToken);

    /// <inheritdoc/>
    public Task<RegisteredSchema?> FindAsync(string subject, SchemaDocument schema, bool normalize = false, CancellationToken cancellationToken = default) =>
        OrNull(_found.GetAsync(
            (subject, schema, normalize),
            async stop => Registered(await _transport.SendAsync(
                HttpMethod.Post, $"subjects/{Escape(subject)}{Query("normalize", normalize)}", Body(schema), RegistryJson.Default.SchemaAnswerJson, stop)),
            cancellationToken));

    /// <inheritdoc/>
    public Task<SchemaDocument> GetByIdAsync(int id, CancellationToken cancellationToken = default) =>
        _byId.GetAsync(
            id,
            async stop => Document(await _transport.SendAsync(HttpMethod.Get, Text($"schemas/ids/{id}"), null, RegistryJson.Default.SchemaAnswerJson, stop)),
            cancellationToken);

    /// <inheritdoc/>
    public Task<RegisteredSchema?> GetVersionAsync(string subject, int version, CancellationToken cancellationToken = default) =>
        OrNull(_versions.GetAsync(
            (subject, version),
            async stop => Registered(await _transport.SendAsync(
                HttpMethod.Get, Text($"subjects/{Escape(subject)}/versions/{version}"), null, RegistryJson.Default.SchemaAnswerJson, stop)),
            cancellationToken));

    /// <inheritdoc/>
    public async Task<RegisteredSchema?> GetLatestAsync(string subject, CancellationToken cancellationToken = default)
    {
        var isKnown = _latest.TryGetValue(subject, out var known);
        if (isKnown && _options.TimeProvider.GetElapsedTime(known.At) < _options.LatestCacheTime) return known.Schema;
        try
        {
            var answer = await _transport.SendAsync(
                HttpMethod.Get, $"subjects/{Escape(subject)}/versions/latest", null, RegistryJson.Default.SchemaAnswerJson, cancellationToken);
            var schema = Registered(answer);
            _latest[subject] = (_options.TimeProvider.GetTimestamp(), schema);
            return schema;
        }
        catch (SchemaRegistryException e) when (e.IsNotFound)
        {
            _latest.TryRemove(subject, out _);
            return null;
        }
        catch (SchemaRegistryException e) when (e.IsTransient && isKnown)
        {
            // Better what was the latest than nothing, while nobody can be asked.
            return known.Schema;
        }
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> GetSubjectsAsync(CancellationToken cancellationToken = default) =>
        [.. await _transport.SendAsync(HttpMethod.Get, "subjects", null, RegistryJson.Default.StringArray, cancellationToken)];

    /// <inheritdoc/>
    public async Task<ImmutableArray<int>> GetVersionsAsync(string subject, CancellationToken cancellationToken = default)
    {
        try
        {
            return [.. await _transport.SendAsync(HttpMethod.Get, $"subjects/{Escape(subject)}/versions", null, RegistryJson.Default.Int32Array, cancellationToken)];
        }
        catch (SchemaRegistryException e) when (e.IsNotFound)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<int>> DeleteSubjectAsync(string subject, bool permanent = false, CancellationToken cancellationToken = default)
    {
        var versions = await _transport.SendAsync(
            HttpMethod.Delete, $"subjects/{Escape(subject)}{Query("permanent", permanent)}", null, RegistryJson.Default.Int32Array, cancellationToken);
        Forget(subject);
        return [.. versions];
    }

    /// <inheritdoc/>
    public async Task DeleteVersionAsync(string subject, int version, bool permanent = false, CancellationToken cancellationToken = default)
    {
        await _transport.SendAsync(
            HttpMethod.Delete, Text($"subjects/{Escape(subject)}/versions/{version}{Query("permanent", permanent)}"), null, RegistryJson.Default.Int32, cancellationToken);
        Forget(subject);
    }

    /// <inheritdoc/>
    public async Task<CompatibilityAnswer> TestCompatibilityAsync(
        string subject, SchemaDocument schema, int? version = null, CancellationToken cancellationToken = default)
    {
        var suffix = version is { } v ? Text($"/{v}") : "";
        var answer = await _transport.SendAsync(
            HttpMethod.Post, $"compatibility/subjects/{Escape(subject)}/versions{suffix}?verbose=true", Body(schema), RegistryJson.Default.CompatibilityJson, cancellationToken);
        return new CompatibilityAnswer(answer.IsCompatible, [.. answer.Messages ?? []]);
    }

    /// <inheritdoc/>
    public async Task<AvroCompatibilityLevel> GetCompatibilityAsync(string? subject = null, CancellationToken cancellationToken = default)
    {
        var path = subject is null ? "config" : $"config/{Escape(subject)}?defaultToGlobal=true";
        var answer = await _transport.SendAsync(HttpMethod.Get, path, null, RegistryJson.Default.ConfigJson, cancellationToken);
        return RegistryWords.TryLevel(answer.CompatibilityLevel ?? answer.Compatibility ?? "", out var level)
            ? level
            : throw new SchemaRegistryException($"The schema registry names a compatibility level that is not known: \"{answer.CompatibilityLevel}\".");
    }

    /// <inheritdoc/>
    public Task SetCompatibilityAsync(AvroCompatibilityLevel level, string? subject = null, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            HttpMethod.Put, subject is null ? "config" : $"config/{Escape(subject)}",
            JsonSerializer.SerializeToUtf8Bytes(new ConfigJson(null, RegistryWords.Of(level)), RegistryJson.Default.ConfigJson), RegistryJson.Default.ConfigJson, cancellationToken);

    /// <inheritdoc/>
    public async Task<RegistryMode> GetModeAsync(string? subject = null, CancellationToken cancellationToken = default)
    {
        var path = subject is null ? "mode" : $"mode/{Escape(subject)}?defaultToGlobal=true";
        var answer = await _transport.SendAsync(HttpMethod.Get, path, null, RegistryJson.Default.ModeJson, cancellationToken);
        return RegistryWords.TryMode(answer.Mode, out var mode)
            ? mode
            : throw new SchemaRegistryException($"The schema registry names a mode that is not known: \"{answer.Mode}\".");
    }

    /// <inheritdoc/>
    public Task SetModeAsync(RegistryMode mode, string? subject = null, bool force = false, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            HttpMethod.Put, (subject is null ? "mode" : $"mode/{Escape(subject)}") + Query("force", force),
            JsonSerializer.SerializeToUtf8Bytes(new ModeJson(RegistryWords.Of(mode)), RegistryJson.Default.ModeJson), RegistryJson.Default.ModeJson, cancellationToken);

    private void Forget(string subject)
    {
        _registered.Forget(k => k.Subject == subject);
        _found.Forget(k => k.Subject == subject);
        _versions.Forget(k => k.Subject == subject);
        _latest.TryRemove(subject, out _);
    }

    private static async Task<RegisteredSchema?> OrNull(Task<RegisteredSchema> request)
    {
        try
        {
            return await request;
        }
        catch (SchemaRegistryException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    private static SchemaDocument Document(SchemaAnswerJson answer) =>
        new(answer.Schema ?? throw new SchemaRegistryException("The schema registry's answer has no schema."), answer.SchemaType ?? SchemaDocument.Avro)
        {
            References = [.. (answer.References ?? []).Select(r => new SchemaReference(r.Name, r.Subject, r.Version))],
        };

    private static RegisteredSchema Registered(SchemaAnswerJson answer) =>
        new(answer.Subject ?? throw new SchemaRegistryException("The schema registry's answer has no subject."), answer.Version, answer.Id, Document(answer));

    private static byte[] Body(SchemaDocument schema) => JsonSerializer.SerializeToUtf8Bytes(
        new SchemaRequestJson(
            schema.Schema, schema.SchemaType == SchemaDocument.Avro ? null : schema.SchemaType,
            schema.References.IsEmpty ? null : [.. schema.References.Select(r => new ReferenceJson(r.Name, r.Subject, r.Version))]),
        RegistryJson.Default.SchemaRequestJson);

    private static string Escape(string subject) => Uri.EscapeDataString(subject);

    private static string Query(string name, bool isSet) => isSet ? $"?{name}=true" : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
