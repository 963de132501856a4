namespace ActorDataGen.Jobs.Tests.Simulation;

/// <summary>Many jobs on agents, hosts and owners that fail at random: afterwards each job is where its spec wants it.</summary>
public sealed class ClusterSimulationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Run_EverythingFailsAtRandom_EachJobEndsWhereItsSpecWantsIt(int seed)
    {
        var cluster = new SimulatedCluster(new SimulationOptions { Seed = seed });
        cluster.Run(TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{cluster.Mishaps} mishaps, {cluster.Decisions} decisions, {cluster.Placements} placements, {cluster.ContainersRunning} containers at the end, litter {cluster.Litter()}");
        Assert.Empty(cluster.Wrongs().Take(20));
        Assert.Equal(0, cluster.Litter());
        Assert.True(cluster.Mishaps > 1000 && cluster.ContainersRunning > 100);
    }

    [Fact]
    public async Task Soak_SmallAndShort_IsRight() =>
        Assert.True(await JobsSoak.RunAsync(TimeSpan.Zero, TextWriter.Null, agents: 100, jobs: 500));

    [Fact(Explicit = true)]
    public async Task Soak_FullSize_IsRight() =>
        Assert.True(await JobsSoak.RunAsync(TimeSpan.Zero, Console.Error));

    [Fact(Explicit = true)]
    public async Task Soak_TenthOfFullSize_IsRight() =>
        Assert.True(await JobsSoak.RunAsync(TimeSpan.Zero, Console.Error, agents: 1_000, jobs: 10_000));
}
