using System.Collections.Concurrent;
using ActorDataGen.Avro;

namespace ActorDataGen.SchemaRegistry.Serialization;

/// <summary>Parsed schemas by id, with the schemas they refer to.</summary>
/// <param name="registry">Where texts come from.</param>
public sealed class RegistrySchemas(ISchemaRegistry registry)
{
    // Far more than anybody refers to; a registry that answers in circles must not keep us asking.
    private const int MaxReferences = 1000;
    private readonly ConcurrentDictionary<int, AvroSchema> _parsed = new();

    /// <summary>Gets the schema of an id.</summary>
    /// <exception cref="SchemaRegistryException">There is none, or the registry was not reached.</exception>
    /// <exception cref="AvroException">It is not a valid Avro schema.</exception>
    public async ValueTask<AvroSchema> GetAsync(int id, CancellationToken cancellationToken = default)
    {
        if (_parsed.TryGetValue(id, out var known)) return known;
        var document = await registry.GetByIdAsync(id, cancellationToken);
        return _parsed.GetOrAdd(id, await ParseAsync(document, cancellationToken));
    }

    /// <summary>Parses a document, fetching what it refers to.</summary>
    /// <exception cref="SchemaRegistryException">A reference is unknown, or the registry was not reached.</exception>
    /// <exception cref="AvroException">It is not a valid Avro schema.</exception>
    public async ValueTask<AvroSchema> ParseAsync(SchemaDocument document, CancellationToken cancellationToken = default)
    {
        if (document.SchemaType != SchemaDocument.Avro)
            throw new AvroException(AvroErrorKind.Schema, $"The schema is of type {document.SchemaType}; only AVRO is understood.");
        var parsed = new Dictionary<(string, int), AvroSchema>();
        return await ParseAsync(document, parsed, [], cancellationToken);
    }

    private async Task<AvroSchema> ParseAsync(
        SchemaDocument document, Dictionary<(string, int), AvroSchema> parsed, HashSet<(string, int)> open, CancellationToken cancellationToken)
    {
        var references = new List<AvroSchema>();
        foreach (var reference in document.References)
        {
            var key = (reference.Subject, reference.Version);
            if (!parsed.TryGetValue(key, out var schema))
            {
                if (parsed.Count >= MaxReferences || !open.Add(key))
                    throw new AvroException(AvroErrorKind.Schema, $"The references of the schema go in circles, or beyond {MaxReferences}, at {reference.Subject} version {reference.Version}.");
                var version = await registry.GetVersionAsync(reference.Subject, reference.Version, cancellationToken)
                    ?? throw new SchemaRegistryException(System.Net.HttpStatusCode.NotFound, 40402, $"The schema refers to {reference.Subject} version {reference.Version}, which does not exist");
                schema = await ParseAsync(version.Document, parsed, open, cancellationToken);
                open.Remove(key);
                parsed[key] = schema;
            }

            references.Add(schema);
        }

        return AvroSchema.Parse(document.Schema, references);
    }
}
