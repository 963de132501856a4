using System.Globalization;
using System.Text.Json;
using ActorDataGen.Client.Contract;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EndToEnd;

/// <summary>The real executable, from a submission to the records, also killed in the middle; on the embedded broker and on Apache Kafka.</summary>
public sealed class SkeletonTests(ApacheKafka kafka) : IClassFixture<ApacheKafka>
{
    private const int Records = 6_000;

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["ADG_DATASET"] = "temperature",
        ["ADG_COUNT"] = Records.ToString(CultureInfo.InvariantCulture),
        ["ADG_RATE"] = "600",
    };

    [Fact]
    public async Task Node_KilledInTheMiddle_GoesOnAndLosesNothing()
    {
        TestEnvironment.RequirePython();
        TestEnvironment.RequireProgram("kcat");
        await using var node = await NodeProcess.StartAsync();

        await SubmitVersion1Async(node, "create", "v1-job", "v1-topic");
        await node.UntilAsync("v1-job", job => job.Running == 1);
        await node.Client.SubmitAsync(Job("rest-job", "rest-topic"), TestContext.Current.CancellationToken);
        await node.KillAsync();
        await node.StartAgainAsync();

        var v1 = await node.UntilAsync("v1-job", job => job.State is "succeeded" or "failed");
        var rest = await node.UntilAsync("rest-job", job => job.State is "succeeded" or "failed");
        Assert.Equal(("succeeded", "succeeded"), (v1.State, rest.State));
        await AssertHoldsAsync(node.BootstrapServers, "v1-topic");
        await AssertHoldsAsync(node.BootstrapServers, "rest-topic");
    }

    [Fact]
    public async Task Node_OnApacheKafka_DoesTheSame()
    {
        var servers = await kafka.RequireAsync();
        TestEnvironment.RequirePython();
        TestEnvironment.RequireProgram("kcat");
        await using var node = await NodeProcess.StartAsync("--bootstrap-servers", servers);

        await SubmitVersion1Async(node, "create", "v1-job", "v1-topic");
        await node.Client.SubmitAsync(Job("rest-job", "rest-topic"), TestContext.Current.CancellationToken);
        await node.UntilAsync("v1-job", job => job.Running == 1);
        await node.KillAsync();
        await node.StartAgainAsync();

        Assert.Equal("succeeded", (await node.UntilAsync("v1-job", job => job.State is "succeeded" or "failed")).State);
        Assert.Equal("succeeded", (await node.UntilAsync("rest-job", job => job.State is "succeeded" or "failed")).State);
        await AssertHoldsAsync(servers, "v1-topic");
        await AssertHoldsAsync(servers, "rest-topic");
    }

    [Fact]
    public async Task Node_StoppedCleanly_KnowsItsJobsAtTheNextStart()
    {
        await using var node = await NodeProcess.StartAsync();
        await node.Client.SubmitAsync(Job("held", "t") with { Held = true }, TestContext.Current.CancellationToken);
        await node.UntilAsync("held", job => job.State == "held");

        Assert.Equal(0, await node.StopAsync());
        await node.StartAgainAsync();

        Assert.Equal("held", (await node.UntilAsync("held", _ => true)).State);
        await node.Client.StartAsync("held", TestContext.Current.CancellationToken);
        await node.UntilAsync("held", job => job.State is "running" or "succeeded");
        await node.Client.StopAsync("held", TestContext.Current.CancellationToken);
        await node.UntilAsync("held", job => job.State is "stopped" or "succeeded");
        Assert.Equal(0, await node.StopAsync());
    }

    [Fact]
    public async Task Version1Delete_OfARunningJob_StopsIt()
    {
        TestEnvironment.RequirePython();
        await using var node = await NodeProcess.StartAsync();
        await SubmitVersion1Async(node, "create", "endless", "endless-topic", count: 10_000_000);
        await node.UntilAsync("endless", job => job.Running == 1);

        await SubmitVersion1Async(node, "delete", "endless", "endless-topic");

        Assert.Equal("stopped", (await node.UntilAsync("endless", job => job.State is "stopped" or "failed" or "succeeded")).State);
    }

    [Fact]
    public async Task Demo_OnABareMachine_SeesEverythingItPromised()
    {
        var (exitCode, output, errors) = await Executable.RunAsync("dotnet", ["exec", Executable.Path, "demo", "--engine", "process"], TimeSpan.FromMinutes(4));

        Assert.True(exitCode == 0, output + errors);
        Assert.Contains("everything that was promised was seen", output, StringComparison.Ordinal);
    }

    private static JobDocument Job(string id, string topic) => new() { Id = id, Image = "adg/generator", Topic = topic, Env = Settings };

    private static async Task SubmitVersion1Async(NodeProcess node, string operation, string job, string topic, int count = Records)
    {
        var clients = Path.Combine(AppContext.BaseDirectory, "clients");
        var settings = new Dictionary<string, string>(Settings) { ["ADG_COUNT"] = count.ToString(CultureInfo.InvariantCulture) };
        var (exitCode, output, errors) = await Executable.RunAsync(TestEnvironment.RequirePython(), [
            Path.Combine(clients, "submit_v1.py"), node.BootstrapServers, node.RegistryUrl, Path.Combine(clients, "job_handling.v1.avsc"), operation, job, topic,
            JsonSerializer.Serialize(settings)]);
        Assert.True(exitCode == 0, output + errors);
    }

    // Two programs that others wrote have to agree on what is there: as many committed records as asked for, and no two alike.
    private static async Task AssertHoldsAsync(string servers, string topic)
    {
        var python = await Executable.RunAsync(TestEnvironment.RequirePython(), [Path.Combine(AppContext.BaseDirectory, "clients", "count_topic.py"), servers, topic]);
        var kcat = await Executable.RunAsync("kcat", ["-b", servers, "-t", topic, "-C", "-e", "-q", "-X", "isolation.level=read_committed"]);

        Assert.True(python.Output.Trim() == $"{Records} {Records}", $"python: {python.Output}{python.Errors}");
        Assert.Equal(Records, kcat.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
