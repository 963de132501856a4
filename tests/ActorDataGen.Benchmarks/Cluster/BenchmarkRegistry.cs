using System.Collections.Immutable;
using ActorDataGen.Avro.Compatibility;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.Benchmarks.Cluster;

/// <summary>A schema registry that costs nothing: it gives ids, keeps schemas and accepts everything.</summary>
internal sealed class BenchmarkRegistry : ISchemaRegistry
{
    private readonly Lock _gate = new();
    private readonly List<SchemaDocument> _schemas = [];
    private readonly List<RegisteredSchema> _versions = [];

    public Task<int> RegisterAsync(string subject, SchemaDocument schema, bool normalize, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var id = _schemas.IndexOf(schema) + 1;
            if (id == 0)
            {
                _schemas.Add(schema);
                id = _schemas.Count;
            }

            if (!_versions.Any(version => version.Subject == subject && version.Id == id))
            {
                _versions.Add(new RegisteredSchema(subject, _versions.Count(version => version.Subject == subject) + 1, id, schema));
            }

            return Task.FromResult(id);
        }
    }

    public Task<RegisteredSchema?> FindAsync(string subject, SchemaDocument schema, bool normalize, CancellationToken cancellationToken) =>
        Find(version => version.Subject == subject && version.Document == schema);

    public Task<SchemaDocument> GetByIdAsync(int id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return id >= 1 && id <= _schemas.Count ? Task.FromResult(_schemas[id - 1])
                : Task.FromException<SchemaDocument>(new SchemaRegistryException(System.Net.HttpStatusCode.NotFound, 40403, "Schema not found"));
        }
    }

    public Task<RegisteredSchema?> GetVersionAsync(string subject, int version, CancellationToken cancellationToken) =>
        Find(registered => registered.Subject == subject && registered.Version == version);

    public Task<RegisteredSchema?> GetLatestAsync(string subject, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_versions.LastOrDefault(version => version.Subject == subject));
        }
    }

    public Task<ImmutableArray<string>> GetSubjectsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImmutableArray<int>> GetVersionsAsync(string subject, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImmutableArray<int>> DeleteSubjectAsync(string subject, bool permanent, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task DeleteVersionAsync(string subject, int version, bool permanent, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<CompatibilityAnswer> TestCompatibilityAsync(
        string subject, SchemaDocument schema, int? version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AvroCompatibilityLevel> GetCompatibilityAsync(string? subject, CancellationToken cancellationToken) =>
        Task.FromResult(AvroCompatibilityLevel.FullTransitive);

    public Task SetCompatibilityAsync(AvroCompatibilityLevel level, string? subject, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<RegistryMode> GetModeAsync(string? subject, CancellationToken cancellationToken) => Task.FromResult(RegistryMode.ReadWrite);

    public Task SetModeAsync(RegistryMode mode, string? subject, bool force, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private Task<RegisteredSchema?> Find(Func<RegisteredSchema, bool> match)
    {
        lock (_gate)
        {
            return Task.FromResult(_versions.FirstOrDefault(match));
        }
    }
}
