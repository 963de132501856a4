namespace ActorDataGen.Avro;

/// <summary>Names the field, or enum symbol, that a member stands for, where that is not its own name in another spelling.</summary>
/// <param name="name">The field's name, or the symbol.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class AvroFieldAttribute(string name) : Attribute
{
    /// <summary>The field's name, or the symbol.</summary>
    public string Name { get; } = name;
}

/// <summary>Marks a property that no field stands for.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AvroIgnoreAttribute : Attribute;
