using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorDataGen.Benchmarks.Broker;

/// <summary>Kafka's own perf tools as the load.</summary>
internal static partial class PerfTools
{
    public static async Task MeasureAsync(
        BenchmarkOutput output, string name, BrokerUnderLoad broker, string kafka, int recordSize, int records, Measured measured, Measured? theirs)
    {
        var topic = $"perf-{recordSize}-{Guid.NewGuid():N}";
        var before = broker.CpuSeconds;
        var produced = await RunAsync(kafka, "kafka-producer-perf-test",
            "--topic", topic, "--num-records", Text(records), "--record-size", Text(recordSize), "--throughput", "-1",
            "--producer-props", $"bootstrap.servers={broker.BootstrapServers}", "acks=all", "linger.ms=5", "batch.size=131072");
        var cpu = (broker.CpuSeconds - before) / records * 1e6;
        var share = recordSize > 500 ? 0.5 : 1 / 3.0;
        Tell(output, measured, theirs, name, $"produce {recordSize} B", Rate().Match(produced).Groups[1].Value, "records/s", atLeast: 1);
        Tell(output, measured, theirs, name, $"CPU a million records produced, {recordSize} B", Text(cpu), "s", atMost: share);

        before = broker.CpuSeconds;
        var consumed = await RunAsync(kafka, "kafka-consumer-perf-test",
            "--bootstrap-server", broker.BootstrapServers, "--topic", topic, "--num-records", Text(records));
        cpu = (broker.CpuSeconds - before) / records * 1e6;
        var line = consumed.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(", ");
        Tell(output, measured, theirs, name, $"consume {recordSize} B", line[^1], "records/s", atLeast: 1);
        Tell(output, measured, theirs, name, $"CPU a million records consumed, {recordSize} B", Text(cpu), "s");
    }

    public static async Task MeasureLatencyAsync(
        BenchmarkOutput output, string name, BrokerUnderLoad broker, string kafka, int records, Measured measured, Measured? theirs)
    {
        var said = await RunAsync(kafka, "kafka-producer-perf-test",
            "--topic", $"latency-{Guid.NewGuid():N}", "--num-records", Text(records), "--record-size", "100", "--throughput", "10000",
            "--producer-props", $"bootstrap.servers={broker.BootstrapServers}", "acks=all");
        Tell(output, measured, theirs, name, "produce at 10,000/s, p50", Percentile("50th").Match(said).Groups[1].Value, "ms");
        Tell(output, measured, theirs, name, "produce at 10,000/s, p99", Percentile("99th").Match(said).Groups[1].Value, "ms", atMost: 0.5);
    }

    private static Regex Percentile(string which) => new($@"(\d+) ms {which}", RegexOptions.RightToLeft);

    private static void Tell(
        BenchmarkOutput output, Measured measured, Measured? theirs, string name, string figure, string value, string unit,
        double? atLeast = null, double? atMost = null)
    {
        var number = double.Parse(value, CultureInfo.InvariantCulture);
        measured.Figures[figure] = number;
        var other = theirs?.Figures.GetValueOrDefault(figure);
        output.Figure($"{name}: {figure}", number, unit,
            other is null ? null : atLeast is { } least ? Target.Least(other.Value * least) : atMost is { } most ? Target.Most(other.Value * most) : null);
    }

    private static async Task<string> RunAsync(string kafka, string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(kafka, "bin", tool), arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{tool} did not start");
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{tool} ended with {process.ExitCode}: {said}");
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    // The last line is the sum of all: "… records sent, 630000.1 records/sec (…".
    [GeneratedRegex(@"([\d.]+) records/sec", RegexOptions.RightToLeft)]
    private static partial Regex Rate();
}
