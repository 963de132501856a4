using System.Globalization;

namespace ActorDataGen.Agent.Engines.Process;

/// <summary>What Linux tells about processes.</summary>
internal static class ProcFileSystem
{
    /// <summary>Linux counts processor time in hundredths of a second towards programs, whatever its own clock does.</summary>
    private const int TicksPerSecond = 100;

    /// <summary>Id of the running boot.</summary>
    public static string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>A process as <c>/proc/pid/stat</c> shows it.</summary>
    internal readonly record struct Stat(char State, int Session, TimeSpan CpuTime, long StartTicks, long ResidentBytes);

    /// <summary>Reads a process, or null when there is none of that number.</summary>
    public static Stat? ReadStat(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        // The program's name is in brackets and may hold anything: what counts comes after the last one.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields.Length < 22 ? null : new Stat(
            fields[0][0], (int)Number(fields[3]), TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / (double)TicksPerSecond),
            Number(fields[19]), Number(fields[21]) * Environment.SystemPageSize);
    }

    /// <summary>Adds up the processes of a session; the first one's number is the session's.</summary>
    public static (TimeSpan CpuTime, long ResidentBytes, int Processes) SumSession(int session)
    {
        var (cpu, memory, count) = (TimeSpan.Zero, 0L, 0);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                || ReadStat(pid) is not { } stat || stat.Session != session || stat.State is 'Z' or 'X')
                continue;
            (cpu, memory, count) = (cpu + stat.CpuTime, memory + stat.ResidentBytes, count + 1);
        }

        return (cpu, memory, count);
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : 0;
}
