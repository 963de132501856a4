using System.Reflection;
using ActorDataGen.Benchmarks;

// A benchmark is a public static class XBenchmark with RunAsync(BenchmarkOutput, string[]); its name here is x.
var benchmarks = Assembly.GetExecutingAssembly().GetTypes()
    .Where(t => t.Name.EndsWith("Benchmark", StringComparison.Ordinal))
    .Select(t => (Name: t.Name[..^"Benchmark".Length].ToLowerInvariant(),
        Run: t.GetMethod("RunAsync", BindingFlags.Public | BindingFlags.Static, [typeof(BenchmarkOutput), typeof(string[])])))
    .Where(b => b.Run is not null)
    .OrderBy(b => b.Name, StringComparer.Ordinal)
    .ToList();
var json = args.Contains("--json");
var rest = args.Where(a => a != "--json").ToArray();
var names = string.Join(", ", benchmarks.Select(b => b.Name));
if (rest is not [var name, .. var options])
{
    Console.Error.WriteLine($"adg: name a benchmark: {names}");
    return 2;
}

if (benchmarks.FirstOrDefault(b => b.Name == name).Run is not { } run)
{
    Console.Error.WriteLine($"adg: no benchmark is named {name}; there are: {names}");
    return 2;
}

var output = new BenchmarkOutput(Console.Out, json);
output.Machine();
await (Task)run.Invoke(null, [output, options])!;
return 0;
