using System.Diagnostics;
using System.Text.Json;
using ActorDataGen.Mutate;

if (args is not [var listFile, .. var options] || !File.Exists(listFile))
{
    Console.Error.WriteLine("adg: name the list of breakages, e.g. tests/ActorDataGen.Actors.Tests/mutations.json [--only TEXT]");
    return 2;
}

var list = JsonSerializer.Deserialize<MutationList>(File.ReadAllText(listFile), JsonSerializerOptions.Web)!;
var only = options is ["--only", var text] ? text : "";
var repository = Path.GetFullPath(Path.GetDirectoryName(listFile)!);
while (!File.Exists(Path.Combine(repository, "Directory.Build.props")))
    repository = Path.GetDirectoryName(repository) ?? throw new InvalidOperationException($"{listFile} is in no repository.");

var chosen = list.Mutations.Where(m => only.Split('|').Any(o => m.Name.Contains(o, StringComparison.OrdinalIgnoreCase))).ToList();
using var workshop = new Workshop(repository, list.TestProject);
if (workshop.Build() is { } broken)
{
    Console.Error.WriteLine($"adg: the unbroken sources do not build:\n{broken}");
    return 1;
}

foreach (var test in chosen.Select(m => m.Test).Distinct())
{
    if (workshop.Passes(test))
        continue;
    Console.Error.WriteLine($"adg: {test} is red without any breakage.");
    return 1;
}

Console.WriteLine($"{chosen.Count} breakages; their tests are green on the unbroken sources");
var failures = 0;
foreach (var mutation in chosen)
{
    var started = Stopwatch.GetTimestamp();
    var verdict = Try(mutation);
    failures += verdict is null ? 0 : 1;
    Console.WriteLine($"{(verdict is null ? "caught" : "FAILED"),-7} {mutation.Name,-70} {mutation.Test[(mutation.Test.LastIndexOf('.') + 1)..]} " +
        $"({Stopwatch.GetElapsedTime(started).TotalSeconds:0} s){(verdict is null ? "" : $": {verdict}")}");
}

Console.WriteLine(failures == 0 ? $"all {chosen.Count} breakages are caught" : $"{failures} of {chosen.Count} breakages are NOT caught");
return failures == 0 ? 0 : 1;

string? Try(Mutation mutation)
{
    var path = workshop.PathOf(mutation.File);
    var sound = File.ReadAllText(path);
    var at = sound.IndexOf(mutation.Find, StringComparison.Ordinal);
    if (at < 0 || sound.IndexOf(mutation.Find, at + 1, StringComparison.Ordinal) >= 0)
        return "its text is not there exactly once";
    File.WriteAllText(path, sound[..at] + mutation.Replace + sound[(at + mutation.Find.Length)..]);
    try
    {
        if (workshop.Build() is { } output)
            return "it does not build: " + output.Split('\n').FirstOrDefault(l => l.Contains("error", StringComparison.Ordinal));
        return workshop.Passes(mutation.Test) ? "the test stays green" : null;
    }
    finally
    {
        File.WriteAllText(path, sound);
    }
}

internal sealed record MutationList(string TestProject, IReadOnlyList<Mutation> Mutations);

internal sealed record Mutation(string Name, string File, string Find, string Replace, string Test);
