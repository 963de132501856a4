using System.Collections.Frozen;

namespace ActorDataGen.Avro.Schemas;

/// <summary>A type's name and namespace (empty for none).</summary>
internal readonly record struct SchemaName(string Namespace, string Short)
{
    public string Full { get; } = Namespace.Length == 0 ? Short : Namespace + "." + Short;
}

/// <summary>The rules for names.</summary>
internal static class SchemaNames
{
    private static readonly string[] TypeNames =
        ["null", "boolean", "int", "long", "float", "double", "bytes", "string", "record", "enum", "array", "map", "union", "fixed"];

    public static FrozenDictionary<string, AvroType> Primitives { get; } =
        Enumerable.Range(0, 8).ToFrozenDictionary(i => TypeNames[i], i => (AvroType)i, StringComparer.Ordinal);

    public static string OfType(AvroType type) => TypeNames[(int)type];

    public static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || char.IsAsciiDigit(name[0])) return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        }

        return true;
    }

    public static bool IsNamespace(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty) return true;
        foreach (var part in name.Split('.'))
        {
            if (!IsName(name[part])) return false;
        }

        return true;
    }

    /// <summary>Splits what a <c>name</c> attribute says: with a dot it is a full name, else the namespace is the one given.</summary>
    public static SchemaName Qualify(string name, string @namespace)
    {
        var dot = name.LastIndexOf('.');
        return dot < 0 ? new SchemaName(@namespace, name) : new SchemaName(name[..dot], name[(dot + 1)..]);
    }
}
