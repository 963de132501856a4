using System.Collections.Immutable;

namespace ActorDataGen.Avro.Typed;

/// <summary>Which .NET types stand for arrays and maps.</summary>
internal static class TypedTypes
{
    /// <summary>The item type and the method of <see cref="TypedCollections"/> that reads such a list, or null.</summary>
    public static (Type Item, string Reader)? List(Type type)
    {
        if (type.IsSZArray) return (type.GetElementType()!, nameof(TypedCollections.ReadArray));
        if (!type.IsGenericType) return null;
        var definition = type.GetGenericTypeDefinition();
        var reader = definition == typeof(List<>) ? nameof(TypedCollections.ReadList)
            : definition == typeof(ImmutableArray<>) ? nameof(TypedCollections.ReadImmutable)
            : definition == typeof(IReadOnlyList<>) ? nameof(TypedCollections.ReadArray)
            : null;
        return reader is null ? null : (type.GetGenericArguments()[0], reader);
    }

    /// <summary>The value type and the method of <see cref="TypedCollections"/> that reads such a map, or null.</summary>
    public static (Type Value, string Reader)? Map(Type type)
    {
        if (!type.IsGenericType || type.GetGenericArguments() is not [var key, var value] || key != typeof(string)) return null;
        var definition = type.GetGenericTypeDefinition();
        var reader = definition == typeof(Dictionary<,>) || definition == typeof(IReadOnlyDictionary<,>) ? nameof(TypedCollections.ReadMap)
            : definition == typeof(ImmutableDictionary<,>) ? nameof(TypedCollections.ReadImmutableMap)
            : null;
        return reader is null ? null : (value, reader);
    }

    /// <summary>Whether the type can hold null.</summary>
    public static bool CanBeNull(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

    public static AvroException DoesNotFit(Type type, AvroSchema schema, string path) =>
        AvroException.BadValue($"{path}: {Name(type)} does not stand for the schema's {schema.Name}{(schema.LogicalType is { } l ? $" ({l.Kind})" : "")}.");

    private static string Name(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
}
