using System.Collections.Immutable;
using ActorDataGen.Avro.Compatibility;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.Node.Startup;

/// <summary>
/// Stands for the registry before its address is known: the embedded one is served by the node's own web server, whose port may be
/// chosen by the system, and what the web server serves needs the registry.
/// </summary>
internal sealed class LateRegistry : ISchemaRegistry
{
    private volatile ISchemaRegistry? _registry;

    private ISchemaRegistry Now => _registry ?? throw new NodeException("the node is still starting: try again in a second");

    public void Become(ISchemaRegistry registry) => _registry = registry;

    public Task<int> RegisterAsync(string subject, SchemaDocument schema, bool normalize = false, CancellationToken cancellationToken = default) =>
        Now.RegisterAsync(subject, schema, normalize, cancellationToken);

    public Task<RegisteredSchema?> FindAsync(string subject, SchemaDocument schema, bool normalize = false, CancellationToken cancellationToken = default) =>
        Now.FindAsync(subject, schema, normalize, cancellationToken);

    public Task<SchemaDocument> GetByIdAsync(int id, CancellationToken cancellationToken = default) => Now.GetByIdAsync(id, cancellationToken);

    public Task<RegisteredSchema?> GetVersionAsync(string subject, int version, CancellationToken cancellationToken = default) =>
        Now.GetVersionAsync(subject, version, cancellationToken);

    public Task<RegisteredSchema?> GetLatestAsync(string subject, CancellationToken cancellationToken = default) => Now.GetLatestAsync(subject, cancellationToken);

    public Task<ImmutableArray<string>> GetSubjectsAsync(CancellationToken cancellationToken = default) => Now.GetSubjectsAsync(cancellationToken);

    public Task<ImmutableArray<int>> GetVersionsAsync(string subject, CancellationToken cancellationToken = default) => Now.GetVersionsAsync(subject, cancellationToken);

    public Task<ImmutableArray<int>> DeleteSubjectAsync(string subject, bool permanent = false, CancellationToken cancellationToken = default) =>
        Now.DeleteSubjectAsync(subject, permanent, cancellationToken);

    public Task DeleteVersionAsync(string subject, int version, bool permanent = false, CancellationToken cancellationToken = default) =>
        Now.DeleteVersionAsync(subject, version, permanent, cancellationToken);

    public Task<CompatibilityAnswer> TestCompatibilityAsync(string subject, SchemaDocument schema, int? version = null, CancellationToken cancellationToken = default) =>
        Now.TestCompatibilityAsync(subject, schema, version, cancellationToken);

    public Task<AvroCompatibilityLevel> GetCompatibilityAsync(string? subject = null, CancellationToken cancellationToken = default) =>
        Now.GetCompatibilityAsync(subject, cancellationToken);

    public Task SetCompatibilityAsync(AvroCompatibilityLevel level, string? subject = null, CancellationToken cancellationToken = default) =>
        Now.SetCompatibilityAsync(level, subject, cancellationToken);

    public Task<RegistryMode> GetModeAsync(string? subject = null, CancellationToken cancellationToken = default) => Now.GetModeAsync(subject, cancellationToken);

    public Task SetModeAsync(RegistryMode mode, string? subject = null, bool force = false, CancellationToken cancellationToken = default) =>
        Now.SetModeAsync(mode, subject, force, cancellationToken);
}
