using System.Reflection;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Typed;

/// <summary>How a .NET type stands for a record: its constructor, and a property for each field.</summary>
internal sealed class TypeShape
{
    private readonly Dictionary<string, PropertyInfo> _byField;

    private TypeShape(Type type, ConstructorInfo? constructor, Dictionary<string, PropertyInfo> byField)
    {
        Type = type;
        Constructor = constructor;
        _byField = byField;
    }

    public Type Type { get; }

    /// <summary>The constructor to call; null for a struct without one.</summary>
    public ConstructorInfo? Constructor { get; }

    /// <summary>The property for a field, or null.</summary>
    public PropertyInfo? Find(AvroField field) => _byField.GetValueOrDefault(field.Name);

    /// <summary>Whether a constructor parameter is what sets a property.</summary>
    public static bool Sets(ParameterInfo parameter, PropertyInfo property) =>
        string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="AvroException">The type cannot stand for the record.</exception>
    public static TypeShape Of(Type type, AvroRecordSchema schema)
    {
        if (type.IsAbstract || type.IsPrimitive || type.IsArray || type == typeof(string))
            throw AvroException.BadValue($"{type.Name} cannot stand for the record {schema.Name}: it must be a class or struct with a property for each field.");
        var constructor = FindConstructor(type);
        var parameters = constructor?.GetParameters() ?? [];
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0 && !p.IsDefined(typeof(AvroIgnoreAttribute)))
            .Where(p => p.CanWrite || parameters.Any(q => Sets(q, p)))
            .ToList();
        var byField = new Dictionary<string, PropertyInfo>(StringComparer.Ordinal);
        foreach (var property in properties)
        {
            var field = property.GetCustomAttribute<AvroFieldAttribute>() is { } named
                ? schema.FindField(named.Name)
                : schema.Fields.FirstOrDefault(f => Plain(f.Name) == Plain(property.Name));
            if (field is null)
                throw AvroException.BadValue($"{type.Name}.{property.Name} has no field in the record {schema.Name}: name it with [AvroField], or mark it with [AvroIgnore].");
            if (!byField.TryAdd(field.Name, property))
                throw AvroException.BadValue($"{type.Name}.{property.Name} and .{byField[field.Name].Name} both stand for the field \"{field.Name}\".");
        }

        return new TypeShape(type, constructor, byField);
    }

    /// <summary>A name without what spellings differ in: <c>job_id</c> and <c>JobId</c> are one.</summary>
    public static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    private static ConstructorInfo? FindConstructor(Type type)
    {
        var constructors = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            // A record's copy constructor is not for us.
            .Where(c => !(c.GetParameters() is [var only] && only.ParameterType == type)).ToList();
        if (constructors.Find(c => c.GetParameters().Length == 0) is { } empty) return empty;
        if (constructors.Count == 0 && type.IsValueType) return null;
        var names = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        return constructors.Where(c => c.GetParameters().All(p => names.Any(n => Sets(p, n)))).MaxBy(c => c.GetParameters().Length)
            ?? throw AvroException.BadValue($"{type.Name} has no constructor whose parameters are all properties.");
    }
}
