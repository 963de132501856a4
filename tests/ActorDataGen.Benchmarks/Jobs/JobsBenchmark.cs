using System.Diagnostics;
using ActorDataGen.Avro;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Placing;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Values;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Records;

namespace ActorDataGen.Benchmarks.Jobs;

/// <summary>What the decisions themselves cost, without Kafka, actors or agents: the bound on what a cluster could do.</summary>
public static class JobsBenchmark
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Places 100,000 single-replica jobs on 1,000 agents, then measures the records and what they take in memory.</summary>
    public static Task RunAsync(BenchmarkOutput output, string[] args)
    {
        ArgumentNullException.ThrowIfNull(output);
        Place(10_000, 100, PlacementStrategy.Spread);
        foreach (var strategy in Enum.GetValues<PlacementStrategy>())
        {
            var (perSecond, _) = Place(100_000, 1_000, strategy);
            output.Figure($"create, place, instruct: 100,000 jobs, 1,000 agents, {strategy}", perSecond, "jobs/s", Target.Least(5_000));
        }

        var (_, jobs) = Place(100_000, 1_000, PlacementStrategy.Spread);
        Records(output, jobs);
        return Task.CompletedTask;
    }

    private static (double PerSecond, JobState[] Jobs) Place(int jobs, int agents, PlacementStrategy strategy)
    {
        var view = new AgentView();
        for (var agent = 0; agent < agents; agent++)
        {
            var id = new AgentId($"agent-{agent}");
            view.Update(id, AgentHealth.Ready, new AgentStatus
            {
                Agent = id,
                State = AgentState.Ready,
                Capacity = new AgentResources(64, 256L << 30, 0),
                Labels = StringMap.Of(("zone", $"z{agent % 4}")),
            });
        }

        var states = new JobState[jobs];
        var clock = Stopwatch.StartNew();
        for (var job = 0; job < jobs; job++)
        {
            var spec = new JobSpec
            {
                Id = new JobId($"job-{job:000000}"),
                Name = $"job-{job:000000}",
                Image = "adg/generator",
                Topic = $"topic-{job % 100}",
                User = "ann",
                Cpu = 0.25,
                Memory = 512L << 20,
                Strategy = strategy,
                Environment = StringMap.Of(("RATE", "100")),
                Constraints = [new PlacementConstraint("zone", ConstraintOperator.NotEqual, "z9")],
            };
            var created = JobMachine.Decide(null, new CommandSubmitted(new CreateJob(spec), Now, new JobUid(new Guid(job + 1, 0, 0, new byte[8]))), JobMachineOptions.Default, 0.5, Now);
            var request = created.Effects.OfType<RequestPlacement>().Single();
            var choice = Placement.Choose(spec, view, [], request.Avoid.AsSpan(), (uint)job);
            view.Reserve(choice.Agent, spec);
            states[job] = JobMachine.Decide(created.Next, new PlacementFound(0, 1, choice.Agent), JobMachineOptions.Default, 0.5, Now).Next!;
        }

        var seconds = clock.Elapsed.TotalSeconds;
        if (states.Any(state => state.Replicas[0].Phase != ReplicaPhase.Active))
        {
            throw new InvalidOperationException("Not every job found a place.");
        }

        return (jobs / seconds, states);
    }

    private static void Records(BenchmarkOutput output, JobState[] jobs)
    {
        var codec = AvroCodec<JobStatusRecord>.For(WireSchemas.JobStatus);
        var running = jobs.Select(Running).ToArray();
        codec.Decode(codec.Encode(WireMapping.ToWire(running[0], Now)));
        var clock = Stopwatch.StartNew();
        var bytes = running.Select(state => codec.Encode(WireMapping.ToWire(state, Now))).ToArray();
        output.Figure("job status: map and encode", running.Length / clock.Elapsed.TotalSeconds, "records/s");
        output.Figure("job status: size", bytes.Average(record => record.Length), "bytes");

        var restored = new JobState[bytes.Length];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        clock.Restart();
        for (var index = 0; index < bytes.Length; index++)
        {
            restored[index] = WireMapping.JobFromWire(codec.Decode(bytes[index]));
        }

        output.Figure("job status: decode and map (restoring an owner)", bytes.Length / clock.Elapsed.TotalSeconds, "records/s");
        output.Figure("memory a job at rest, as restored", (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)restored.Length, "bytes", Target.Most(2048));
        // Alive until here, so that what is freed meanwhile is not taken off what was added.
        GC.KeepAlive(restored);
        GC.KeepAlive(bytes);
        GC.KeepAlive(running);
        GC.KeepAlive(jobs);
    }

    private static JobState Running(JobState state)
    {
        foreach (var observed in new[] { ReplicaState.Pulling, ReplicaState.Creating, ReplicaState.Running })
        {
            state = JobMachine.Decide(
                state,
                new ReplicaReported(new ReplicaStatus
                {
                    JobId = state.Id,
                    Uid = state.Uid,
                    Replica = 0,
                    Run = 1,
                    Attempt = 1,
                    Agent = state.Replicas[0].Agent,
                    State = observed,
                    ContainerId = observed == ReplicaState.Running ? $"{state.Uid}{state.Uid}" : "",
                    At = Now,
                }),
                JobMachineOptions.Default,
                0.5,
                Now).Next!;
        }

        return state;
    }
}
