using System.Diagnostics;
using ActorDataGen.Controller.Tests.Cluster;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Controller.Tests;

/// <summary>What becomes of jobs when the process that owns them dies or freezes.</summary>
public sealed class OwnerDeathTests(BrokersUnderTest brokers, ITestOutputHelper output)
{
    private const int Jobs = 40;

    // Session timeout and 2 s are promised; a test machine that does eight things at once gets some more.
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(14);

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Kill_DuringABurst_TheNextOwnerGoesOnAndEveryJobRunsOnce(BrokerKind kind)
    {
        await using var cluster = await ClusterUnderTest.StartAsync(await brokers.RequireAsync(kind));
        await using var doomed = await ControllerProcess.StartAsync(cluster.Options);
        var agent = await cluster.StartAgentAsync("a1");
        await SubmitAsync(cluster, "first", 1);
        await cluster.JobAsync("first-0", JobPhase.Running);

        var burst = SubmitAsync(cluster, "burst", Jobs);
        await cluster.JobAsync("burst-0", state => state is not null);
        await doomed.KillAsync();
        var watch = Stopwatch.StartNew();
        await burst;
        await cluster.StartControllerAsync();
        await EachRunsOnceAsync(cluster, agent, "burst", Jobs + 1);
        output.WriteLine($"{kind}: all jobs ran {watch.ElapsedMilliseconds} ms after the kill");
    }

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Freeze_LongerThanTheSession_TheZombieDoesNothingWhenItComesBack(BrokerKind kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SIGSTOP and SIGCONT by their Linux numbers");
        await using var cluster = await ClusterUnderTest.StartAsync(await brokers.RequireAsync(kind));
        await using var zombie = await ControllerProcess.StartAsync(cluster.Options);
        var agent = await cluster.StartAgentAsync("a1");
        await SubmitAsync(cluster, "first", 1);
        await cluster.JobAsync("first-0", JobPhase.Running);

        zombie.Freeze();
        var watch = Stopwatch.StartNew();
        await cluster.StartControllerAsync();
        await SubmitAsync(cluster, "while", Jobs);
        await EachRunsOnceAsync(cluster, agent, "while", Jobs + 1);
        output.WriteLine($"{kind}: the next owner decided {watch.ElapsedMilliseconds} ms after the freeze");
        Assert.True(watch.Elapsed < Takeover, $"{watch.Elapsed}");

        zombie.Thaw();
        await SubmitAsync(cluster, "after", Jobs);
        await EachRunsOnceAsync(cluster, agent, "after", (2 * Jobs) + 1);
    }

    private static async Task SubmitAsync(ClusterUnderTest cluster, string name, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await cluster.SubmitAsync(new CreateJob(new JobSpec { Id = new JobId($"{name}-{i}"), Image = "adg/generator", Topic = "data" }));
        }
    }

    private static async Task EachRunsOnceAsync(ClusterUnderTest cluster, SimulatedAgent agent, string name, int total)
    {
        await Task.WhenAll(Enumerable.Range(0, Jobs).Select(i => cluster.JobAsync($"{name}-{i}", JobPhase.Running)));
        Assert.Equal(total, agent.Running.Count);
        Assert.All(agent.Running, instruction => Assert.Equal(1, instruction.Attempt));
        Assert.Equal(total, agent.Started);
    }
}
