using System.Diagnostics;
using System.Text.Json;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Avro.Tests.Crosscheck;

/// <summary>Hands a file of cases to a Python script and reads the answers: one process for thousands of cases.</summary>
internal static class PythonBatch
{
    public static async Task<IReadOnlyList<JsonElement>> RunAsync(string script, IEnumerable<object> cases)
    {
        var folder = Directory.CreateTempSubdirectory("adg-avro-");
        try
        {
            var (input, output) = (Path.Combine(folder.FullName, "cases"), Path.Combine(folder.FullName, "answers"));
            await File.WriteAllLinesAsync(input, cases.Select(c => JsonSerializer.Serialize(c)));
            await RunAsync(script, input, output);
            return [.. (await File.ReadAllLinesAsync(output)).Select(line => JsonDocument.Parse(line).RootElement)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(TestEnvironment.RequirePython(), [Path.Combine(AppContext.BaseDirectory, "Crosscheck", script), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEndAsync();
        var errors = await python.StandardError.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0, errors);
        return await output;
    }
}
