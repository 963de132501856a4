using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Tests.Lifecycle;

public sealed class JobMachineScheduleTests
{
    private static readonly JobId Id = new("orders");

    private static JobSpec Cron(OverlapRule overlap = OverlapRule.Forbid, int replicas = 1) => JobScenario.Spec(replicas) with
    {
        Cron = new CronSchedule { Expression = "0 * * * *", Overlap = overlap },
    };

    [Fact]
    public void Decide_StartTime_WaitsAndThenStarts()
    {
        var scenario = new JobScenario().Create(JobScenario.Spec() with { StartAt = JobScenario.Start.AddHours(2) });
        Assert.Equal(JobPhase.Scheduled, scenario.Job.Phase);

        scenario.NextDue();

        Assert.Equal((JobPhase.Pending, JobScenario.Start.AddHours(2)), (scenario.Job.Phase, scenario.Now));
    }

    [Fact]
    public void Decide_StartTimeInThePast_StartsAtOnce() =>
        Assert.Equal(JobPhase.Pending, new JobScenario().Create(JobScenario.Spec() with { StartAt = JobScenario.Start.AddHours(-2) }).Job.Phase);

    [Fact]
    public void Decide_Cron_RunsAgainAndAgain()
    {
        var scenario = new JobScenario().Create(Cron());
        for (var run = 1; run <= 3; run++)
        {
            Assert.Equal(JobPhase.Scheduled, scenario.Job.Phase);
            scenario.NextDue();
            Assert.Equal(JobScenario.Start.AddHours(run), scenario.Now);
            scenario.Run().Exit(0);
            Assert.Equal((run, JobPhase.Succeeded), (scenario.Job.Run, scenario.Job.LastOutcome));
        }
    }

    [Fact]
    public void Decide_CronAfterALongAbsence_FiresOnceAndGoesOnInTheFuture()
    {
        var scenario = new JobScenario().Create(Cron());
        scenario.Now += TimeSpan.FromHours(5.5);
        scenario.Tell(TimeReached.Instance);

        Assert.Equal(1, scenario.Job.Run);
        Assert.Equal(JobScenario.Start.AddHours(1), scenario.Job.LastFiredAt);
        Assert.Equal(JobScenario.Start.AddHours(6), scenario.Job.NextStartAt);

        scenario.Tell(TimeReached.Instance);
        Assert.Equal(1, scenario.Job.Run);
    }

    [Fact]
    public void Decide_OverlapForbidden_LeavesTheRunOut()
    {
        var scenario = new JobScenario().Create(Cron()).NextDue().Run().NextDue();

        Assert.Equal(1, scenario.Job.Run);
        Assert.Contains("left out", scenario.Job.Changes[^1].Reason, StringComparison.Ordinal);
        Assert.Equal(JobScenario.Start.AddHours(3), scenario.Job.NextStartAt);
    }

    [Fact]
    public void Decide_OverlapAllowed_RunsSideBySide()
    {
        var scenario = new JobScenario().Create(Cron(OverlapRule.Allow)).NextDue().Run().NextDue();

        Assert.Equal((2, 2), (scenario.Job.Run, scenario.Job.Replicas.Count));
        scenario.Run(1);
        Assert.Equal([(1, 0), (2, 0)], scenario.Job.Replicas.Select(replica => (replica.Run, replica.Ordinal)));
        scenario.Exit(0, 0);
        Assert.Equal(JobPhase.Running, scenario.Job.Phase);
        scenario.Exit(0, 1);
        Assert.Equal(JobPhase.Scheduled, scenario.Job.Phase);

        scenario.NextDue();
        Assert.Equal(2, scenario.Job.Replicas.Count);
    }

    [Fact]
    public void Decide_OverlapReplaces_StopsTheRunThenStarts()
    {
        var scenario = new JobScenario().Create(Cron(OverlapRule.Replace)).NextDue().Run().NextDue();
        Assert.Equal(JobPhase.Stopping, scenario.Job.Phase);

        scenario.Stopped();

        Assert.Equal((JobPhase.Pending, 2), (scenario.Job.Phase, scenario.Job.Run));
        Assert.Equal(JobScenario.Start.AddHours(3), scenario.Job.NextStartAt);
    }

    [Fact]
    public void Decide_StopOfScheduledJob_KeepsItFromStartingUntilStarted()
    {
        var scenario = new JobScenario().Create(Cron()).Tell(new StopJob(Id));
        Assert.Equal((JobPhase.Stopped, null), (scenario.Job.Phase, scenario.Job.NextStartAt));

        scenario.Tell(new StartJob(Id));

        Assert.Equal((JobPhase.Scheduled, JobScenario.Start.AddHours(1)), (scenario.Job.Phase, scenario.Job.NextStartAt!.Value));
    }

    [Fact]
    public void Decide_StartOfScheduledCronJob_RunsNowAndKeepsTheSchedule()
    {
        var scenario = new JobScenario().Create(Cron()).Tell(new StartJob(Id));

        Assert.Equal((JobPhase.Pending, JobScenario.Start.AddHours(1)), (scenario.Job.Phase, scenario.Job.NextStartAt!.Value));
    }

    [Fact]
    public void Decide_FailedRunOfCronJob_WaitsForTheNext()
    {
        var scenario = new JobScenario().Create(Cron() with { Restart = new RestartPolicy { Condition = RestartCondition.Never } })
            .NextDue().Run().Exit(1);

        Assert.Equal((JobPhase.Scheduled, JobPhase.Failed), (scenario.Job.Phase, scenario.Job.LastOutcome));
    }

    [Fact]
    public void Decide_HeldCronJobStarted_IsScheduled() =>
        Assert.Equal(
            JobPhase.Scheduled,
            new JobScenario().Create(Cron() with { Held = true }).Tell(new StartJob(Id)).Job.Phase);

    [Fact]
    public void Decide_RestoredAfterTheInstant_ArmsForIt()
    {
        var scenario = new JobScenario().Create(Cron());
        scenario.Now += TimeSpan.FromHours(1.5);
        scenario.Tell(JobRestored.Instance);

        Assert.Equal(JobScenario.Start.AddHours(1), scenario.Effect<ArmTimer>().Due);
    }
}
