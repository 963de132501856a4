using System.Collections.Immutable;
using System.Globalization;

namespace ActorDataGen.Agent.Engines.Process;

/// <summary>
/// CPU, memory and process limits by control groups, version 1 or 2, where their file system can be written to: as root,
/// usually. Elsewhere limits are not enforced, and the engine says so.
/// </summary>
internal static class ControlGroups
{
    private const string Root = "/sys/fs/cgroup";
    private const string Folder = "actordatagen";

    /// <summary>As many processes and threads as a generator may have; the same as the Docker engine's restricted profile.</summary>
    private const int ProcessLimit = 512;

    /// <summary>A tenth of a second, the kernel's default: a quota is a share of it.</summary>
    private const int PeriodMicroseconds = 100_000;

    private static bool IsVersion2 { get; } = File.Exists($"{Root}/cgroup.controllers");

    /// <summary>Makes the groups of a container with its limits.</summary>
    /// <returns>The files that its process joins by, and the limits that could not be set.</returns>
    public static (ImmutableArray<string> Join, ImmutableArray<string> NotEnforced) Create(string name, LaunchRequest request)
    {
        var join = ImmutableArray.CreateBuilder<string>();
        var failed = ImmutableArray.CreateBuilder<string>();
        var quota = (long)(request.Cpu * PeriodMicroseconds);
        if (request.MemoryBytes > 0)
            Limit("memory", IsVersion2 ? "memory.max" : "memory.limit_in_bytes", Text(request.MemoryBytes));
        if (quota > 0)
            Limit("cpu", IsVersion2 ? "cpu.max" : "cpu.cfs_quota_us", IsVersion2 ? $"{Text(quota)} {Text(PeriodMicroseconds)}" : Text(quota));
        Limit("pids", "pids.max", Text(ProcessLimit));
        return ([.. join.Distinct()], failed.ToImmutable());

        void Limit(string controller, string file, string value)
        {
            try
            {
                var group = Group(controller, name);
                if (IsVersion2)
                {
                    Directory.CreateDirectory(Path.Combine(Root, Folder));
                    File.WriteAllText($"{Root}/cgroup.subtree_control", "+" + controller);
                    File.WriteAllText($"{Root}/{Folder}/cgroup.subtree_control", "+" + controller);
                }
                else if (!Directory.Exists($"{Root}/{controller}"))
                    throw new DirectoryNotFoundException(controller);
                Directory.CreateDirectory(group);
                File.WriteAllText(Path.Combine(group, file), value);
                join.Add(Path.Combine(group, "cgroup.procs"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed.Add(controller);
            }
        }
    }

    /// <summary>Tells whether the kernel killed one of the container's processes for the memory limit.</summary>
    public static bool WasOutOfMemory(string name)
    {
        try
        {
            return File.ReadLines(Path.Combine(Group("memory", name), IsVersion2 ? "memory.events" : "memory.oom_control"))
                .Any(line => line.StartsWith("oom_kill ", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Removes the container's groups, which must be empty.</summary>
    public static void Remove(string name)
    {
        foreach (var group in ((string[])["memory", "cpu", "pids"]).Select(controller => Group(controller, name)).Distinct())
        {
            try
            {
                Directory.Delete(group);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Never made, or a last process is still on its way out: an empty group costs nothing.
            }
        }
    }

    private static string Group(string controller, string name) =>
        IsVersion2 ? $"{Root}/{Folder}/{name}" : $"{Root}/{controller}/{Folder}/{name}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
