using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;

namespace ActorDataGen.Build;

/// <summary>
/// Runs a long test: a public class <c>XSoak</c> of a test assembly with
/// <c>static Task RunAsync(TimeSpan duration, TextWriter log)</c>. It fails by throwing, or by answering false.
/// </summary>
internal static class SoakRun
{
    public static async Task<int> RunAsync(string root, string[] args, CancellationToken cancellationToken)
    {
        var soaks = Find(root).ToList();
        var (name, minutes, problem) = Parse(args);
        if (problem is not null || name is null)
        {
            Console.Error.WriteLine($"adg: {problem ?? "name a soak"}; there are: {string.Join(", ", soaks.Select(s => s.Name))}");
            return 2;
        }

        if (soaks.FirstOrDefault(s => s.Name == name).Run is not { } run)
        {
            Console.Error.WriteLine($"adg: no soak is named {name}; there are: {string.Join(", ", soaks.Select(s => s.Name))}");
            return 2;
        }

        try
        {
            // What a long test takes besides its duration and its log has defaults.
            object[] arguments = [TimeSpan.FromMinutes(minutes), Console.Out, .. Enumerable.Repeat(Type.Missing, run.GetParameters().Length - 2)];
            var running = (Task)run.Invoke(null, BindingFlags.OptionalParamBinding | BindingFlags.InvokeMethod, null, arguments, CultureInfo.InvariantCulture)!;
            await running.WaitAsync(cancellationToken);
            if (running is Task<bool> judged && !await judged)
            {
                Console.WriteLine($"soak {name} failed: its log above says what was wrong");
                return 1;
            }

            Console.WriteLine($"soak {name}: {minutes.ToString(CultureInfo.InvariantCulture)} minutes, no fault");
            return 0;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Console.WriteLine($"soak {name} failed: {(e is TargetInvocationException { InnerException: { } inner } ? inner : e)}");
            return 1;
        }
    }

    private static (string? Name, double Minutes, string? Problem) Parse(string[] args) => args switch
    {
        [var name] when !name.StartsWith('-') => (name, 10, null),
        [var name, "--minutes", var text] when double.TryParse(text, CultureInfo.InvariantCulture, out var minutes) && minutes > 0 =>
                (name, minutes, null),
        [_, "--minutes", ..] => (null, 0, "--minutes takes a number above 0"),
        [] => (null, 0, "name a soak"),
        _ => (null, 0, "usage is adg soak NAME --minutes N"),
    };

    private static IEnumerable<(string Name, MethodInfo Run)> Find(string root)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(root, "tests")).Order(StringComparer.Ordinal))
        {
            // The source says which assemblies are worth loading.
            if (Directory.GetFiles(folder, "*Soak.cs", SearchOption.AllDirectories).Length == 0)
            {
                continue;
            }

            var name = Path.GetFileName(folder);
            var output = Path.Combine(root, "artifacts", "bin", name, "release");
            var assembly = Path.Combine(output, name == "ActorDataGen.Benchmarks" ? "adg-bench.dll" : name + ".dll");
            foreach (var type in new TestAssembly(assembly).Load().GetTypes().Where(t => t.Name.EndsWith("Soak", StringComparison.Ordinal)))
            {
                if (type.GetMethods(BindingFlags.Public | BindingFlags.Static).FirstOrDefault(IsRun) is { } run)
                {
                    yield return (Kebab(type.Name[..^4]), run);
                }
            }
        }
    }

    private static bool IsRun(MethodInfo method) =>
        method is { Name: "RunAsync" } && method.GetParameters() is [var duration, var log, .. var rest]
        && duration.ParameterType == typeof(TimeSpan) && log.ParameterType == typeof(TextWriter) && rest.All(p => p.IsOptional);

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    private sealed class TestAssembly(string path) : AssemblyLoadContext
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        public Assembly Load() => LoadFromAssemblyPath(path);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
    }
}
