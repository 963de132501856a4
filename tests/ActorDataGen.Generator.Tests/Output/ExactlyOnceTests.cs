using ActorDataGen.Generator.Runs;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Generator.Tests.Output;

public sealed class ExactlyOnceTests(ApacheKafka kafka)
{
    private const int Count = 200_000;

    [Theory]
    [InlineData("own")]
    [InlineData("librdkafka")]
    public async Task Run_AttemptsKilledAndStalled_AgainstApacheKafka_HasNoGapAndNoRepeat(string producer) =>
        await KilledAndStalledAsync(await kafka.RequireAsync(), producer);

    [Fact]
    public async Task Run_AttemptsKilledAndStalled_AgainstTheEmbeddedBroker_HasNoGapAndNoRepeat()
    {
        await using var broker = await EmbeddedBroker.EmbeddedBroker.StartAsync();
        await KilledAndStalledAsync(broker.BootstrapServers, "own");
    }

    [Fact]
    public async Task Run_ToldToStop_CommitsWhatItMadeAndSaysSo()
    {
        var environment = Environment(await kafka.RequireAsync(), "own");
        await using var first = GeneratorProcess.Start(environment);
        await first.UntilCommittedAsync(0);
        first.Terminate();
        var (code, _) = await first.EndAsync();
        Assert.Equal(ExitCode.Stopped, code);
        Assert.Equal("stopped", first.Progress.GetProperty("state").GetString());
        var position = first.Progress.GetProperty("position").GetInt64();
        Assert.Equal(position, Topics.Read(environment["KAFKA_BOOTSTRAP_SERVERS"], environment["KAFKA_TOPIC"]).Count);
        Assert.InRange(position, 1, Count - 1);
    }

    [Fact]
    public async Task Run_TwoReplicasAndTwoStreams_ShareTheDataSet()
    {
        var environment = Environment(await kafka.RequireAsync(), "own");
        environment["ADG_DATASET"] = "orders";
        environment["ADG_COUNT"] = "2200";
        environment["ADG_REPLICAS"] = "2";
        foreach (var replica in new[] { "0", "1" })
        {
            environment["ADG_REPLICA"] = replica;
            await using var process = GeneratorProcess.Start(environment);
            Assert.Equal((0, ""), await process.EndAsync());
        }

        var servers = environment["KAFKA_BOOTSTRAP_SERVERS"];
        var whole = Streams.Take(Streams.Of(Streams.BuiltIn("orders"), count: 2200), 2200);
        // The pace that was asked changes the times, and nothing else.
        static string Timeless(string json) => System.Text.RegularExpressions.Regex.Replace(json, "\"(ordered|registered)_at\":\"[^\"]*\"", "");
        Assert.Equal(
            whole.Where(l => l[0] == '1').Select(l => Timeless(l.Split('|')[2])).Order(StringComparer.Ordinal),
            Topics.Read(servers, environment["KAFKA_TOPIC"]).Select(Timeless).Order(StringComparer.Ordinal));
        Assert.Equal(
            whole.Where(l => l[0] == '0').Select(l => Timeless(l.Split('|')[2])).Order(StringComparer.Ordinal),
            Topics.Read(servers, environment["KAFKA_TOPIC"] + "-customers").Select(Timeless).Order(StringComparer.Ordinal));
    }

    private static async Task KilledAndStalledAsync(string servers, string producer)
    {
        var environment = Environment(servers, producer);
        await using var killed = GeneratorProcess.Start(environment);
        await killed.UntilCommittedAsync(0);
        killed.Kill();
        await killed.EndAsync();

        // The second attempt stalls in the middle, is given up, and wakes up when another has taken its place.
        environment["ADG_ATTEMPT"] = "2";
        await using var stalled = GeneratorProcess.Start(environment);
        await stalled.UntilCommittedAsync(killed.Progress.GetProperty("position").GetInt64());
        stalled.Freeze();
        environment["ADG_ATTEMPT"] = "3";
        await using var third = GeneratorProcess.Start(environment);
        await third.UntilCommittedAsync(stalled.Progress.GetProperty("position").GetInt64());
        stalled.Thaw();
        var (fenced, why) = await stalled.EndAsync();
        Assert.Equal(ExitCode.Fenced, fenced);
        Assert.Contains("a newer attempt of this replica has taken over", why, StringComparison.Ordinal);
        Assert.Equal((0, ""), await third.EndAsync());

        // And one that is started when all is done does nothing.
        environment["ADG_ATTEMPT"] = "4";
        await using var late = GeneratorProcess.Start(environment);
        Assert.Equal((0, ""), await late.EndAsync());
        Assert.Equal(0, late.Progress.GetProperty("records").GetInt64());

        var set = Generator.DataSets.DataSetCatalogue.Read(Numbers, "numbers");
        var expected = Streams.Take(Streams.Of(set, count: Count), Count).Select(l => l.Split('|')[2]);
        Assert.Equal(expected, Topics.Read(servers, environment["KAFKA_TOPIC"]));
    }

    private const string Numbers = "fields: { n: { sequence: {} }, x: { hex: 8 } }";

    private static Dictionary<string, string> Environment(string servers, string producer) => new()
    {
        ["KAFKA_BOOTSTRAP_SERVERS"] = servers,
        ["KAFKA_TOPIC"] = $"generated-{Guid.NewGuid():N}",
        ["ADG_JOB_UID"] = Guid.NewGuid().ToString("N"),
        ["ADG_JOB_ID"] = "job",
        ["ADG_DATASET_INLINE"] = "",
        ["ADG_RATE"] = "40000",
        ["ADG_COUNT"] = $"{Count}",
        ["ADG_PRODUCER"] = producer,
        ["ADG_DATASET"] = WriteNumbers(),
    };

    private static string WriteNumbers()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "numbers.yaml");
        if (!File.Exists(path))
        {
            File.WriteAllText(path, Numbers);
        }

        return path;
    }
}
