using System.Text.Json;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro;

/// <summary>An Avro schema: immutable, checked, and safe to share between threads. Two references to a named type are one object.</summary>
public abstract class AvroSchema
{
    private protected static readonly IReadOnlyDictionary<string, JsonElement> NoProperties = new Dictionary<string, JsonElement>();
    private string? _canonicalForm;
    private ulong? _fingerprint;

    private protected AvroSchema(AvroType type, AvroLogicalType? logicalType, IReadOnlyDictionary<string, JsonElement>? properties)
    {
        Type = type;
        LogicalType = logicalType;
        Properties = properties ?? NoProperties;
    }

    /// <summary>Which type it is.</summary>
    public AvroType Type { get; }

    /// <summary>The logical type, or null: none, unknown, or invalid.</summary>
    public AvroLogicalType? LogicalType { get; }

    /// <summary>Attributes that the specification does not define for this type, logical ones included.</summary>
    public IReadOnlyDictionary<string, JsonElement> Properties { get; }

    /// <summary>The parsing canonical form. References to types of other schemas stand by name.</summary>
    public string CanonicalForm => _canonicalForm ??= Schemas.CanonicalForm.Write(this);

    /// <summary>The CRC-64-AVRO fingerprint of the canonical form.</summary>
    public ulong Fingerprint => _fingerprint ??= AvroFingerprint.Crc64(CanonicalForm);

    /// <summary>How errors name it: the full name, or the type's name.</summary>
    public virtual string Name => TypeName;

    /// <summary>The type's name in schemas: <c>int</c>, <c>record</c>.</summary>
    public string TypeName => SchemaNames.OfType(Type);

    /// <summary>Parses a schema.</summary>
    /// <param name="json">The schema in JSON.</param>
    /// <param name="references">Schemas whose named types the text may refer to, those they refer to before them.</param>
    /// <param name="limits">Bounds; <see cref="AvroLimits.Default"/> if null.</param>
    /// <exception cref="AvroException">The text breaks a rule; the message names the path and the rule.</exception>
    public static AvroSchema Parse(string json, IEnumerable<AvroSchema>? references = null, AvroLimits? limits = null) =>
        new SchemaParser(limits ?? AvroLimits.Default, references).Parse(json);

    /// <summary>
    /// The whole schema as JSON in one fixed form: two texts that differ in white space, in the order of attributes or in how
    /// names are spelled give the same. Defaults, aliases, documentation and other attributes count.
    /// </summary>
    /// <param name="references">The schemas the text was parsed with; their types stand by name.</param>
    public string ToNormalForm(IEnumerable<AvroSchema>? references = null) => NormalForm.Write(this, references ?? []);

    /// <summary>The whole schema as JSON, with documentation, defaults, aliases and other attributes.</summary>
    public override string ToString() => SchemaWriter.Write(this);
}
