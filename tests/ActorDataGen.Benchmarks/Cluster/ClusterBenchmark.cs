using System.Diagnostics;
using System.Globalization;
using ActorDataGen.EmbeddedBroker;
using ActorDataGen.Kafka;
using Confluent.Kafka;

namespace ActorDataGen.Benchmarks.Cluster;

/// <summary>
/// What a controller can do: placements a second over real topics, and how long a new owner takes. Options: <c>--bootstrap HOST:PORT</c>
/// (else the embedded broker, in this process), <c>--jobs N</c> (100,000), <c>--agents N</c> (1,000), <c>--updates N</c> (20).
/// </summary>
public static class ClusterBenchmark
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(BenchmarkOutput output, string[] args)
    {
        var jobs = Option(args, "--jobs", 100_000);
        var agents = Option(args, "--agents", 1_000);
        var updates = Option(args, "--updates", 20);
        var index = Array.IndexOf(args, "--bootstrap");
        var data = Directory.CreateTempSubdirectory("adg-bench-").FullName;
        await using var broker = index >= 0 ? null
            : await EmbeddedBroker.EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions { DataDirectory = data });
        var kafka = new KafkaConnectionOptions { BootstrapServers = broker?.BootstrapServers ?? args[index + 1] };
        output.Note($"{(broker is null ? "brokers at " + kafka.BootstrapServers : "embedded broker in this process, log on disk")}, "
            + $"{jobs} jobs, {agents} simulated agents, 12 partitions, one controller in this process");
        try
        {
            await PlacementsAsync(output, kafka, jobs, agents);
            await RebuildAsync(output, kafka, jobs, updates);
        }
        finally
        {
            if (broker is not null)
            {
                await broker.DisposeAsync();
            }

            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task PlacementsAsync(BenchmarkOutput output, KafkaConnectionOptions kafka, int jobs, int agents)
    {
        await using var cluster = await BenchmarkCluster.CreateAsync(kafka);
        await cluster.HeartbeatsAsync(agents);
        await using var first = cluster.Controller();
        await first.StartAsync();
        // A few jobs first: the group forms, code is compiled, the agents are read.
        await cluster.SubmitAsync("warm", 1_000);
        using var instructions = cluster.Instructions();
        Count(instructions, 1_000);

        var watch = Stopwatch.StartNew();
        var submitting = cluster.SubmitAsync("job", jobs);
        Count(instructions, jobs);
        var elapsed = watch.Elapsed;
        await submitting;
        output.Figure("placements sustained, instruction committed", jobs / elapsed.TotalSeconds, "jobs/s", Target.Least(5_000));

        await using var second = cluster.Controller();
        await second.StartAsync();
        await cluster.SubmitAsync("settle", 200);
        Count(instructions, 200);
        watch.Restart();
        await first.StopAsync();
        output.Figure("controller stops cleanly", watch.Elapsed.TotalMilliseconds, "ms");
        await cluster.SubmitAsync("next", 200);
        Count(instructions, 200);
        output.Figure("clean hand-over until all partitions decide again", watch.Elapsed.TotalMilliseconds, "ms", Target.Most(1_000));
    }

    private static async Task RebuildAsync(BenchmarkOutput output, KafkaConnectionOptions kafka, int jobs, int updates)
    {
        await using var cluster = await BenchmarkCluster.CreateAsync(kafka);
        await cluster.HistoryAsync(jobs, updates);
        var watch = Stopwatch.StartNew();
        await using var controller = cluster.Controller();
        await controller.StartAsync();
        await cluster.SubmitAsync("job", 200);
        using var instructions = cluster.Instructions();
        Count(instructions, 200);
        output.Figure($"owner of {jobs} jobs with {updates} updates each rebuilt", watch.Elapsed.TotalSeconds, "s", Target.Most(10));
        output.Figure("memory of the process a job at rest, broker included", GC.GetTotalMemory(true) / (double)jobs, "bytes");
    }

    private static void Count(IConsumer<Ignore, Ignore> consumer, int wanted)
    {
        using var limit = new CancellationTokenSource(Limit);
        for (var count = 0; count < wanted; count++)
        {
            consumer.Consume(limit.Token);
        }
    }

    private static int Option(string[] args, string name, int missing) =>
        Array.IndexOf(args, name) is >= 0 and var index ? int.Parse(args[index + 1], CultureInfo.InvariantCulture) : missing;
}
