using System.Diagnostics;

namespace ActorDataGen.Jobs.Tests.Simulation;

/// <summary>The long form of <see cref="ClusterSimulationTests"/>: ten thousand agents and a hundred thousand jobs in virtual time.</summary>
public static class JobsSoak
{
    /// <summary>Simulates clusters, one seed after the other, for as long as it may; at least one.</summary>
    /// <param name="duration">How long to go on starting new ones.</param>
    /// <param name="output">Gets a line a cluster.</param>
    /// <param name="agents">Agents in each.</param>
    /// <param name="jobs">Jobs in each.</param>
    /// <returns>True when every job of every cluster was where its spec wants it.</returns>
    public static async Task<bool> RunAsync(TimeSpan duration, TextWriter output, int agents = 10_000, int jobs = 100_000)
    {
        ArgumentNullException.ThrowIfNull(output);
        var clock = Stopwatch.StartNew();
        var right = true;
        for (var seed = 1; seed == 1 || clock.Elapsed < duration; seed++)
        {
            var began = clock.Elapsed;
            var cluster = new SimulatedCluster(new SimulationOptions
            {
                Agents = agents,
                Jobs = jobs,
                Partitions = 12,
                Seed = seed,
                Chaos = TimeSpan.FromMinutes(5),
                Calm = TimeSpan.FromMinutes(15),
                BetweenTicks = TimeSpan.FromSeconds(5),
                BetweenMishaps = TimeSpan.FromSeconds(150.0 / agents),
                BetweenCommands = TimeSpan.FromSeconds(1000.0 / jobs),
            });
            await Task.Run(() => cluster.Run());
            var wrongs = cluster.Wrongs().ToList();
            var took = clock.Elapsed - began;
            await output.WriteLineAsync(
                $"seed {seed}: {agents} agents, {jobs} jobs, {cluster.Mishaps} mishaps, {cluster.Decisions} decisions, {cluster.Placements} placements, "
                + $"{cluster.ContainersRunning} containers at the end, {wrongs.Count} wrong, litter {cluster.Litter()}, {took.TotalSeconds:0.0} s");
            foreach (var wrong in wrongs.Take(10))
            {
                await output.WriteLineAsync($"  {wrong}");
            }

            right &= wrongs.Count == 0;
        }

        return right;
    }
}
