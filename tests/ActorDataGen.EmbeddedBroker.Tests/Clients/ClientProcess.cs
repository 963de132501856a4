using System.Diagnostics;

namespace ActorDataGen.EmbeddedBroker.Tests.Clients;

/// <summary>Somebody else's program, run to its end.</summary>
internal static class ClientProcess
{
    // A JVM on two busy cores takes several seconds to start, and some tools are three of them one after the other.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    /// <summary>The scripts that lie beside the tests.</summary>
    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "clients", name);

    /// <summary>Runs a program, fails if it fails, and returns what it wrote.</summary>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(program, arguments, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end within {Limit.TotalSeconds} s; it said:\n{await output}{await errors}");
        }

        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode} and said:\n{await output}{await errors}");
        return await output;
    }

    /// <summary>Starts a program whose output and input are the caller's.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }
}
