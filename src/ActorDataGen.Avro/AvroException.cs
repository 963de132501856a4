using System.Diagnostics.CodeAnalysis;

namespace ActorDataGen.Avro;

/// <summary>What an <see cref="AvroException"/> is about.</summary>
public enum AvroErrorKind
{
    /// <summary>A schema's text breaks a rule of the specification.</summary>
    Schema,

    /// <summary>A reader's schema cannot read what a writer's schema writes.</summary>
    Resolution,

    /// <summary>Bytes, or JSON text, are not a value of the schema.</summary>
    Data,

    /// <summary>A .NET value, or type, does not fit the schema.</summary>
    Value,

    /// <summary>A value or schema goes beyond an <see cref="AvroLimits"/>.</summary>
    Limit,
}

/// <summary>The one exception of this library: a bad schema, bad bytes, a value that does not fit, or a limit passed.</summary>
public sealed class AvroException : Exception
{
    /// <summary>Creates an exception.</summary>
    public AvroException(AvroErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What it is about.</summary>
    public AvroErrorKind Kind { get; }

    /// <summary>Always false: the same input fails the same way again.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The same property as other exceptions of this product have.")]
    public bool IsTransient => false;

    internal static AvroException BadData(string message) => new(AvroErrorKind.Data, message);

    internal static AvroException BadValue(string message) => new(AvroErrorKind.Value, message);

    internal static AvroException BeyondLimit(string message) => new(AvroErrorKind.Limit, message);
}
