namespace ActorDataGen.ActorTests;

public sealed class PatternTests : TestKit
{
    public PatternTests()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
    }

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Backoff_OnFailure_RestartsLaterEachTime()
    {
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnFailure(Recorder.With(TestActor), "c", Seconds(1), Seconds(3), 0, -1).WithManualReset()));
        ExpectMsg("PreStart");
        foreach (var wait in (int[])[1, 2, 3, 3])
        {
            supervisor.Tell(new Fail("boom"));
            ExpectMsg("PostStop");
            Settle(supervisor);
            Time.Advance(Seconds(wait) - TimeSpan.FromMilliseconds(1));
            ExpectNoMsg(20);
            Time.Advance(TimeSpan.FromMilliseconds(1));
            ExpectMsg("PreStart");
        }

        supervisor.Tell(BackoffSupervisor.GetRestartCount.Instance);
        Assert.Equal(4, ExpectMsg<BackoffSupervisor.RestartCount>().Count);
        supervisor.Tell(BackoffSupervisor.Reset.Instance);
        supervisor.Tell(BackoffSupervisor.GetRestartCount.Instance);
        Assert.Equal(0, ExpectMsg<BackoffSupervisor.RestartCount>().Count);
    }

    [Fact]
    public void Backoff_OnStop_StartsAgain()
    {
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(Recorder.With(TestActor), "c", Seconds(1), Seconds(3), 0, -1));
        ExpectMsg("PreStart");
        supervisor.Tell("stop");
        ExpectMsg("PostStop");
        Settle(supervisor);
        Time.Advance(Seconds(1));
        ExpectMsg("PreStart");
    }

    [Fact]
    public void Backoff_TooMany_Stops()
    {
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(Backoff.OnFailure(Recorder.With(CreateTestProbe()), "c", Seconds(1), Seconds(3), 0, 1).WithManualReset()));
        Watch(supervisor);
        supervisor.Tell(new Fail("boom"));
        Settle(supervisor);
        Time.Advance(Seconds(1));
        supervisor.Tell(new Fail("boom"));
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void Backoff_WhileStopped_Replies()
    {
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnStop(Recorder.With(CreateTestProbe()), "c", Seconds(1), Seconds(3), 0, -1).WithReplyWhileStopped("later")));
        supervisor.Tell("stop");
        Settle(supervisor);
        supervisor.Tell("x");
        ExpectMsg("later");
    }

    [Fact]
    public void Backoff_FinalStopMessage_EndsForGood()
    {
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnStop(Recorder.With(CreateTestProbe()), "c", Seconds(1), Seconds(3), 0, -1).WithFinalStopMessage(m => m is "stop")));
        Watch(supervisor);
        supervisor.Tell("stop");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void Backoff_ChildLives_CountIsForgotten()
    {
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnFailure(Recorder.With(CreateTestProbe()), "c", Seconds(1), Seconds(3), 0, -1).WithAutoReset(Seconds(5))));
        supervisor.Tell(new Fail("boom"));
        Settle(supervisor);
        Time.Advance(Seconds(1));
        supervisor.Tell(BackoffSupervisor.GetRestartCount.Instance);
        Assert.Equal(1, ExpectMsg<BackoffSupervisor.RestartCount>().Count);
        Time.Advance(Seconds(5));
        supervisor.Tell(BackoffSupervisor.GetRestartCount.Instance);
        Assert.Equal(0, ExpectMsg<BackoffSupervisor.RestartCount>().Count);
    }

    [Fact]
    public async Task CoordinatedShutdown_Phases_RunInOrderAndOnce()
    {
        var system = ActorSystem.Create("phases", "akka.loglevel = OFF");
        var order = new List<string>();
        var shutdown = CoordinatedShutdown.Get(system);
        foreach (var phase in (string[])[CoordinatedShutdown.PhaseBeforeActorSystemTerminate, CoordinatedShutdown.PhaseServiceStop, CoordinatedShutdown.PhaseServiceUnbind])
        {
            shutdown.AddTask(phase, phase, () =>
            {
                order.Add(phase);
                return Task.FromResult(Done.Instance);
            });
        }

        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "fails", () => throw new InvalidOperationException("must not matter"));
        await system.Terminate();
        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance);
        Assert.Equal([CoordinatedShutdown.PhaseServiceUnbind, CoordinatedShutdown.PhaseServiceStop, CoordinatedShutdown.PhaseBeforeActorSystemTerminate], order);
        Assert.IsType<CoordinatedShutdown.ActorSystemTerminateReason>(shutdown.ShutdownReason);
    }

    [Fact]
    public async Task CoordinatedShutdown_TaskHangs_PhaseTimesOut()
    {
        var system = ActorSystem.Create("hangs", "akka.loglevel = OFF\nakka.coordinated-shutdown.phases.service-stop.timeout = 50ms");
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceStop, "hangs", () => new TaskCompletionSource<Done>().Task);
        await system.Terminate().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void CoordinatedShutdown_UnknownPhase_Throws() =>
        Assert.Throws<ConfigurationException>(() => CoordinatedShutdown.Get(Sys).AddTask("nonsense", "x", () => Task.FromResult(Done.Instance)));

    [Fact]
    public void Extension_Registered_IsOneASystem()
    {
        var first = new CountingId().Get(Sys);
        Assert.Same(first, new CountingId().Get(Sys));
        Assert.True(Sys.HasExtension<Counting>());
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    // The supervisor has seen the end of its child once it has none.
    private void Settle(IActorRef supervisor) => AwaitAssert(() =>
    {
        supervisor.Tell(BackoffSupervisor.GetCurrentChild.Instance);
        Assert.Null(FishForMessage<BackoffSupervisor.CurrentChild>(_ => true).Ref);
    });

    private sealed class Counting : IExtension;

    private sealed class CountingId : ExtensionIdProvider<Counting>
    {
        public override Counting CreateExtension(ExtendedActorSystem system) => new();
    }
}
