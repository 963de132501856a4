namespace ActorDataGen.Benchmarks.Broker;

/// <summary>
/// The embedded broker beside Apache Kafka: throughput and processor time under Kafka's own perf tools, under batches made
/// beforehand, latency, start, memory, idling. Apache Kafka runs in the same run where ADG_TEST_KAFKA names its folder.
/// </summary>
/// <remarks><c>quick</c> takes a fifth of the records; <c>host PORT DIRECTORY</c> is the broker that is measured.</remarks>
public static class BrokerBenchmark
{
    private const int SmallRecord = 100;
    private const int LargeRecord = 1024;

    public static async Task RunAsync(BenchmarkOutput output, string[] args)
    {
        if (args is ["host", var port, var directory])
        {
            await BrokerUnderLoad.HostAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), directory);
            return;
        }

        var scale = args.Contains("quick") ? 5 : 1;
        var kafkaFolder = Environment.GetEnvironmentVariable("ADG_TEST_KAFKA");
        var hasKafka = kafkaFolder is not null && Directory.Exists(kafkaFolder);
        output.Note(hasKafka ? "Apache Kafka runs beside it, one after the other, never at once"
            : "no Apache Kafka (ADG_TEST_KAFKA): figures that need its tools are left out, targets are what it measured elsewhere");
        Measured? theirs = null;
        if (hasKafka)
        {
            await using var kafka = await BrokerUnderLoad.StartKafkaAsync(kafkaFolder!);
            theirs = await MeasureAsync(output, "kafka", kafka, kafkaFolder, scale, null);
        }

        await using var ours = await BrokerUnderLoad.StartOursAsync();
        await MeasureAsync(output, "ours", ours, hasKafka ? kafkaFolder : null, scale, theirs);
        DiskFloor.Measure(output);
        await BrokerStart.MeasureAsync(output, scale);
    }

    private static async Task<Measured> MeasureAsync(
        BenchmarkOutput output, string name, BrokerUnderLoad broker, string? tools, int scale, Measured? theirs)
    {
        var measured = new Measured();
        output.Figure($"{name}: ready after", broker.ReadySeconds, "s", theirs is null ? null : Target.Most(0.5));
        foreach (var connections in new[] { 1, 4, 32 })
        {
            var rate = await BatchReplay.ProduceAsync(broker.BootstrapServers, connections, (16L << 30) / 64 / scale);
            measured.Replay[connections] = rate;
            output.Figure($"{name}: replayed batches, {connections} connections", rate / 1e6, "MB/s",
                theirs is null ? null : Target.Least(2 * theirs.Replay[connections] / 1e6));
        }

        measured.EndToEnd = await EndToEndLatency.MeasureAsync(broker.BootstrapServers, 3000 / scale);
        output.Figure($"{name}: produce to a waiting fetch, p50", measured.EndToEnd, "ms", theirs is null ? null : Target.Most(1));
        if (tools is not null)
        {
            await PerfTools.MeasureAsync(output, name, broker, tools, SmallRecord, 10_000_000 / scale, measured, theirs);
            await PerfTools.MeasureAsync(output, name, broker, tools, LargeRecord, 2_000_000 / scale, measured, theirs);
            await PerfTools.MeasureLatencyAsync(output, name, broker, tools, 200_000 / scale, measured, theirs);
        }

        output.Figure($"{name}: resident afterwards", broker.ResidentMegabytes, "MB", theirs is null ? null : Target.Most(200));
        var before = broker.CpuSeconds;
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System);
        output.Figure($"{name}: idle", (broker.CpuSeconds - before) / 10 * 100, "% of a core", theirs is null ? null : Target.Most(0.5));
        return measured;
    }
}

/// <summary>What was measured of a broker, to hold another against.</summary>
internal sealed class Measured
{
    public Dictionary<int, double> Replay { get; } = [];

    public Dictionary<string, double> Figures { get; } = [];

    public double EndToEnd { get; set; }
}
