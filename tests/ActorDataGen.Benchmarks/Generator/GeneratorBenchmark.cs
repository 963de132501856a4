using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActorDataGen.EmbeddedBroker;
using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Encoding;
using ActorDataGen.Generator.Runs;
using EmbeddedServer = ActorDataGen.EmbeddedBroker.EmbeddedBroker;

namespace ActorDataGen.Benchmarks.Generator;

/// <summary>
/// The generator's <c>frames</c>: made alone, into the embedded broker and into Apache Kafka (<c>--kafka host:port</c>), with kcat and
/// kafka-producer-perf-test (<c>--tools FOLDER</c>) beside it, and its accuracy at 50,000 records a second over a minute (<c>--seconds</c>).
/// </summary>
public static class GeneratorBenchmark
{
    private const int Records = 10_000_000;

    public static async Task RunAsync(BenchmarkOutput output, string[] args)
    {
        var kafka = Option(args, "--kafka");
        var tools = Option(args, "--tools");
        var seconds = int.Parse(Option(args, "--seconds") ?? "60", CultureInfo.InvariantCulture);
        Alone(output);
        await using (var broker = await EmbeddedServer.StartAsync(new EmbeddedBrokerOptions { Listeners = [new BrokerListener("127.0.0.1", 0)] }))
        {
            output.Note("embedded broker, in memory, in this process; clients are processes of their own on the same cores; one partition");
            await ProduceAsync(output, "embedded broker", broker.BootstrapServers, tools, Target.Least(1_000_000));
            await AccuracyAsync(output, broker.BootstrapServers, seconds);
        }

        if (kafka is null)
        {
            output.Note("no Apache Kafka: name one with --kafka host:port");
        }
        else
        {
            await ProduceAsync(output, "Apache Kafka", kafka, tools, null);
        }
    }

    private static void Alone(BenchmarkOutput output)
    {
        foreach (var name in DataSetCatalogue.Names)
        {
            var set = DataSetReader.Read(DataSetCatalogue.Describe(name), name);
            var stream = new RecordStream(set, new Share(0, 1, long.MaxValue), set.Seed, DataSet.DefaultStart, set.Rate, null,
                shape => new JsonEncoder(shape.Fields), set.Faults);
            var sink = new Sink();
            Steps(stream, sink, 50_000);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            Steps(stream, sink, 500_000);
            var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
            output.Figure($"{name}, made on one core", 500_000 / elapsed, "records/s");
            output.Figure($"{name}, allocated", (GC.GetAllocatedBytesForCurrentThread() - allocated) / 500_000.0, "bytes/record");
        }
    }

    private static async Task ProduceAsync(BenchmarkOutput output, string where, string servers, string? tools, Target? target)
    {
        foreach (var (producer, records) in new[] { ("own", Records), ("librdkafka", Records / 5) })
        {
            var (made, elapsed, cpu) = await GenerateAsync(servers, producer, records, "max", TimeSpan.MaxValue);
            output.Figure($"frames, {producer}, exactly once, into {where}", made / elapsed, "records/s", producer == "own" ? target : null);
            output.Figure($"frames, {producer}, client's CPU", cpu / made * 1e6, "s/million");
        }

        if (FindOnPath("kcat") is { } kcat)
        {
            var line = new string('x', 58) + "\n";
            var began = Stopwatch.GetTimestamp();
            using var process = Start(kcat, ["-P", "-b", servers, "-t", Topic(), "-X", "acks=all"], redirectInput: true);
            var block = string.Concat(Enumerable.Repeat(line, 1000));
            for (int i = 0; i < 2000; i++)
            {
                await process.StandardInput.WriteAsync(block);
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync();
            output.Figure($"kcat -P, 58 bytes, acks=all, into {where}", 2_000_000 / Stopwatch.GetElapsedTime(began).TotalSeconds, "records/s");
        }

        if (tools is not null)
        {
            using var process = Start(Path.Combine(tools, "kafka-producer-perf-test"), ["--topic", Topic(), "--num-records", "5000000",
                "--record-size", "58", "--throughput", "-1", "--producer-props", $"bootstrap.servers={servers}", "acks=all", "linger.ms=5", "batch.size=131072"]);
            var lines = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            var last = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(l => l.Contains("records/sec", StringComparison.Ordinal)) ?? "";
            var rate = last.Split(',').FirstOrDefault(p => p.Contains("records/sec", StringComparison.Ordinal))?.Trim().Split(' ')[0];
            output.Figure($"kafka-producer-perf-test, 58 bytes, into {where}",
                double.TryParse(rate, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN, "records/s");
        }
    }

    private static async Task AccuracyAsync(BenchmarkOutput output, string servers, int seconds)
    {
        const int Rate = 50_000;
        var (made, elapsed, _) = await GenerateAsync(servers, "own", long.MaxValue, $"{Rate}", TimeSpan.FromSeconds(seconds));
        output.Figure($"frames at {Rate}/s asked, over {seconds} s", made / elapsed, "records/s");
        output.Figure("off by", Math.Abs(made / elapsed / Rate - 1) * 100, "%", Target.Most(0.1));
    }

    /// <summary>Runs the generator as a process and times it by its own progress lines, so that starting .NET does not count.</summary>
    private static async Task<(double Records, double Seconds, double Cpu)> GenerateAsync(
        string servers, string producer, long records, string rate, TimeSpan duration)
    {
        using var process = Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "adg-generator.dll")], environment: new Dictionary<string, string>
        {
            ["KAFKA_BOOTSTRAP_SERVERS"] = servers,
            ["KAFKA_TOPIC"] = Topic(),
            ["ADG_JOB_UID"] = Guid.NewGuid().ToString("N"),
            ["ADG_DATASET"] = "frames",
            ["ADG_RATE"] = rate,
            ["ADG_COUNT"] = $"{records}",
            ["ADG_PRODUCER"] = producer,
        });
        (DateTimeOffset At, long Records)? first = null;
        (DateTimeOffset At, long Records) last = default;
        double cpu = 0;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var progress = JsonDocument.Parse(line).RootElement;
            last = (progress.GetProperty("at").GetDateTimeOffset(), progress.GetProperty("records").GetInt64());
            if (last.Records > 0)
            {
                first ??= last;
            }

            if (!process.HasExited)
            {
                cpu = process.TotalProcessorTime.TotalSeconds;
            }

            if (first is { } began && last.At - began.At >= duration)
            {
                process.Kill();
                break;
            }
        }

        await process.WaitForExitAsync();
        var from = first ?? throw new InvalidOperationException($"the generator ended with {process.ExitCode}: {await process.StandardError.ReadToEndAsync()}");
        return (last.Records - from.Records, (last.At - from.At).TotalSeconds, cpu * (last.Records - from.Records) / Math.Max(1, last.Records));
    }

    private static void Steps(RecordStream stream, Sink sink, int count)
    {
        for (int i = 0; i < count; i++)
        {
            stream.Step(sink);
        }
    }

    private static Process Start(
        string program, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null, bool redirectInput = false)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = redirectInput };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static string Topic() => $"bench-{Guid.NewGuid():N}";

    private static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);

    private static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    private sealed class Sink : IRecordReceiver
    {
        public long Bytes { get; private set; }

        public void Receive(in GeneratedRecord record) => Bytes += record.Value.Length;
    }
}
