using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Tests.Lifecycle;

public sealed class JobMachineRestartTests
{
    [Fact]
    public void Decide_Crash_RestartsOnTheSpotWithGrowingDelay()
    {
        var scenario = new JobScenario().Create().Run();
        var delays = new List<double>();
        for (var crash = 0; crash < 3; crash++)
        {
            scenario.Exit(1);
            Assert.Equal(ReplicaPhase.RestartDelayed, scenario.Job.Replicas[0].Phase);
            var at = scenario.Now;
            scenario.NextDue();
            delays.Add((scenario.Now - at).TotalSeconds);
            Assert.Equal(JobScenario.A, scenario.Effect<WriteInstruction>().Instruction.Agent);
            Assert.Equal(crash + 1, scenario.Effect<TombstoneAttempt>().Attempt);
            scenario.Report(ReplicaState.Running);
        }

        Assert.Equal([1, 2, 4], delays);
    }

    [Fact]
    public void Decide_RestartsUsedUp_MovesElsewhereAndAvoidsTheAgent()
    {
        var scenario = new JobScenario().Create().Run();
        for (var crash = 0; crash < 3; crash++)
        {
            scenario.Exit(1).NextDue();
        }

        scenario.Exit(1);
        Assert.Equal(ReplicaPhase.RescheduleDelayed, scenario.Job.Replicas[0].Phase);
        var at = scenario.Now;
        scenario.NextDue();

        Assert.Equal(TimeSpan.FromSeconds(5), scenario.Now - at);
        Assert.Equal(new RequestPlacement(0, 5, [JobScenario.A]), scenario.Effect<RequestPlacement>());
        scenario.Place(agent: "b").Exit(1);
        // On the new host the restarts begin anew.
        Assert.Equal(ReplicaPhase.RestartDelayed, scenario.Job.Replicas[0].Phase);
    }

    [Fact]
    public void Decide_EverythingUsedUp_GivesUp()
    {
        var spec = JobScenario.Spec() with
        {
            Restart = new RestartPolicy { Attempts = 1, Backoff = new Backoff { Delay = TimeSpan.Zero } },
            Reschedule = new ReschedulePolicy { Attempts = 1, Backoff = new Backoff { Delay = TimeSpan.Zero } },
        };
        var scenario = new JobScenario().Create(spec).Run().Exit(1).Exit(1).Place(agent: "b").Exit(1).Exit(7);

        Assert.Equal(JobPhase.Failed, scenario.Job.Phase);
        Assert.Equal(4, scenario.Job.Replicas[0].Attempt);
        Assert.Contains("code 7", scenario.Job.Reason, StringComparison.Ordinal);
        Assert.Equal(RunOutcome.GaveUp, scenario.Announced[^1].Outcome);
    }

    [Fact]
    public void Decide_CrashAfterTheWindow_CountsAnew()
    {
        var scenario = new JobScenario().Create().Run();
        for (var crash = 0; crash < 3; crash++)
        {
            scenario.Exit(1).NextDue().Report(ReplicaState.Running);
        }

        scenario.Now += TimeSpan.FromMinutes(6);
        scenario.Exit(1);

        Assert.Equal(ReplicaPhase.RestartDelayed, scenario.Job.Replicas[0].Phase);
        Assert.Equal(scenario.Now.AddSeconds(1), scenario.Job.Replicas[0].DueAt);
    }

    [Fact]
    public void Decide_Jitter_SpreadsReplicasThatFailTogether()
    {
        var spec = JobScenario.Spec(3) with { Restart = new RestartPolicy { Backoff = new Backoff { Delay = TimeSpan.FromSeconds(10), Jitter = 0.5 } } };
        var scenario = new JobScenario { Random = 0.3 }.Create(spec).Run(0).Run(1).Run(2).Exit(1, 0).Exit(1, 1).Exit(1, 2);

        var due = scenario.Job.Replicas.Select(replica => (replica.DueAt!.Value - scenario.Now).TotalSeconds).ToList();
        Assert.Equal(3, due.Distinct().Count());
        Assert.All(due, delay => Assert.InRange(delay, 5, 10));
    }

    [Theory]
    [InlineData(RestartCondition.OnFailure, 0, JobPhase.Succeeded)]
    [InlineData(RestartCondition.OnFailure, 1, JobPhase.Starting)]
    [InlineData(RestartCondition.Always, 0, JobPhase.Starting)]
    [InlineData(RestartCondition.Always, 1, JobPhase.Starting)]
    [InlineData(RestartCondition.Never, 0, JobPhase.Succeeded)]
    [InlineData(RestartCondition.Never, 1, JobPhase.Failed)]
    public void Decide_Exit_FollowsTheCondition(RestartCondition condition, int code, JobPhase expected)
    {
        var scenario = new JobScenario().Create(JobScenario.Spec() with { Restart = new RestartPolicy { Condition = condition } }).Run().Exit(code);

        Assert.Equal(expected, scenario.Job.Phase);
    }

    [Fact]
    public void Decide_DurationReached_IsSuccessEvenWithConditionAlways()
    {
        var spec = JobScenario.Spec() with { Duration = TimeSpan.FromMinutes(1), Restart = new RestartPolicy { Condition = RestartCondition.Always } };
        var scenario = new JobScenario().Create(spec).Run().Report(ReplicaState.Exited, exitCode: 137, ending: ReplicaEnding.DurationReached);

        Assert.Equal(JobPhase.Succeeded, scenario.Job.Phase);
    }

    [Fact]
    public void Decide_OutOfMemoryWithExitCodeZero_IsAFailure()
    {
        var scenario = new JobScenario().Create().Run().Report(ReplicaState.Exited, exitCode: 0, ending: ReplicaEnding.OutOfMemory);

        Assert.Equal(ReplicaPhase.RestartDelayed, scenario.Job.Replicas[0].Phase);
    }

    [Fact]
    public void Decide_MissingImage_IsGivenUpWithItsReason()
    {
        var spec = JobScenario.Spec() with
        {
            Restart = new RestartPolicy { Attempts = 0 },
            Reschedule = new ReschedulePolicy { Attempts = 0 },
        };
        var scenario = new JobScenario().Create(spec).Place().Report(ReplicaState.Failed, reason: "No such image: nope.");

        Assert.Equal(JobPhase.Failed, scenario.Job.Phase);
        Assert.Contains("No such image: nope.", scenario.Job.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_Refused_PlacesElsewhereAtNoCost()
    {
        var scenario = new JobScenario().Create().Place().Report(ReplicaState.Refused, reason: "No room.");

        Assert.Equal(new RequestPlacement(0, 2, [JobScenario.A]), scenario.Effect<RequestPlacement>());
        Assert.Equal(default, scenario.Job.Replicas[0].Restarts);
        Assert.Equal(default, scenario.Job.Replicas[0].Reschedules);
        Assert.Empty(scenario.Invariants.Instructions);
    }

    [Fact]
    public void Decide_NoPlaceAfterRefusals_ForgetsThemAndAsksAgainSoon()
    {
        var scenario = new JobScenario().Create().Place().Report(ReplicaState.Refused)
            .Tell(new NoPlacement(0, 2, "No place."));
        Assert.Equal("No place.", scenario.Job.Replicas[0].Reason);

        scenario.NextDue();

        Assert.Equal(JobScenario.Start.AddSeconds(1), scenario.Now);
        Assert.Equal(new RequestPlacement(0, 2, []), scenario.Effect<RequestPlacement>());
    }

    [Fact]
    public void Decide_StillNoPlace_IsNotPublishedAgain()
    {
        var scenario = new JobScenario().Create().Tell(new NoPlacement(0, 1, "No place.")).NextDue();
        Assert.Empty(scenario.Effects.OfType<PublishStatus>());

        scenario.Tell(new NoPlacement(0, 1, "No place."));

        Assert.Empty(scenario.Effects.OfType<PublishStatus>());
        scenario.Tell(RoomMayBeFree.Instance);
        Assert.Single(scenario.Effects.OfType<RequestPlacement>());
    }

    [Fact]
    public void Decide_LostAgent_PlacesElsewhereAndStopsTheOldAttemptShouldItReturn()
    {
        var scenario = new JobScenario().Create().Run();
        var old = scenario.Status(ReplicaState.Running, reason: "Back.");
        scenario.Tell(new AgentLost(JobScenario.A));

        Assert.Equal(DesiredState.Stop, scenario.Effect<WriteInstruction>().Instruction.Desired);
        Assert.Equal(new RequestPlacement(0, 2, [JobScenario.A]), scenario.Effect<RequestPlacement>());
        scenario.Run(agent: "b");
        Assert.DoesNotContain(scenario.Effects, effect => effect is TombstoneAttempt);

        scenario.Tell(new ReplicaReported(old));
        Assert.Empty(scenario.Effects);
        scenario.Tell(new ReplicaReported(old with { State = ReplicaState.Exited, Ending = ReplicaEnding.Stopped }));
        Assert.Equal(1, scenario.Effect<TombstoneAttempt>().Attempt);
        Assert.Equal(JobScenario.A, scenario.Effect<TombstoneInstruction>().Agent);
        Assert.Equal(JobPhase.Running, scenario.Job.Phase);
        Assert.Single(scenario.Invariants.Instructions);
    }

    [Fact]
    public void Decide_LostAgentReturnsBeforeANewPlace_StillStopsTheOldAttempt()
    {
        var scenario = new JobScenario().Create().Run();
        var old = scenario.Status(ReplicaState.Exited, exitCode: 143, ending: ReplicaEnding.Stopped);
        scenario.Tell(new AgentLost(JobScenario.A)).Tell(new ReplicaReported(old));
        Assert.Empty(scenario.Invariants.Instructions);

        scenario.Place(agent: "b");

        Assert.Equal(2, scenario.Job.Replicas[0].Attempt);
        Assert.Empty(scenario.Job.Replicas[0].Superseded);
    }

    [Fact]
    public void Decide_ReplacementOnTheReturnedAgent_KeepsItsInstruction()
    {
        var scenario = new JobScenario().Create().Run();
        var old = scenario.Status(ReplicaState.Exited, exitCode: 143, ending: ReplicaEnding.Stopped);
        scenario.Tell(new AgentLost(JobScenario.A)).Run(agent: "a").Tell(new ReplicaReported(old));

        Assert.Empty(scenario.Effects.OfType<TombstoneInstruction>());
        Assert.Equal(DesiredState.Run, Assert.Single(scenario.Invariants.Instructions).Value.Desired);
    }

    [Fact]
    public void Decide_LostAgentWhereMovingIsForbidden_WaitsForIt()
    {
        var scenario = new JobScenario().Create(JobScenario.Spec() with { Reschedule = new ReschedulePolicy { Attempts = 0 } }).Run()
            .Tell(new AgentLost(JobScenario.A));
        Assert.Equal(ReplicaState.Lost, scenario.Job.Replicas[0].Observed);
        Assert.Equal(JobPhase.Starting, scenario.Job.Phase);

        scenario.Report(ReplicaState.Running);

        Assert.Equal(JobPhase.Running, scenario.Job.Phase);
        Assert.Equal(1, scenario.Job.Replicas[0].Attempt);
    }

    [Fact]
    public void Decide_StopOfWhatWaitsForALostAgent_DoesNotWait()
    {
        var scenario = new JobScenario().Create(JobScenario.Spec() with { Reschedule = new ReschedulePolicy { Attempts = 0 } }).Run()
            .Tell(new AgentLost(JobScenario.A)).Tell(new StopJob(new JobId("orders")));

        Assert.Equal(JobPhase.Stopped, scenario.Job.Phase);
        Assert.Equal(DesiredState.Stop, Assert.Single(scenario.Invariants.Instructions).Value.Desired);
    }

    [Fact]
    public void Decide_AgentLostWhileStopping_IsStopped()
    {
        var scenario = new JobScenario().Create().Run().Tell(new StopJob(new JobId("orders"))).Tell(new AgentLost(JobScenario.A));

        Assert.Equal(JobPhase.Stopped, scenario.Job.Phase);
    }

    [Fact]
    public void Decide_AgentLostDuringRestartDelay_MovesInstead()
    {
        var scenario = new JobScenario().Create().Run().Exit(1).Tell(new AgentLost(JobScenario.A)).NextDue();

        Assert.Equal(new RequestPlacement(0, 2, [JobScenario.A]), scenario.Effect<RequestPlacement>());
    }

    [Fact]
    public void Decide_LostAgentOfAJobThatIsNeverRestarted_GivesUp()
    {
        var spec = JobScenario.Spec() with { Restart = new RestartPolicy { Condition = RestartCondition.Never } };
        var scenario = new JobScenario().Create(spec).Run().Tell(new AgentLost(JobScenario.A));

        Assert.Equal(JobPhase.Failed, scenario.Job.Phase);
    }

    [Fact]
    public void Decide_DrainingAgent_StopsThenPlacesElsewhereAtNoCost()
    {
        var scenario = new JobScenario().Create().Run().Tell(new AgentDraining(JobScenario.A));
        Assert.Equal(DesiredState.Stop, scenario.Effect<WriteInstruction>().Instruction.Desired);

        scenario.Stopped();

        Assert.Equal(new RequestPlacement(0, 2, [JobScenario.A]), scenario.Effect<RequestPlacement>());
        Assert.Equal(default, scenario.Job.Replicas[0].Reschedules);
        scenario.Run(agent: "b");
        Assert.Equal(JobPhase.Running, scenario.Job.Phase);
    }

    [Fact]
    public void Decide_ReplicaEndsWellWhileBeingMoved_IsNotStartedAgain()
    {
        var scenario = new JobScenario().Create().Run().Tell(new AgentDraining(JobScenario.A)).Exit(0);

        Assert.Equal(JobPhase.Succeeded, scenario.Job.Phase);
    }

    [Fact]
    public void Decide_AgentLostWhileDraining_PlacesElsewhere()
    {
        var scenario = new JobScenario().Create().Run().Tell(new AgentDraining(JobScenario.A)).Tell(new AgentLost(JobScenario.A));

        Assert.Equal(2, scenario.Effect<RequestPlacement>().Attempt);
    }

    [Fact]
    public void Decide_AgentStoppedItByItself_MovesAtNoCost()
    {
        var scenario = new JobScenario().Create().Run().Stopped();

        Assert.Equal(new RequestPlacement(0, 2, [JobScenario.A]), scenario.Effect<RequestPlacement>());
    }

    [Fact]
    public void Decide_AgentsLostOneAfterTheOther_RemembersABoundedNumberOfAttempts()
    {
        var scenario = new JobScenario().Create();
        for (var agent = 0; agent < 40; agent++)
        {
            scenario.Place(agent: $"a{agent}").Tell(new AgentLost(new AgentId($"a{agent}")));
        }

        Assert.Equal(16, scenario.Job.Replicas[0].Superseded.Count);
        Assert.Equal(16, scenario.Job.Replicas[0].Avoid.Count);
    }
}
