using System.Diagnostics;

namespace ActorDataGen.Build;

/// <summary>Hands over to the mutation runner, which works on a copy of the sources.</summary>
internal static class MutateRun
{
    public static async Task<int> RunAsync(string root, string[] args, CancellationToken cancellationToken)
    {
        var runner = Path.Combine(root, "artifacts", "bin", "ActorDataGen.Mutate", "release", "adg-mutate.dll");
        if (!File.Exists(runner))
        {
            Console.Error.WriteLine($"adg: the mutation runner is not built ({runner}); run ./adg test once");
            return 1;
        }

        // The kept list, unless another one is named.
        string[] list = args is [var first, ..] && !first.StartsWith('-') ? [] : [Path.Combine("tests", "ActorDataGen.Actors.Tests", "mutations.json")];
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", runner, .. list, .. args]) { WorkingDirectory = root })!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }
}
