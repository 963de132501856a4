using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ActorDataGen.EndToEnd;

/// <summary>The built command line, run as a process, as its users run it.</summary>
internal static class Executable
{
    /// <summary>Built in the same configuration as these tests.</summary>
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        AppContext.BaseDirectory, "..", "..", "ActorDataGen.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "adg.dll"));

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, IEnumerable<string> arguments, TimeSpan? limit = null)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(limit ?? TimeSpan.FromMinutes(1));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end; it said: {await output}{await errors}");
        }

        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Runs <c>adg</c> to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> AdgAsync(params string[] arguments) => RunAsync("dotnet", ["exec", Path, .. arguments]);

    /// <summary>Starts a program with its output caught.</summary>
    public static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What the surroundings say about Kafka is not meant for the node under test.
        start.Environment.Remove("KAFKA_BOOTSTRAP_SERVERS");
        start.Environment.Remove("SCHEMA_REGISTRY_URL");
        return Process.Start(start)!;
    }
}
