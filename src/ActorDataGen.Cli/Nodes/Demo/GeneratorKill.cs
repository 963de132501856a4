using System.Diagnostics;

namespace ActorDataGen.Cli.Nodes.Demo;

/// <summary>Kills a running generator the hard way, as a crash or an impatient kernel would.</summary>
internal static class GeneratorKill
{
    /// <summary>Kills the process of one replica of a job.</summary>
    /// <returns>Its process id, or null where none was found.</returns>
    public static int? Kill(string jobId, int replica)
    {
        foreach (var folder in Directory.Exists("/proc") ? Directory.EnumerateDirectories("/proc") : [])
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && Is(folder, jobId, replica))
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
                return pid;
            }
        }

        return null;
    }

    private static bool Is(string folder, string jobId, int replica)
    {
        try
        {
            // The generator itself, not the shell that watches over it.
            var command = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
            var environment = File.ReadAllText(Path.Combine(folder, "environ")).Split('\0');
            return command.Any(c => c.EndsWith("adg-generator.dll", StringComparison.Ordinal)) && Path.GetFileName(command[0]) == "dotnet"
                && environment.Contains($"ADG_JOB_ID={jobId}") && environment.Contains($"ADG_REPLICA={replica}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Processes end while one looks, and some are not ours to look at.
            return false;
        }
    }
}
