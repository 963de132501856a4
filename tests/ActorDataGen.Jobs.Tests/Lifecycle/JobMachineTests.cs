using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Tests.Lifecycle;

public sealed class JobMachineTests
{
    private static JobScenario Running(int replicas = 1)
    {
        var scenario = new JobScenario().Create(JobScenario.Spec(replicas));
        for (var replica = 0; replica < replicas; replica++)
        {
            scenario.Run(replica);
        }

        return scenario;
    }

    [Fact]
    public void Decide_CreateOfUnknownJob_AsksForAPlace()
    {
        var scenario = new JobScenario().Create();

        Assert.Equal(JobPhase.Pending, scenario.Job.Phase);
        Assert.Equal(1, scenario.Job.Run);
        Assert.Equal(new RequestPlacement(0, 1, []), scenario.Effect<RequestPlacement>());
        Assert.Equal([JobPhase.Submitted, JobPhase.Pending], scenario.Job.Changes.Select(change => change.Phase));
    }

    [Fact]
    public void Decide_PlaceFound_WritesInstruction()
    {
        var scenario = new JobScenario().Create().Place();

        var instruction = scenario.Effect<WriteInstruction>().Instruction;
        Assert.Equal(DesiredState.Run, instruction.Desired);
        Assert.Equal((JobScenario.A, 1, 1, 0), (instruction.Agent, instruction.Run, instruction.Attempt, instruction.Replica));
        Assert.Equal("adg/generator", instruction.Container!.Image);
        Assert.Equal(JobPhase.Starting, scenario.Job.Phase);
    }

    [Fact]
    public void Decide_AllReplicasRun_IsRunningAndAnnouncedOnce()
    {
        var scenario = new JobScenario().Create(JobScenario.Spec(2)).Run(0);
        Assert.Equal(JobPhase.Starting, scenario.Job.Phase);
        Assert.Empty(scenario.Announced);

        scenario.Run(1, "b");

        Assert.Equal(JobPhase.Running, scenario.Job.Phase);
        var announced = Assert.Single(scenario.Announced);
        Assert.Equal(RunOutcome.Started, announced.Outcome);
        Assert.Equal(["c0-1", "c1-1"], announced.Containers.Select(container => container.ContainerId));

        scenario.Exit(1).NextDue().Report(ReplicaState.Running);
        Assert.Single(scenario.Announced);
    }

    [Fact]
    public void Decide_AllReplicasEndWell_Succeeds()
    {
        var scenario = Running(2).Exit(0, 0);
        Assert.Equal(JobPhase.Running, scenario.Job.Phase);

        scenario.Report(ReplicaState.Exited, 1, 137, ReplicaEnding.DurationReached);

        Assert.Equal(JobPhase.Succeeded, scenario.Job.Phase);
        Assert.Equal(JobScenario.Start, scenario.Job.EndedAt);
        Assert.Empty(scenario.Invariants.Instructions);
    }

    [Fact]
    public void Decide_ShortJobExitsBeforeRunningWasSeen_Succeeds()
    {
        var scenario = new JobScenario().Create().Place().Exit(0);

        Assert.Equal(JobPhase.Succeeded, scenario.Job.Phase);
        Assert.Equal(RunOutcome.Started, Assert.Single(scenario.Announced).Outcome);
    }

    [Fact]
    public void Decide_StopOfRunningJob_StopsReplicasAndThenIsStopped()
    {
        var scenario = Running(2).Tell(new StopJob(new JobId("orders")) { RequestId = "r1" });

        Assert.Equal(JobPhase.Stopping, scenario.Job.Phase);
        Assert.All(scenario.Effects.OfType<WriteInstruction>(), effect => Assert.Equal(DesiredState.Stop, effect.Instruction.Desired));
        Assert.Equal(2, scenario.Effects.OfType<WriteInstruction>().Count());
        Assert.Contains(scenario.Job.Changes.ToImmutableArray(), change => change.RequestId == "r1");

        scenario.Stopped(0);
        Assert.Equal(JobPhase.Stopping, scenario.Job.Phase);
        scenario.Stopped(1);

        Assert.Equal(JobPhase.Stopped, scenario.Job.Phase);
        Assert.Empty(scenario.Invariants.Instructions);
        Assert.Equal(RunOutcome.Stopped, scenario.Announced[^1].Outcome);
    }

    [Fact]
    public void Decide_StopOfPendingJob_IsStoppedAtOnce()
    {
        var scenario = new JobScenario().Create().Tell(new StopJob(new JobId("orders")));

        Assert.Equal(JobPhase.Stopped, scenario.Job.Phase);
        Assert.Empty(scenario.Effects.OfType<WriteInstruction>());
    }

    [Fact]
    public void Decide_StopOfEndedJob_IsAnnouncedForVersion1()
    {
        var scenario = Running().Exit(0).Tell(new StopJob(new JobId("orders")));

        Assert.Equal(JobPhase.Succeeded, scenario.Job.Phase);
        Assert.Equal(RunOutcome.Stopped, scenario.Announced[^1].Outcome);
    }

    [Fact]
    public void Decide_StartOfStoppedJob_BeginsNewRunWithHigherAttempt()
    {
        var scenario = Running().Tell(new StopJob(new JobId("orders"))).Stopped().Tell(new StartJob(new JobId("orders")));

        Assert.Equal((JobPhase.Pending, 2), (scenario.Job.Phase, scenario.Job.Run));
        Assert.Equal(2, scenario.Effect<RequestPlacement>().Attempt);
        scenario.Place();
        Assert.Equal(1, scenario.Effect<TombstoneAttempt>().Attempt);
        scenario.Report(ReplicaState.Running);
        Assert.Equal(2, scenario.Announced.Count(announced => announced.Outcome == RunOutcome.Started));
    }

    [Fact]
    public void Decide_StartWhileStopping_RunsAgainOnceStopped()
    {
        var scenario = Running().Tell(new StopJob(new JobId("orders"))).Tell(new StartJob(new JobId("orders")));
        Assert.Equal(JobPhase.Stopping, scenario.Job.Phase);

        scenario.Stopped();

        Assert.Equal((JobPhase.Pending, 2), (scenario.Job.Phase, scenario.Job.Run));
    }

    [Fact]
    public void Decide_HeldJob_StartsOnRequest()
    {
        var scenario = new JobScenario().Create(JobScenario.Spec() with { Held = true });
        Assert.Equal(JobPhase.Held, scenario.Job.Phase);
        Assert.Empty(scenario.Effects.OfType<RequestPlacement>());

        scenario.Tell(new StartJob(new JobId("orders")));

        Assert.Equal(JobPhase.Pending, scenario.Job.Phase);
    }

    [Fact]
    public void Decide_DeleteOfRunningJob_StopsThenForgetsEverything()
    {
        var scenario = Running().Tell(new DeleteJob(new JobId("orders")));
        Assert.Equal(JobPhase.Stopping, scenario.Job.Phase);

        scenario.Stopped();

        Assert.Null(scenario.State);
        Assert.Contains(new TombstoneStatus(new JobId("orders")), scenario.Effects);
        Assert.Equal(1, scenario.Effect<TombstoneAttempt>().Attempt);
        Assert.Null(scenario.Effect<ArmTimer>().Due);
    }

    [Fact]
    public void Decide_DeleteOfEndedJob_ForgetsAtOnce()
    {
        var scenario = Running().Exit(0).Tell(new DeleteJob(new JobId("orders")));

        Assert.Null(scenario.State);
    }

    [Fact]
    public void Decide_StartWhileBeingDeleted_IsTurnedDown()
    {
        var scenario = Running().Tell(new DeleteJob(new JobId("orders"))).Tell(new StartJob(new JobId("orders")));

        Assert.Equal(StopIntent.Delete, scenario.Job.Intent);
        Assert.Contains("deleted", scenario.Effect<DeadLetter>().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_CreateWhileBeingDeleted_IsTurnedDownRatherThanLost()
    {
        var scenario = Running().Tell(new DeleteJob(new JobId("orders"))).Tell(new CreateJob(JobScenario.Spec()));

        Assert.Contains("being deleted", scenario.Effect<DeadLetter>().Reason, StringComparison.Ordinal);
        Assert.Null(scenario.Stopped().State);
    }

    [Fact]
    public void Decide_StopWhileBeingDeleted_StillDeletes()
    {
        var scenario = Running().Tell(new DeleteJob(new JobId("orders"))).Tell(new StopJob(new JobId("orders"))).Stopped();

        Assert.Null(scenario.State);
    }

    [Fact]
    public void Decide_SameCreateAgain_IsAnsweredWithTheJob()
    {
        var scenario = Running();
        var uid = scenario.Job.Uid;
        scenario.Tell(new CreateJob(JobScenario.Spec()) { RequestId = "again" });

        Assert.Equal(uid, scenario.Job.Uid);
        Assert.Empty(scenario.Effects.OfType<DeadLetter>());
        Assert.Contains(scenario.Job.Changes.ToImmutableArray(), change => change is { RequestId: "again", Rejected: false });
    }

    [Fact]
    public void Decide_SameCreateAfterScaling_IsAnsweredWithTheJob()
    {
        var scenario = Running().Tell(new ScaleJob(new JobId("orders"), 3)).Tell(new CreateJob(JobScenario.Spec()));

        Assert.Empty(scenario.Effects.OfType<DeadLetter>());
        Assert.Equal(3, scenario.Job.Spec.Replicas);
    }

    [Fact]
    public void Decide_OtherCreateForLiveId_IsRejectedAndKeepsTheJob()
    {
        var scenario = Running().Tell(new CreateJob(JobScenario.Spec() with { Image = "other" }) { RequestId = "r" });

        Assert.Contains("another spec", scenario.Effect<DeadLetter>().Reason, StringComparison.Ordinal);
        Assert.Equal("adg/generator", scenario.Job.Spec.Image);
        Assert.Equal(JobPhase.Running, scenario.Job.Phase);
        Assert.Contains(scenario.Job.Changes.ToImmutableArray(), change => change is { RequestId: "r", Rejected: true });
    }

    [Fact]
    public void Decide_InvalidCreate_IsRejectedVisiblyForAWhile()
    {
        var scenario = new JobScenario().Create(JobScenario.Spec() with { Image = "", Replicas = 0 });

        Assert.Equal(JobPhase.Rejected, scenario.Job.Phase);
        var reason = scenario.Effect<DeadLetter>().Reason;
        Assert.Contains("image: it is missing", reason, StringComparison.Ordinal);
        Assert.Contains("replicas", reason, StringComparison.Ordinal);

        scenario.NextDue();
        Assert.Null(scenario.State);
        Assert.Equal(JobScenario.Start + TimeSpan.FromMinutes(10), scenario.Now);
    }

    [Fact]
    public void Decide_ValidCreateAfterRejectedOne_MakesTheJob()
    {
        var scenario = new JobScenario().Create(JobScenario.Spec() with { Image = "" }).Create();

        Assert.Equal(JobPhase.Pending, scenario.Job.Phase);
        Assert.Null(scenario.Effect<ArmTimer>().Due);
    }

    [Fact]
    public void Decide_CommandForUnknownJob_IsRejected()
    {
        var scenario = new JobScenario().Tell(new StartJob(new JobId("nobody")));

        Assert.Equal(JobPhase.Rejected, scenario.Job.Phase);
        Assert.Contains("no job 'nobody'", scenario.Effect<DeadLetter>().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_CreateOlderThanRememberedDelete_DoesNotStart()
    {
        var scenario = new JobScenario().Tell(new DeleteJob(new JobId("orders")));
        Assert.Equal(JobPhase.Deleted, scenario.Job.Phase);

        scenario.Now += TimeSpan.FromMinutes(9);
        scenario.Tell(new CommandSubmitted(new CreateJob(JobScenario.Spec()), JobScenario.Start.AddSeconds(-1), new JobUid(Guid.NewGuid())));
        Assert.Equal(JobPhase.Deleted, scenario.Job.Phase);
        Assert.Single(scenario.Effects.OfType<DeadLetter>());

        scenario.Tell(new CommandSubmitted(new CreateJob(JobScenario.Spec()), JobScenario.Start.AddSeconds(1), new JobUid(Guid.NewGuid())));
        Assert.Equal(JobPhase.Pending, scenario.Job.Phase);
    }

    [Fact]
    public void Decide_RememberedDeleteAfterTenMinutes_IsForgotten()
    {
        var scenario = new JobScenario().Tell(new DeleteJob(new JobId("orders"))).NextDue();

        Assert.Null(scenario.State);
        Assert.Equal(JobScenario.Start.AddMinutes(10), scenario.Now);
        scenario.Tell(new CommandSubmitted(new CreateJob(JobScenario.Spec()), JobScenario.Start.AddSeconds(-1), new JobUid(Guid.NewGuid())));
        Assert.Equal(JobPhase.Pending, scenario.Job.Phase);
    }

    [Fact]
    public void Decide_UndecodableSubmissionForLiveJob_KeepsTheJob()
    {
        var scenario = Running().Tell(new SubmissionInvalid(new JobId("orders"), "It is truncated.", "r"));

        Assert.Equal(JobPhase.Running, scenario.Job.Phase);
        Assert.Equal("It is truncated.", scenario.Effect<DeadLetter>().Reason);
    }

    [Fact]
    public void Decide_FloodOfJunkForAJob_KeepsItsStory()
    {
        var scenario = Running();
        for (var junk = 0; junk < 500; junk++)
        {
            scenario.Tell(new SubmissionInvalid(new JobId("orders"), $"Junk {junk}."));
        }

        Assert.Equal(JobState.MaxRejections, scenario.Job.Changes.Count(change => change.Rejected));
        Assert.Equal("Created.", scenario.Job.Changes[0].Reason);
        Assert.Equal("Junk 499.", scenario.Job.Changes[^1].Reason);
    }

    [Fact]
    public void Decide_TimeToLiveOver_ForgetsTheJob()
    {
        var scenario = new JobScenario().Create(JobScenario.Spec() with { TimeToLive = TimeSpan.FromHours(1) }).Run().Exit(0).NextDue();

        Assert.Null(scenario.State);
        Assert.Equal(JobScenario.Start.AddHours(1), scenario.Now);
    }

    [Fact]
    public void Decide_ScaleUp_PlacesTheNewReplicas()
    {
        var scenario = Running().Tell(new ScaleJob(new JobId("orders"), 3));

        Assert.Equal([1, 2], scenario.Effects.OfType<RequestPlacement>().Select(effect => effect.Replica));
        Assert.Equal(JobPhase.Running, scenario.Job.Phase);
    }

    [Fact]
    public void Decide_ScaleDown_StopsTheHighest()
    {
        var scenario = Running(3).Tell(new ScaleJob(new JobId("orders"), 1));

        Assert.Equal([1, 2], scenario.Effects.OfType<WriteInstruction>().Select(effect => effect.Instruction.Replica));
        scenario.Stopped(1).Stopped(2);
        Assert.Equal(JobPhase.Running, scenario.Job.Phase);
        scenario.Exit(0);
        Assert.Equal(JobPhase.Succeeded, scenario.Job.Phase);
    }

    [Fact]
    public void Decide_ScaleDownAndUpAgain_NeverUsesAnAttemptTwice()
    {
        var scenario = Running(2).Tell(new ScaleJob(new JobId("orders"), 1)).Tell(new ScaleJob(new JobId("orders"), 2));
        Assert.Equal(ReplicaPhase.Moving, scenario.Job.Replicas[1].Phase);

        scenario.Stopped(1);

        Assert.Equal(new RequestPlacement(1, 2, [JobScenario.A]), scenario.Effect<RequestPlacement>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public void Decide_ScaleToNonsense_IsTurnedDown(int replicas)
    {
        var scenario = Running().Tell(new ScaleJob(new JobId("orders"), replicas));

        Assert.Equal(1, scenario.Job.Spec.Replicas);
        Assert.Contains("replicas", scenario.Effect<DeadLetter>().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_StatusFromOlderAttempt_IsHistoryNotNews()
    {
        var scenario = Running();
        var old = scenario.Status(ReplicaState.Exited, exitCode: 1, ending: ReplicaEnding.Exit);
        scenario.Exit(1).NextDue().Report(ReplicaState.Running);
        var before = scenario.Job;

        scenario.Tell(new ReplicaReported(old));

        Assert.Equal(before.Replicas, scenario.Job.Replicas);
        Assert.Equal(1, scenario.Effect<TombstoneAttempt>().Attempt);
        Assert.Empty(scenario.Effects.OfType<TombstoneInstruction>());
    }

    [Fact]
    public void Decide_StatusOfAnotherUid_IsStopped()
    {
        var scenario = Running();
        var foreign = scenario.Status(ReplicaState.Running) with { Uid = new JobUid(Guid.NewGuid()), Agent = JobScenario.B };

        scenario.Tell(new ReplicaReported(foreign));

        Assert.Equal(DesiredState.Stop, scenario.Effect<WriteInstruction>().Instruction.Desired);
        Assert.Equal(foreign.Uid, scenario.Effect<TombstoneAttempt>().Uid);
        scenario.Tell(new ReplicaReported(foreign with { State = ReplicaState.Exited }));
        Assert.Equal(foreign.Uid, scenario.Effect<TombstoneInstruction>().Uid);
    }

    [Fact]
    public void Decide_SameStatusTwice_ChangesNothing()
    {
        var scenario = Running();
        var before = scenario.Job;

        scenario.Report(ReplicaState.Running);

        Assert.Same(before, scenario.Job);
        Assert.Empty(scenario.Effects);
    }

    [Fact]
    public void Decide_PlacementForOlderAttempt_IsIgnored()
    {
        var scenario = Running();

        scenario.Tell(new PlacementFound(0, 1, JobScenario.B));

        Assert.Empty(scenario.Effects);
        Assert.Equal(JobScenario.A, scenario.Job.Replicas[0].Agent);
    }

    [Fact]
    public void Decide_Restored_AsksAgainForWhatNoTopicHolds()
    {
        var scenario = new JobScenario().Create().Tell(JobRestored.Instance);

        Assert.Equal(1, scenario.Effect<RequestPlacement>().Attempt);
        Assert.Single(scenario.Effects.OfType<ArmTimer>());
    }

    [Fact]
    public void Decide_HistoryGrows_KeepsTheLastHundred()
    {
        var scenario = new JobScenario().Create();
        for (var index = 0; index < 150; index++)
        {
            scenario.Tell(new StartJob(new JobId("orders")) { RequestId = $"r{index}" });
        }

        Assert.Equal(JobState.MaxChanges, scenario.Job.Changes.Count);
        Assert.Equal("r149", scenario.Job.Changes[99].RequestId);
    }

    [Fact]
    public void Decide_RestartOfRunningJob_ReplacesTheAttemptInOneWrite()
    {
        var scenario = Running().Tell(new RestartJob(new JobId("orders")));

        var instruction = scenario.Effect<WriteInstruction>().Instruction;
        Assert.Equal((DesiredState.Run, 2, JobScenario.A), (instruction.Desired, instruction.Attempt, instruction.Agent));
        Assert.Equal(1, scenario.Job.Run);

        var old = scenario.Status(ReplicaState.Exited, exitCode: 143, ending: ReplicaEnding.Stopped) with { Attempt = 1 };
        scenario.Tell(new ReplicaReported(old));
        Assert.Equal(1, scenario.Effect<TombstoneAttempt>().Attempt);
        Assert.Empty(scenario.Job.Replicas[0].Superseded);
    }

    [Fact]
    public void Decide_RestartOfWhatFailed_LeavesTheOthers()
    {
        var spec = JobScenario.Spec(2) with { Restart = new RestartPolicy { Condition = RestartCondition.Never } };
        var scenario = new JobScenario().Create(spec).Run(0).Run(1).Exit(3, 1);
        Assert.Equal(JobPhase.Running, scenario.Job.Phase);

        scenario.Tell(new RestartJob(new JobId("orders"), OnlyFailed: true));
        Assert.Equal(new RequestPlacement(1, 2, []), scenario.Effect<RequestPlacement>());

        scenario.Run(1).Exit(3, 1).Exit(0, 0);
        Assert.Equal(JobPhase.Failed, scenario.Job.Phase);
        scenario.Tell(new RestartJob(new JobId("orders"), OnlyFailed: true));
        Assert.Equal(2, scenario.Job.Run);
        Assert.Equal(1, scenario.Effect<RequestPlacement>().Replica);
        scenario.Run(1).Exit(0, 1);
        Assert.Equal(JobPhase.Succeeded, scenario.Job.Phase);
    }
}
