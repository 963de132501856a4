using System.Diagnostics.CodeAnalysis;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Generic;

/// <summary>A record without a .NET type of its own.</summary>
/// <remarks>
/// Values are null, <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="float"/>, <see cref="double"/>,
/// <see cref="byte"/> arrays, <see cref="string"/>, <see cref="GenericRecord"/>, <see cref="GenericEnum"/>,
/// <see cref="GenericFixed"/>, lists and dictionaries by string of these, or the .NET type of a logical type.
/// </remarks>
public sealed class GenericRecord : IEquatable<GenericRecord>
{
    private readonly object?[] _values;

    /// <summary>Creates a record whose fields are all null yet.</summary>
    public GenericRecord(AvroRecordSchema schema)
        : this(schema, new object?[schema.Fields.Length])
    {
    }

    internal GenericRecord(AvroRecordSchema schema, object?[] values)
    {
        Schema = schema;
        _values = values;
    }

    /// <summary>Its schema.</summary>
    public AvroRecordSchema Schema { get; }

    /// <summary>A field's value, by position.</summary>
    [SuppressMessage("Design", "CA1043", Justification = "Positions are how Avro counts fields.")]
    public object? this[int position]
    {
        get => _values[position];
        set => _values[position] = value;
    }

    /// <summary>A field's value, by name.</summary>
    /// <exception cref="AvroException">There is no such field.</exception>
    public object? this[string name]
    {
        get => _values[Position(name)];
        set => _values[Position(name)] = value;
    }

    /// <inheritdoc/>
    public bool Equals(GenericRecord? other) =>
        other is not null && Schema.FullName == other.Schema.FullName && _values.Length == other._values.Length &&
        _values.Zip(other._values).All(p => GenericValues.AreEqual(p.First, p.Second));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GenericRecord);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Schema.FullName, _values.Length);

    /// <inheritdoc/>
    public override string ToString() => Schema.FullName;

    private int Position(string name) =>
        Schema.FindField(name)?.Position ?? throw AvroException.BadValue($"The record {Schema.FullName} has no field \"{name}\".");
}

/// <summary>A value of an enum.</summary>
public sealed class GenericEnum : IEquatable<GenericEnum>
{
    internal GenericEnum(AvroEnumSchema schema, int index)
    {
        Schema = schema;
        Index = index;
    }

    /// <summary>Its schema.</summary>
    public AvroEnumSchema Schema { get; }

    /// <summary>The symbol's position.</summary>
    public int Index { get; }

    /// <summary>The symbol.</summary>
    public string Symbol => Schema.Symbols[Index];

    /// <summary>The value for a symbol.</summary>
    /// <exception cref="AvroException">There is no such symbol.</exception>
    public static GenericEnum Of(AvroEnumSchema schema, string symbol) =>
        schema.IndexOf(symbol) is var index && index >= 0 ? schema.Values[index] : throw AvroException.BadValue($"The enum {schema.Name} has no symbol \"{symbol}\".");

    /// <inheritdoc/>
    public bool Equals(GenericEnum? other) => other is not null && Symbol == other.Symbol && Schema.FullName == other.Schema.FullName;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GenericEnum);

    /// <inheritdoc/>
    public override int GetHashCode() => Symbol.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Symbol;
}

/// <summary>A value of a fixed type.</summary>
/// <param name="schema">Its schema.</param>
/// <param name="value">As many bytes as that says.</param>
public sealed class GenericFixed(AvroFixedSchema schema, byte[] value) : IEquatable<GenericFixed>
{
    /// <summary>Its schema.</summary>
    public AvroFixedSchema Schema { get; } = schema;

    /// <summary>Its bytes.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "The bytes are the value.")]
    public byte[] Value { get; } = value;

    /// <inheritdoc/>
    public bool Equals(GenericFixed? other) => other is not null && Schema.FullName == other.Schema.FullName && Value.AsSpan().SequenceEqual(other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GenericFixed);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.Length;

    /// <inheritdoc/>
    public override string ToString() => Convert.ToHexString(Value);
}

/// <summary>What generic values have in common.</summary>
public static class GenericValues
{
    internal static readonly object True = true;
    internal static readonly object False = false;

    /// <summary>Whether two generic values are equal, lists and maps by what is in them; NaN is equal to NaN.</summary>
    public static bool AreEqual(object? a, object? b) => (a, b) switch
    {
        (null, null) => true,
        (byte[] x, byte[] y) => x.AsSpan().SequenceEqual(y),
        (IReadOnlyList<object?> x, IReadOnlyList<object?> y) => x.Count == y.Count && x.Zip(y).All(p => AreEqual(p.First, p.Second)),
        (IReadOnlyDictionary<string, object?> x, IReadOnlyDictionary<string, object?> y) =>
            x.Count == y.Count && x.All(e => y.TryGetValue(e.Key, out var other) && AreEqual(e.Value, other)),
        (null, _) or (_, null) => false,
        _ => a.Equals(b),
    };
}
