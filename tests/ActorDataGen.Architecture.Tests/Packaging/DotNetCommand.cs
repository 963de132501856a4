using System.Diagnostics;

namespace ActorDataGen.Architecture.Packaging;

/// <summary>Runs the SDK's command line, or a program that it built, and gives back what was printed.</summary>
internal static class DotNetCommand
{
    // Ten times what the longest command takes on an idle machine with two cores: a hang ends, a busy machine does not fail.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // A runner inside MSBuild leaves these to its children, where they would name another SDK than the one that is started.
    private static readonly string[] LeftByMSBuild = ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH"];

    /// <summary>Runs <c>dotnet</c> in a folder with its own folder of packages; fails the test when it fails.</summary>
    public static async Task<string> RunAsync(string folder, string packages, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NUGET_PACKAGES"] = packages;
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (var variable in LeftByMSBuild)
        {
            start.Environment.Remove(variable);
        }

        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n{await errors}");
            return await output;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} did not end within {Patience.TotalMinutes} minutes");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
