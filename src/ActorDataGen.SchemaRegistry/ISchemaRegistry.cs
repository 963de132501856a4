using System.Collections.Immutable;
using ActorDataGen.Avro.Compatibility;

namespace ActorDataGen.SchemaRegistry;

/// <summary>A reference from one schema to a version of another subject.</summary>
/// <param name="Name">The name by which the schema refers to it: for Avro the full name of a type.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Version">The version.</param>
public sealed record SchemaReference(string Name, string Subject, int Version);

/// <summary>A schema as the registry keeps it.</summary>
/// <param name="Schema">Its text.</param>
/// <param name="SchemaType">Its language; this product knows <c>AVRO</c>.</param>
public sealed record SchemaDocument(string Schema, string SchemaType = SchemaDocument.Avro)
{
    /// <summary>The type of Avro schemas.</summary>
    public const string Avro = "AVRO";

    /// <summary>Versions of other subjects whose types it uses.</summary>
    public ImmutableArray<SchemaReference> References { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(SchemaDocument? other) =>
        other is not null && Schema == other.Schema && SchemaType == other.SchemaType && References.SequenceEqual(other.References);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Schema, SchemaType, References.Length);
}

/// <summary>A version of a subject.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Version">The version, from 1.</param>
/// <param name="Id">The schema's id, the same wherever the same schema is registered.</param>
/// <param name="Document">The schema.</param>
public sealed record RegisteredSchema(string Subject, int Version, int Id, SchemaDocument Document);

/// <summary>The answer to a compatibility test.</summary>
/// <param name="IsCompatible">Whether the schema may be registered.</param>
/// <param name="Messages">Why not.</param>
public sealed record CompatibilityAnswer(bool IsCompatible, ImmutableArray<string> Messages);

/// <summary>What the registry, or a subject, allows.</summary>
public enum RegistryMode
{
    /// <summary>Everything.</summary>
    ReadWrite,

    /// <summary>Reading.</summary>
    ReadOnly,

    /// <summary>Reading, whatever subjects say of themselves.</summary>
    ReadOnlyOverride,

    /// <summary>Registering with given ids and versions, without compatibility tests.</summary>
    Import,
}

/// <summary>A Schema Registry, by Confluent's REST API. A subject of null means the registry's own, global setting.</summary>
public interface ISchemaRegistry
{
    /// <summary>Registers a schema under a subject and returns its id; the id there is if it is registered already.</summary>
    /// <exception cref="SchemaRegistryException">Refused (incompatible, invalid, read only), or not reached.</exception>
    Task<int> RegisterAsync(string subject, SchemaDocument schema, bool normalize = false, CancellationToken cancellationToken = default);

    /// <summary>Finds the version under which a subject has a schema, or null.</summary>
    /// <exception cref="SchemaRegistryException">Not reached.</exception>
    Task<RegisteredSchema?> FindAsync(string subject, SchemaDocument schema, bool normalize = false, CancellationToken cancellationToken = default);

    /// <summary>Gets the schema of an id.</summary>
    /// <exception cref="SchemaRegistryException">There is none (<see cref="SchemaRegistryException.IsNotFound"/>), or not reached.</exception>
    Task<SchemaDocument> GetByIdAsync(int id, CancellationToken cancellationToken = default);

    /// <summary>Gets a version of a subject, or null.</summary>
    /// <exception cref="SchemaRegistryException">Not reached.</exception>
    Task<RegisteredSchema?> GetVersionAsync(string subject, int version, CancellationToken cancellationToken = default);

    /// <summary>Gets a subject's latest version, or null.</summary>
    /// <exception cref="SchemaRegistryException">Not reached.</exception>
    Task<RegisteredSchema?> GetLatestAsync(string subject, CancellationToken cancellationToken = default);

    /// <summary>Lists the subjects.</summary>
    Task<ImmutableArray<string>> GetSubjectsAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists a subject's versions; none if there is no such subject.</summary>
    Task<ImmutableArray<int>> GetVersionsAsync(string subject, CancellationToken cancellationToken = default);

    /// <summary>Deletes a subject; permanently only what is deleted already. Returns the versions.</summary>
    Task<ImmutableArray<int>> DeleteSubjectAsync(string subject, bool permanent = false, CancellationToken cancellationToken = default);

    /// <summary>Deletes a version; permanently only what is deleted already.</summary>
    Task DeleteVersionAsync(string subject, int version, bool permanent = false, CancellationToken cancellationToken = default);

    /// <summary>Tests whether a schema may follow a version of a subject (null: the versions that the subject's level asks for).</summary>
    Task<CompatibilityAnswer> TestCompatibilityAsync(string subject, SchemaDocument schema, int? version = null, CancellationToken cancellationToken = default);

    /// <summary>Gets the compatibility level that counts for a subject.</summary>
    Task<AvroCompatibilityLevel> GetCompatibilityAsync(string? subject = null, CancellationToken cancellationToken = default);

    /// <summary>Sets the compatibility level.</summary>
    Task SetCompatibilityAsync(AvroCompatibilityLevel level, string? subject = null, CancellationToken cancellationToken = default);

    /// <summary>Gets the mode that counts for a subject.</summary>
    Task<RegistryMode> GetModeAsync(string? subject = null, CancellationToken cancellationToken = default);

    /// <summary>Sets the mode.</summary>
    Task SetModeAsync(RegistryMode mode, string? subject = null, bool force = false, CancellationToken cancellationToken = default);
}
