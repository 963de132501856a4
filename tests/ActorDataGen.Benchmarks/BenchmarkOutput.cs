using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ActorDataGen.Benchmarks;

/// <summary>What a figure is held against: at least or at most a value in the figure's own unit.</summary>
public sealed record Target(bool AtLeast, double Value)
{
    /// <summary>Met by a value of at least this.</summary>
    public static Target Least(double value) => new(true, value);

    /// <summary>Met by a value of at most this.</summary>
    public static Target Most(double value) => new(false, value);

    /// <summary>Whether a measured value meets the target.</summary>
    public bool IsMet(double measured) => AtLeast ? measured >= Value : measured <= Value;
}

/// <summary>Prints figures: a line each for people, or one JSON object a line for programs.</summary>
public sealed class BenchmarkOutput(TextWriter writer, bool json)
{
    /// <summary>Prints a figure with its unit and, where there is one, its target and whether it is met.</summary>
    public void Figure(string name, double value, string unit, Target? target = null)
    {
        if (json)
        {
            writer.WriteLine(JsonSerializer.Serialize(new { figure = name, value, unit, target = target?.Value, met = target?.IsMet(value) }));
            writer.Flush();
            return;
        }

        var against = target is null
            ? ""
            : $"   target {(target.AtLeast ? "≥" : "≤")} {Number(target.Value)} {unit}: {(target.IsMet(value) ? "met" : "MISSED")}";
        writer.WriteLine($"{name,-56} {Number(value),14} {unit,-16}{against}");
        writer.Flush();
    }

    /// <summary>Prints a remark that is no figure: what was compared, on what, under which conditions.</summary>
    public void Note(string text)
    {
        writer.WriteLine(json ? JsonSerializer.Serialize(new { note = text }) : $"# {text}");
        writer.Flush();
    }

    /// <summary>Says what the machine is, so that figures of two machines are not compared by mistake.</summary>
    public void Machine() => Note(
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 20)} MiB, "
        + $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}, load {Load()}");

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
