using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace ActorDataGen.Avro.Schemas;

/// <summary>A primitive type, perhaps with a logical type.</summary>
public sealed class AvroPrimitiveSchema : AvroSchema
{
    internal AvroPrimitiveSchema(AvroType type, AvroLogicalType? logicalType = null, IReadOnlyDictionary<string, JsonElement>? properties = null)
        : base(type, logicalType, properties)
    {
    }
}

/// <summary>An array.</summary>
public sealed class AvroArraySchema : AvroSchema
{
    internal AvroArraySchema(AvroSchema items, IReadOnlyDictionary<string, JsonElement>? properties = null)
        : base(AvroType.Array, null, properties) => Items = items;

    /// <summary>The type of its items.</summary>
    public AvroSchema Items { get; }
}

/// <summary>A map from strings.</summary>
public sealed class AvroMapSchema : AvroSchema
{
    internal AvroMapSchema(AvroSchema values, IReadOnlyDictionary<string, JsonElement>? properties = null)
        : base(AvroType.Map, null, properties) => Values = values;

    /// <summary>The type of its values.</summary>
    public AvroSchema Values { get; }
}

/// <summary>A union.</summary>
public sealed class AvroUnionSchema : AvroSchema
{
    internal AvroUnionSchema(ImmutableArray<AvroSchema> branches)
        : base(AvroType.Union, null, null) => Branches = branches;

    /// <summary>Its types, in the order that the binary encoding counts them.</summary>
    public ImmutableArray<AvroSchema> Branches { get; }

    /// <summary>The index of the null branch, or -1.</summary>
    public int NullBranch
    {
        get
        {
            for (var i = 0; i < Branches.Length; i++)
            {
                if (Branches[i].Type == AvroType.Null) return i;
            }

            return -1;
        }
    }
}

/// <summary>A type with a name: record, enum or fixed.</summary>
public abstract class AvroNamedSchema : AvroSchema
{
    private protected AvroNamedSchema(
        AvroType type, SchemaName name, ImmutableArray<string> aliases, string? doc, AvroLogicalType? logicalType, IReadOnlyDictionary<string, JsonElement>? properties)
        : base(type, logicalType, properties)
    {
        FullName = name.Full;
        ShortName = name.Short;
        Namespace = name.Namespace;
        Aliases = aliases;
        Doc = doc;
    }

    /// <summary>Namespace and name, joined by a dot where there is a namespace.</summary>
    public string FullName { get; }

    /// <summary>The name without its namespace.</summary>
    public string ShortName { get; }

    /// <summary>The namespace; empty for the null namespace.</summary>
    public string Namespace { get; }

    /// <summary>Other names, in full.</summary>
    public ImmutableArray<string> Aliases { get; }

    /// <summary>Documentation, or null.</summary>
    public string? Doc { get; }

    /// <inheritdoc/>
    public override string Name => FullName;
}

/// <summary>A record.</summary>
public sealed class AvroRecordSchema : AvroNamedSchema
{
    private FrozenDictionary<string, int>? _positions;

    internal AvroRecordSchema(
        SchemaName name, bool isError, ImmutableArray<string> aliases, string? doc, IReadOnlyDictionary<string, JsonElement>? properties)
        : base(AvroType.Record, name, aliases, doc, null, properties) => IsError = isError;

    /// <summary>Whether it was declared as <c>error</c>, as protocols do.</summary>
    public bool IsError { get; }

    /// <summary>The fields in order. A record may contain itself, so they are set once, after it is made.</summary>
    public ImmutableArray<AvroField> Fields { get; internal set; } = [];

    /// <summary>Whether a value of it can contain another value of it.</summary>
    internal bool IsRecursive { get; set; }

    /// <summary>Finds a field by its name, or returns null.</summary>
    public AvroField? FindField(string name) =>
        (_positions ??= Fields.ToFrozenDictionary(f => f.Name, f => f.Position, StringComparer.Ordinal)).TryGetValue(name, out var position)
            ? Fields[position]
            : null;
}

/// <summary>How a field counts when values are ordered.</summary>
public enum AvroFieldOrder
{
    /// <summary>Smaller first.</summary>
    Ascending,

    /// <summary>Greater first.</summary>
    Descending,

    /// <summary>Not at all.</summary>
    Ignore,
}

/// <summary>A field of a record.</summary>
public sealed class AvroField
{
    internal AvroField(string name, int position, AvroSchema schema)
    {
        Name = name;
        Position = position;
        Schema = schema;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its place in the record, from 0.</summary>
    public int Position { get; }

    /// <summary>Its type.</summary>
    public AvroSchema Schema { get; }

    /// <summary>The default, as JSON, or null where the field has none (a default of null is a JSON null).</summary>
    public JsonElement? Default { get; internal init; }

    /// <summary>Other names.</summary>
    public ImmutableArray<string> Aliases { get; internal init; } = [];

    /// <summary>How it counts when values are ordered.</summary>
    public AvroFieldOrder Order { get; internal init; }

    /// <summary>Documentation, or null.</summary>
    public string? Doc { get; internal init; }

    /// <summary>Attributes that the specification does not define.</summary>
    public IReadOnlyDictionary<string, JsonElement> Properties { get; internal init; } = new Dictionary<string, JsonElement>();

    /// <summary>The default in binary, made on first use; null where there is none.</summary>
    internal byte[]? EncodedDefault { get; set; }
}

/// <summary>An enum.</summary>
public sealed class AvroEnumSchema : AvroNamedSchema
{
    private FrozenDictionary<string, int>? _indexes;
    private ImmutableArray<Generic.GenericEnum> _values;

    internal AvroEnumSchema(
        SchemaName name, ImmutableArray<string> symbols, string? @default, ImmutableArray<string> aliases, string? doc, IReadOnlyDictionary<string, JsonElement>? properties)
        : base(AvroType.Enum, name, aliases, doc, null, properties)
    {
        Symbols = symbols;
        Default = @default;
    }

    /// <summary>Its symbols in order.</summary>
    public ImmutableArray<string> Symbols { get; }

    /// <summary>The symbol that stands for a writer's unknown one, or null.</summary>
    public string? Default { get; }

    /// <summary>The position of a symbol, or -1.</summary>
    public int IndexOf(string symbol) =>
        (_indexes ??= Symbols.Select((s, i) => (s, i)).ToFrozenDictionary(p => p.s, p => p.i, StringComparer.Ordinal)).TryGetValue(symbol, out var index)
            ? index
            : -1;

    /// <summary>One value a symbol, shared by all that is decoded.</summary>
    internal ImmutableArray<Generic.GenericEnum> Values =>
        _values.IsDefault ? _values = [.. Symbols.Select((_, i) => new Generic.GenericEnum(this, i))] : _values;
}

/// <summary>A fixed number of bytes.</summary>
public sealed class AvroFixedSchema : AvroNamedSchema
{
    internal AvroFixedSchema(
        SchemaName name, int size, ImmutableArray<string> aliases, string? doc, AvroLogicalType? logicalType, IReadOnlyDictionary<string, JsonElement>? properties)
        : base(AvroType.Fixed, name, aliases, doc, logicalType, properties) => Size = size;

    /// <summary>How many bytes.</summary>
    public int Size { get; }
}
