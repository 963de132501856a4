using System.Text;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Tests.Lifecycle;

/// <summary>Every state meets every message, and what comes of it stands in a table that people can read.</summary>
public sealed class JobMachineTableTests
{
    private static readonly JobId Id = new("orders");

    private static readonly (string Name, Func<JobScenario> Make)[] States =
    [
        ("none", () => new JobScenario()),
        ("rejected", () => new JobScenario().Create(JobScenario.Spec() with { Image = "" })),
        ("deleted", () => new JobScenario().Tell(new DeleteJob(Id))),
        ("held", () => new JobScenario().Create(JobScenario.Spec() with { Held = true })),
        ("scheduled", () => new JobScenario().Create(JobScenario.Spec() with { StartAt = JobScenario.Start.AddHours(1) })),
        ("pending", () => new JobScenario().Create()),
        ("placed", () => new JobScenario().Create().Place()),
        ("running", () => new JobScenario().Create().Run()),
        ("restart delayed", () => new JobScenario().Create().Run().Exit(1)),
        ("move delayed", () => new JobScenario().Create(JobScenario.Spec() with { Restart = new RestartPolicy { Attempts = 0 } }).Run().Exit(1)),
        ("moving", () => new JobScenario().Create().Run().Tell(new AgentDraining(JobScenario.A))),
        ("on lost agent", () => new JobScenario().Create(JobScenario.Spec() with { Reschedule = new ReschedulePolicy { Attempts = 0 } }).Run().Tell(new AgentLost(JobScenario.A))),
        ("stopping", () => new JobScenario().Create().Run().Tell(new StopJob(Id))),
        ("deleting", () => new JobScenario().Create().Run().Tell(new DeleteJob(Id))),
        ("stopping to start", () => new JobScenario().Create().Run().Tell(new StopJob(Id)).Tell(new StartJob(Id))),
        ("succeeded", () => new JobScenario().Create().Run().Exit(0)),
        ("failed", () => new JobScenario().Create(JobScenario.Spec() with { Restart = new RestartPolicy { Condition = RestartCondition.Never } }).Run().Exit(1)),
        ("stopped", () => new JobScenario().Create().Run().Tell(new StopJob(Id)).Stopped()),
    ];

    private static readonly (string Name, Action<JobScenario> Send)[] Messages =
    [
        ("create", s => s.Tell(new CreateJob(s.State is { Uid.IsEmpty: false } state ? state.Spec : JobScenario.Spec()))),
        ("other create", s => s.Tell(new CreateJob(JobScenario.Spec() with { Topic = "other" }))),
        ("start", s => s.Tell(new StartJob(Id))),
        ("stop", s => s.Tell(new StopJob(Id))),
        ("restart", s => s.Tell(new RestartJob(Id))),
        ("restart failed", s => s.Tell(new RestartJob(Id, OnlyFailed: true))),
        ("scale", s => s.Tell(new ScaleJob(Id, 2))),
        ("delete", s => s.Tell(new DeleteJob(Id))),
        ("junk", s => s.Tell(new SubmissionInvalid(Id, "It is junk."))),
        ("place", s => s.Tell(new PlacementFound(0, Attempt(s) + 1, JobScenario.B))),
        ("no place", s => s.Tell(new NoPlacement(0, Attempt(s) + 1, "No place."))),
        ("room", s => s.Tell(RoomMayBeFree.Instance)),
        ("pulling", s => Report(s, ReplicaState.Pulling)),
        ("running", s => Report(s, ReplicaState.Running)),
        ("exit 0", s => Report(s, ReplicaState.Exited, 0, ReplicaEnding.Exit)),
        ("exit 1", s => Report(s, ReplicaState.Exited, 1, ReplicaEnding.Exit)),
        ("stopped", s => Report(s, ReplicaState.Exited, 143, ReplicaEnding.Stopped)),
        ("failed", s => Report(s, ReplicaState.Failed)),
        ("refused", s => Report(s, ReplicaState.Refused)),
        ("vanished", s => Report(s, ReplicaState.Lost)),
        ("old exit", s => Report(s, ReplicaState.Exited, 1, ReplicaEnding.Exit, back: 1)),
        ("agent lost", s => s.Tell(new AgentLost(JobScenario.A))),
        ("agent draining", s => s.Tell(new AgentDraining(JobScenario.A))),
        ("not yet time", s => s.Tell(TimeReached.Instance)),
        ("time", s => { s.Now += TimeSpan.FromHours(2); s.Tell(TimeReached.Instance); }),
        ("restored", s => s.Tell(JobRestored.Instance)),
    ];

    private static int Attempt(JobScenario scenario) => scenario.State is { Replicas.Count: > 0 } state ? state.Replicas[0].Attempt : 0;

    private static void Report(JobScenario scenario, ReplicaState state, int? code = null, ReplicaEnding ending = ReplicaEnding.None, int back = 0) =>
        scenario.Tell(new ReplicaReported(new ReplicaStatus
        {
            JobId = Id,
            Uid = scenario.State?.Uid ?? default,
            Replica = 0,
            Run = scenario.State?.Run ?? 1,
            Attempt = Attempt(scenario) - back,
            Agent = scenario.State is { Replicas: [{ Agent.IsEmpty: false } known, ..] } ? known.Agent : JobScenario.A,
            State = state,
            ContainerId = "c",
            ExitCode = code,
            Ending = ending,
        }));

    [Fact]
    public void Decide_EveryStateWithEveryMessage_IsAsTheTableSays()
    {
        var table = new StringBuilder();
        foreach (var (name, make) in States)
        {
            table.Append(name).Append(':').Append('\n');
            foreach (var (message, send) in Messages)
            {
                var scenario = make();
                var before = scenario.State;
                send(scenario);
                var what = Describe(before, scenario);
                if (what.Length > 0)
                {
                    table.Append("  ").Append(message.PadRight(15)).Append(what).Append('\n');
                }
            }
        }

        var path = Path.Combine(AppContext.BaseDirectory, "Lifecycle", "job-machine-table.txt");
        var expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (expected != table.ToString())
        {
            var actual = Path.Combine(AppContext.BaseDirectory, "job-machine-table.actual.txt");
            File.WriteAllText(actual, table.ToString());
            Assert.Fail($"The table has changed: compare {actual} with Lifecycle/job-machine-table.txt.\n{FirstDifference(expected, table.ToString())}");
        }
    }

    private static string FirstDifference(string expected, string actual)
    {
        var pair = expected.Split('\n').Zip(actual.Split('\n')).FirstOrDefault(lines => lines.First != lines.Second);
        return $"- {pair.First}\n+ {pair.Second}";
    }

    private static string Describe(JobState? before, JobScenario scenario)
    {
        var parts = new List<string>();
        if (before is null != scenario.State is null || before?.Phase != scenario.State?.Phase)
        {
            parts.Add($"→ {scenario.State?.Phase.ToString() ?? "none"}");
        }

        if (scenario.State is { Replicas.Count: > 0 } state && (before is not { Replicas.Count: > 0 } || before.Replicas[0].Phase != state.Replicas[0].Phase))
        {
            parts.Add($"replica {state.Replicas[0].Phase}");
        }

        foreach (var effect in scenario.Effects)
        {
            parts.Add(effect switch
            {
                WriteInstruction write => $"{write.Instruction.Desired.ToString().ToLowerInvariant()} {write.Instruction.Replica}/{write.Instruction.Attempt} on {write.Instruction.Agent}",
                TombstoneInstruction tombstone => $"nothing on {tombstone.Agent}",
                TombstoneAttempt tombstone => $"forget {tombstone.Replica}/{tombstone.Attempt}",
                TombstoneStatus => "forget job",
                RequestPlacement request => $"place {request.Replica}/{request.Attempt}",
                DeadLetter => "dead letter",
                AnnounceOutcome announce => $"announce {announce.Outcome}",
                ArmTimer arm => arm.Due is { } due ? $"timer {(due - scenario.Now).TotalSeconds:0}s" : "no timer",
                _ => "",
            });
        }

        return string.Join(", ", parts.Where(part => part.Length > 0));
    }
}
