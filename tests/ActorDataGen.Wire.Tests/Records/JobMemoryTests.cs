using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Tests.Lifecycle;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Wire.Tests.Records;

/// <summary>What other tests allocate meanwhile would be counted too.</summary>
[CollectionDefinition(nameof(JobMemoryTests), DisableParallelization = true)]
public sealed class JobMemoryAlone;

[Collection(nameof(JobMemoryTests))]
public sealed class JobMemoryTests
{
    [Fact]
    public void JobAtRest_AsReadFromItsRecord_TakesAtMostTwoKibibytes()
    {
        const int Jobs = 2000;
        var states = new JobState[Jobs];
        for (var index = 0; index < 100; index++)
        {
            states[index] = Restored(index);
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var index = 0; index < Jobs; index++)
        {
            states[index] = Restored(index);
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Jobs;
        GC.KeepAlive(states);
        TestContext.Current.TestOutputHelper?.WriteLine($"{each:0} bytes a job");
        Assert.True(each <= 2048, $"{each:0} bytes a job");
    }

    /// <summary>A running job as people submit them: labels, variables, limits, and the story of its start.</summary>
    private static JobState Restored(int index)
    {
        var scenario = new JobScenario().Create(JobScenario.Spec() with
        {
            Id = new JobId($"orders-{index:00000}"),
            Name = $"orders-{index:00000}",
            Description = "Makes orders for the load test.",
            User = "ann",
            Topic = $"orders.{index:00000}",
            Labels = StringMap.Of(("team", "load"), ("stage", "test")),
            Environment = StringMap.Of(("RATE", "100"), ("SEED", $"{index}"), ("SCHEMA", "orders")),
            Cpu = 0.5,
            Memory = 256 << 20,
            Restart = RestartPolicy.Default,
            Reschedule = ReschedulePolicy.Default,
        });
        scenario.Place(agent: $"agent-{index % 100}").Report(ReplicaState.Pulling).Report(ReplicaState.Creating);
        var running = scenario.Status(ReplicaState.Running) with { ContainerId = $"{index:x8}{new string('0', 56)}" };
        return WireMappingTests.RoundTrip(scenario.Tell(new ReplicaReported(running)).Job);
    }
}
