using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;

namespace ActorDataGen.Build;

/// <summary>
/// Runs every test executable that the solution built, one after another, and ends with a line of totals. Each skipped
/// test is named with its reason, and each failed one with its message.
/// </summary>
internal static class TestRun
{
    // Past this a test project is taken to hang: the slowest takes a few minutes on two cores.
    private static readonly TimeSpan ProjectLimit = TimeSpan.FromMinutes(15);

    public static async Task<int> RunAsync(string root, string[] args, CancellationToken cancellationToken)
    {
        var (filters, passedOn) = Split(args);
        var projects = Projects(root)
            .Where(p => filters.Count == 0 || filters.Any(f => p.Name.Contains(f, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        if (projects.Count == 0)
        {
            Console.Error.WriteLine($"adg: no test project's name contains {string.Join(" or ", filters)}");
            return 2;
        }

        var totals = new Totals();
        var skipped = new List<(string Test, string Reason)>();
        var results = Directory.CreateTempSubdirectory("adg-test-");
        try
        {
            foreach (var (name, assembly) in projects)
            {
                await RunOneAsync(name, assembly, Path.Combine(results.FullName, name + ".xml"), passedOn, totals, skipped, cancellationToken);
            }
        }
        finally
        {
            results.Delete(recursive: true);
        }

        Report(skipped);
        Console.WriteLine($"{totals.Passed} passed, {totals.Failed} failed, {totals.Skipped} skipped");
        return totals.Failed == 0 && totals.Passed > 0 ? 0 : 1;
    }

    private static (List<string> Filters, List<string> PassedOn) Split(string[] args)
    {
        var dash = Array.FindIndex(args, a => a.StartsWith('-'));
        return dash < 0 ? ([.. args], []) : ([.. args[..dash]], [.. args[dash..]]);
    }

    private static IEnumerable<(string Name, string Assembly)> Projects(string root)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(root, "tests")).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            var assembly = Path.Combine(root, "artifacts", "bin", name, "release", name + ".dll");
            if ((name.EndsWith(".Tests", StringComparison.Ordinal) || name == "ActorDataGen.EndToEnd") && File.Exists(assembly))
            {
                yield return (name, assembly);
            }
        }
    }

    private static async Task RunOneAsync(
        string name, string assembly, string report, List<string> passedOn, Totals totals, List<(string, string)> skipped, CancellationToken cancellationToken)
    {
        Console.WriteLine($"── {name}");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", assembly, "-noLogo", "-noColor", "-xml", report, .. passedOn])
        {
            start.ArgumentList.Add(argument);
        }

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = new List<string>();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, output));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ProjectLimit);
        var hung = false;
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            hung = true;
        }

        await reading;
        Count(name, report, output, hung, process.ExitCode, clock.Elapsed, totals, skipped);
    }

    private static async Task ReadAsync(StreamReader reader, List<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }

    private static void Count(
        string name, string report, List<string> output, bool hung, int exitCode, TimeSpan took, Totals totals, List<(string, string)> skipped)
    {
        var seconds = took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        if (hung || !File.Exists(report))
        {
            totals.Failed++;
            var why = hung ? $"did not end within {ProjectLimit.TotalMinutes:0} minutes" : $"wrote no report (exit code {exitCode})";
            Console.WriteLine($"   FAILED {name} {why}; its last words:");
            output.TakeLast(60).ToList().ForEach(line => Console.WriteLine($"     {line}"));
            return;
        }

        var tests = XDocument.Load(report).Descendants("test").ToList();
        var errors = XDocument.Load(report).Descendants("error").ToList();
        var passed = tests.Count(t => (string?)t.Attribute("result") == "Pass");
        var failed = tests.Where(t => (string?)t.Attribute("result") == "Fail").ToList();
        // What is explicit (a long test) is not run here, and is not counted either.
        var ignored = tests.Where(t => (string?)t.Attribute("result") == "Skip").ToList();
        foreach (var test in failed.Concat(errors))
        {
            Console.WriteLine($"   FAILED {(string?)test.Attribute("name") ?? name}");
            Console.WriteLine(Indent(test.Descendants("message").FirstOrDefault()?.Value));
            Console.WriteLine(Indent(test.Descendants("stack-trace").FirstOrDefault()?.Value));
            if (test.Element("output")?.Value is { Length: > 0 } words)
            {
                Console.WriteLine(Indent(words.Length > 6000 ? "…" + words[^6000..] : words));
            }
        }

        if (failed.Count + errors.Count == 0 && exitCode != 0 && tests.Count > 0)
        {
            totals.Failed++;
            Console.WriteLine($"   FAILED {name} ended with exit code {exitCode}; its last words:");
            output.TakeLast(40).ToList().ForEach(line => Console.WriteLine($"     {line}"));
        }

        skipped.AddRange(ignored.Select(t => ((string?)t.Attribute("name") ?? name, t.Element("reason")?.Value ?? "no reason given")));
        totals.Passed += passed;
        totals.Failed += failed.Count + errors.Count;
        totals.Skipped += ignored.Count;
        Console.WriteLine($"   {passed} passed, {failed.Count + errors.Count} failed, {ignored.Count} skipped in {seconds} s");
    }

    private static string Indent(string? text) => "     " + (text ?? "").Trim().ReplaceLineEndings("\n     ");

    private static void Report(List<(string Test, string Reason)> skipped)
    {
        Console.WriteLine();
        foreach (var group in skipped.GroupBy(s => s.Reason).OrderByDescending(g => g.Count()))
        {
            Console.WriteLine($"skipped, {group.Key}:");
            foreach (var (test, _) in group)
            {
                Console.WriteLine($"  {test}");
            }
        }
    }

    private sealed class Totals
    {
        public int Passed { get; set; }

        public int Failed { get; set; }

        public int Skipped { get; set; }
    }
}
