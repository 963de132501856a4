using System.Globalization;

namespace ActorDataGen.Agent.Engines.Process;

/// <summary>A process that can't be mistaken for a later one that got the same number.</summary>
/// <param name="Boot">The kernel's boot id: numbers and start times begin anew with each boot.</param>
/// <param name="Pid">The number.</param>
/// <param name="StartTicks">When it started, in ticks since boot: field 22 of <c>/proc/pid/stat</c>.</param>
internal readonly record struct ProcessInstance(string Boot, int Pid, long StartTicks)
{
    /// <summary>This very process exists and is not a zombie.</summary>
    public bool IsAlive =>
        ProcFileSystem.BootId == Boot && ProcFileSystem.ReadStat(Pid) is { } stat && stat.StartTicks == StartTicks && stat.State is not ('Z' or 'X');
}

/// <summary>The supervising shell and the generator it started.</summary>
internal sealed record ProcessIds(ProcessInstance Supervisor, ProcessInstance Generator)
{
    /// <summary>Reads the line that <see cref="SupervisorScript"/> writes, or null where it is not one.</summary>
    public static ProcessIds? Parse(string? line)
    {
        var parts = (line ?? "").Trim().Split(' ');
        return parts.Length == 5 && Number(parts[1], out var shell) && Number(parts[2], out var shellStart)
            && Number(parts[3], out var generator) && Number(parts[4], out var generatorStart)
            ? new ProcessIds(new(parts[0], (int)shell, shellStart), new(parts[0], (int)generator, generatorStart))
            : null;

        static bool Number(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
