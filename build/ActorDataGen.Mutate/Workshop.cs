using System.Diagnostics;

namespace ActorDataGen.Mutate;

/// <summary>A copy of the sources that may be broken: the real ones are never touched.</summary>
internal sealed class Workshop : IDisposable
{
    // A red test takes milliseconds; one that waits for what never comes is stopped.
    private static readonly TimeSpan TestLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("adg-mutate-").FullName;
    private readonly string _testProject;

    public Workshop(string repository, string testProject)
    {
        _testProject = testProject;
        var listed = Run("git", ["ls-files", "--cached", "--others", "--exclude-standard"], repository, BuildLimit);
        if (listed.ExitCode != 0)
            throw new InvalidOperationException($"git ls-files failed in {repository}: {listed.Output}");
        foreach (var file in listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var source = Path.Combine(repository, file);
            if (!File.Exists(source))
                continue;
            var target = Path.Combine(_folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target);
        }
    }

    public string PathOf(string file) => Path.Combine(_folder, file);

    /// <summary>Builds the tests; returns null, or what the compiler says.</summary>
    public string? Build()
    {
        // What the analyzers think of broken code is of no interest.
        var result = Run("dotnet",
            [
                "build", $"tests/{_testProject}", "-m:1", "-nodeReuse:false", "-v", "q", "--nologo", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false",
                "-p:TreatWarningsAsErrors=false", "-p:GenerateDocumentationFile=false", "-p:UseSharedCompilation=false",
            ],
            _folder, BuildLimit);
        return result.ExitCode == 0 ? null : result.Output;
    }

    /// <summary>Runs one test; returns whether it passed. A test that is not found counts as an error.</summary>
    public bool Passes(string test)
    {
        var program = Path.Combine(_folder, "artifacts", "bin", _testProject, "debug", _testProject);
        var result = Run(program, ["-method", test, "-noColor"], _folder, TestLimit);
        if (result.TimedOut)
            return false;
        if (result.Output.Contains("Total: 0", StringComparison.Ordinal))
            throw new InvalidOperationException($"There is no test {test}.");
        return result.ExitCode == 0;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int ExitCode, string Output, bool TimedOut) Run(string program, string[] arguments, string folder, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var ended = process.WaitForExit(limit);
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        return (process.ExitCode, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult(), !ended);
    }
}
