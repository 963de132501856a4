using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace ActorDataGen.ActorTests.Internals;

/// <summary>
/// The public API is approved member by member, and each member's name is one that Akka.NET 1.5 has.
/// To approve a change, run the tests with <c>ADG_APPROVE=1</c> and look at what that changes.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly Assembly[] Assemblies = [typeof(ActorSystem).Assembly, typeof(TestKitBase).Assembly];

    public static TheoryData<string> Names => [.. Assemblies.Select(a => a.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void PublicApi_OfAssembly_IsTheApproved(string name)
    {
        var found = Describe(Assemblies.Single(a => a.GetName().Name == name));
        var file = Path.Combine(Folder(), $"{name}.approved.txt");
        if (Environment.GetEnvironmentVariable("ADG_APPROVE") == "1")
            File.WriteAllText(file, found);
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), found);
    }

    [Fact]
    public void PublicApi_EveryName_IsOneThatAkkaHas()
    {
        var known = File.ReadLines(Path.Combine(Folder(), "akka-names.txt"))
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split(": ", 2))
            .ToDictionary(l => l[0], l => l[1].Split(' ').ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var foreign = Assemblies.SelectMany(Exported)
            .SelectMany(t => known.TryGetValue(TypeName(t), out var members)
                ? MemberNames(t).Where(m => !members.Contains(m)).Select(m => $"{TypeName(t)}.{m}")
                : [TypeName(t)]);
        Assert.Empty(foreign);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static IEnumerable<Type> Exported(Assembly assembly) =>
        assembly.GetExportedTypes().OrderBy(TypeName, StringComparer.Ordinal);

    private static string TypeName(Type type)
    {
        var name = type.IsNested ? $"{TypeName(type.DeclaringType!)}.{type.Name}" : type.Name;
        return name.Replace('`', '~');
    }

    private static IEnumerable<string> MemberNames(Type type) => Members(type).Select(m => m is ConstructorInfo ? "new" : m.Name).Distinct();

    private static IEnumerable<MemberInfo> Members(Type type)
    {
        if (type.IsEnum)
            return type.GetFields(BindingFlags.Public | BindingFlags.Static);
        if (typeof(Delegate).IsAssignableFrom(type))
            return [type.GetMethod("Invoke")!];
        return type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m => m switch
            {
                MethodBase method => IsVisible(method) && (!method.IsSpecialName || method is ConstructorInfo || method.Name.StartsWith("op_", StringComparison.Ordinal)),
                FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
                PropertyInfo property => property.GetAccessors(true).Any(IsVisible),
                _ => false,
            })
            .Where(m => !m.Name.Contains('<') && m is not MethodInfo { Name: "Equals" or "GetHashCode" or "ToString" or "CompareTo" });
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in Exported(assembly))
        {
            text.Append(type.IsInterface ? "interface " : type.IsEnum ? "enum " : type.IsValueType ? "struct "
                : type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "class ");
            text.Append(TypeName(type));
            var bases = new[] { type.BaseType }.Where(b => b is not null && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum))
                .Concat(type.GetInterfaces()).Select(b => Show(b!)).Order(StringComparer.Ordinal).ToArray();
            if (bases.Length > 0 && !type.IsEnum)
                text.Append(" : ").AppendJoin(", ", bases);
            text.Append('\n');
            foreach (var line in Members(type).Select(Show).Order(StringComparer.Ordinal))
                text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static string Show(MemberInfo member) =>
        member switch
        {
            ConstructorInfo c => $"{Access(c)}new({Parameters(c)})",
            MethodInfo m => $"{Access(m)}{Show(m.ReturnType)} {m.Name}{(m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(Show))}>" : "")}({Parameters(m)})",
            PropertyInfo p => $"{Access(p.GetAccessors(true).First(IsVisible))}{Show(p.PropertyType)} {p.Name} {{ {(p.GetMethod is not null ? "get; " : "")}{(p.SetMethod is { } set && IsVisible(set) ? "set; " : "")}}}",
            FieldInfo f => $"{(f.IsPublic ? "" : "protected ")}{(f.IsStatic ? "static " : "")}{Show(f.FieldType)} {f.Name}",
            _ => member.Name,
        };

    private static string Access(MethodBase m) =>
        (m.IsPublic ? "" : "protected ") + (m.IsStatic ? "static " : m.IsAbstract && !m.DeclaringType!.IsInterface ? "abstract " : m is { IsVirtual: true, IsFinal: false } && !m.DeclaringType!.IsInterface ? "virtual " : "");

    private static string Parameters(MethodBase m) => string.Join(", ", m.GetParameters().Select(p => $"{Show(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.DefaultValue ?? "default"}" : "")}"));

    private static string Show(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.HasElementType)
            return Show(type.GetElementType()!) + (type.IsArray ? "[]" : "&");
        return type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Show))}>" : type.Name;
    }
}
