namespace ActorDataGen.ActorTests;

public sealed class SupervisionTests : TestKit
{
    [Fact]
    public void Failure_Restart_CallsHooksInOrderWithReasonAndMessage()
    {
        var actor = Sys.ActorOf(Recorder.With(TestActor));
        ExpectMsg("PreStart");
        actor.Tell(new Fail("boom"));
        ExpectMsg("PreRestart boom Fail");
        ExpectMsg("PostStop");
        ExpectMsg("PostRestart boom");
        ExpectMsg("PreStart");
        actor.Tell("after");
        ExpectMsg("after");
    }

    [Fact]
    public void Failure_Restart_NewInstanceSameRef()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        actor.Tell("id");
        var first = ExpectMsg<int>();
        actor.Tell(new Fail("boom"));
        actor.Tell("id");
        Assert.NotEqual(first, ExpectMsg<int>());
    }

    [Fact]
    public void Failure_Resume_KeepsInstanceAndGoesOn()
    {
        var parent = Sys.ActorOf(Parent.With(new OneForOneStrategy(_ => Directive.Resume)));
        parent.Tell(new Spawn(Recorder.With(TestActor)));
        var child = FishForMessage<IActorRef>(_ => true);
        child.Tell("id");
        var first = FishForMessage<int>(_ => true);
        child.Tell(new Fail("boom"));
        child.Tell("id");
        Assert.Equal(first, ExpectMsg<int>());
    }

    [Fact]
    public void Failure_Stop_StopsChildOnly()
    {
        var (_, children) = Family(new OneForOneStrategy(_ => Directive.Stop), 2);
        Watch(children[0]);
        children[0].Tell(new Fail("boom"));
        ExpectMsg("PostStop0");
        ExpectTerminated(children[0]);
        children[1].Tell("alive");
        ExpectMsg("alive");
    }

    [Fact]
    public void Failure_AllForOneRestart_RestartsAll()
    {
        var (_, children) = Family(new AllForOneStrategy(_ => Directive.Restart), 3);
        children[1].Tell(new Fail("boom"));
        var seen = ReceiveN(12).Cast<string>().ToList();
        for (var i = 0; i < 3; i++)
            Assert.Equal([.. Restarted(i)], seen.Where(s => s.Contains($"{i}", StringComparison.Ordinal)).Select(s => s.Split(' ')[0]));
    }

    [Fact]
    public void Failure_AllForOneRestartWhileSiblingIsBusy_SiblingRestartsAndGoesOn()
    {
        var (_, children) = Family(new AllForOneStrategy(_ => Directive.Restart), 2);
        using var gate = new ManualResetEventSlim();
        var busy = (Action)(() => gate.Wait());
        children[0].Tell(busy);
        // Suspend and Recreate both wait for the sibling's turn to end; in any other order it would stay suspended.
        children[1].Tell(new Fail("boom"));
        FishForMessage<string>(s => s == "PreStart1");
        gate.Set();
        FishForMessage<string>(s => s == "PreStart0");
        children[0].Tell("alive");
        ExpectMsg("alive");
    }

    [Fact]
    public void Failure_AllForOneStop_StopsAll()
    {
        var (_, children) = Family(new AllForOneStrategy(_ => Directive.Stop), 3);
        children[2].Tell(new Fail("boom"));
        ExpectMsgAllOf("PostStop0", "PostStop1", "PostStop2");
    }

    [Fact]
    public void Failure_Escalate_FailsParentAndSurvivorsRestart()
    {
        var grandparent = Sys.ActorOf(Parent.With(new OneForOneStrategy(_ => Directive.Restart)));
        grandparent.Tell(new Spawn(Parent.With(new OneForOneStrategy(_ => Directive.Escalate))));
        var parent = ExpectMsg<IActorRef>();
        parent.Tell(new Spawn(Recorder.With(TestActor)));
        var child = FishForMessage<IActorRef>(_ => true);
        child.Tell(new Fail("boom"));
        FishForMessage<string>(s => s == "PreRestart boom Fail");
        ExpectMsg("PostStop");
        ExpectMsg("PostRestart boom");
        ExpectMsg("PreStart");
        child.Tell("alive");
        ExpectMsg("alive");
    }

    [Fact]
    public void Failure_MoreThanRetriesInRange_StopsChild()
    {
        var (_, children) = Family(new OneForOneStrategy(2, TimeSpan.FromMinutes(1), _ => Directive.Restart), 1);
        Watch(children[0]);
        for (var i = 0; i < 3; i++)
            children[0].Tell(new Fail("boom"));
        ExpectTerminatedAmong(children[0], restarts: 2);
    }

    [Fact]
    public void Failure_NoRetriesAllowed_StopsChildAtOnce()
    {
        var (_, children) = Family(new OneForOneStrategy(0, TimeSpan.FromMinutes(1), _ => Directive.Restart), 1);
        Watch(children[0]);
        children[0].Tell(new Fail("boom"));
        ExpectTerminatedAmong(children[0], restarts: 0);
    }

    [Fact]
    public void Failure_UnlimitedRetries_RestartsAlways()
    {
        var (_, children) = Family(new OneForOneStrategy(-1, -1, _ => Directive.Restart), 1);
        for (var i = 0; i < 50; i++)
            children[0].Tell(new Fail("boom"));
        children[0].Tell("alive");
        FishForMessage<string>(s => s == "alive");
    }

    [Fact]
    public void Failure_RangeIsOver_CountsAnew()
    {
        var (_, children) = Family(new OneForOneStrategy(1, TimeSpan.FromMilliseconds(50), _ => Directive.Restart), 1);
        for (var i = 0; i < 3; i++)
        {
            children[0].Tell(new Fail("boom"));
            FishForMessage<string>(s => s == "PreStart0");
            var passed = TestKitBase.Now + TimeSpan.FromMilliseconds(60);
            AwaitCondition(() => TestKitBase.Now > passed);
        }

        children[0].Tell("alive");
        FishForMessage<string>(s => s == "alive");
    }

    [Fact]
    public void Constructor_Throws_ActorOfReturnsAndStrategyDecides()
    {
        var decided = new List<Exception>();
        var parent = Sys.ActorOf(Parent.With(new OneForOneStrategy(e =>
        {
            decided.Add(e);
            return Directive.Stop;
        })));
        parent.Tell(new Spawn(Props.Create(() => new ThrowsInConstructor())));
        var child = ExpectMsg<IActorRef>();
        Watch(child);
        ExpectTerminated(child);
        var failure = Assert.IsType<ActorInitializationException>(Assert.Single(decided));
        Assert.Equal(child, failure.Actor);
        Assert.Equal("in constructor", Innermost(failure).Message);
    }

    [Fact]
    public void Constructor_ThrowsOnceAndIsRestarted_ActorLives()
    {
        var attempts = new Attempts();
        var parent = Sys.ActorOf(Parent.With(new OneForOneStrategy(_ => Directive.Restart)));
        parent.Tell(new Spawn(Props.Create(() => new ThrowsAtFirst(attempts, inPreStart: false))));
        var child = ExpectMsg<IActorRef>();
        child.Tell("hello");
        ExpectMsg("hello");
        Assert.Equal(3, attempts.Count);
    }

    [Fact]
    public void PreStart_ThrowsOnceAndIsRestarted_ActorLives()
    {
        var attempts = new Attempts();
        var parent = Sys.ActorOf(Parent.With(new OneForOneStrategy(_ => Directive.Restart)));
        parent.Tell(new Spawn(Props.Create(() => new ThrowsAtFirst(attempts, inPreStart: true))));
        var child = ExpectMsg<IActorRef>();
        child.Tell("hello");
        ExpectMsg("hello");
        Assert.Equal(3, attempts.Count);
    }

    [Fact]
    public void Constructor_ThrowsUnderDefaultStrategy_Stops()
    {
        var child = Sys.ActorOf(Props.Create(() => new ThrowsInConstructor()));
        Watch(child);
        ExpectTerminated(child);
    }

    [Fact]
    public void Restart_Children_AreStoppedBeforeNewInstance()
    {
        var actor = Sys.ActorOf(Recorder.With(TestActor, "P"), "p");
        ExpectMsg("PreStartP");
        actor.Tell(new Spawn(Recorder.With(TestActor, "C"), "c"));
        FishForMessage<IActorRef>(_ => true);
        actor.Tell(new Fail("boom"));
        FishForMessage<string>(s => s.StartsWith("PreRestartP", StringComparison.Ordinal));
        ExpectMsgAllOf("PostStopP", "PostStopC");
        ExpectMsg("PostRestartP boom");
        actor.Tell(new Spawn(Recorder.With(TestActor, "C"), "c"));
        FishForMessage<IActorRef>(_ => true);
    }

    [Fact]
    public void Failure_WhileParentAwaits_ChildStaysSuspended()
    {
        var parent = Sys.ActorOf(Parent.With(new OneForOneStrategy(_ => Directive.Restart)));
        parent.Tell(new Spawn(Recorder.With(TestActor)));
        var child = FishForMessage<IActorRef>(_ => true);
        FishUntilEmpty();
        var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        parent.Tell(wait);
        child.Tell(new Fail("boom"));
        child.Tell("waits");
        ExpectNoMsg(100);
        wait.SetResult();
        ExpectMsg("PreRestart boom Fail");
        ExpectMsg("PostStop");
        ExpectMsg("PostRestart boom");
        ExpectMsg("PreStart");
        ExpectMsg("waits");
    }

    [Fact]
    public void Kill_DefaultStrategy_Stops()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        Watch(actor);
        EventFilter.Exception<ActorKilledException>().ExpectOne(() => actor.Tell(Kill.Instance));
        ExpectTerminated(actor);
    }

    [Fact]
    public void Failure_Logged_AsErrorWithChildAsSource()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()), "failing");
        EventFilter.Exception<InvalidOperationException>("boom", source: actor.Path.ToString()).ExpectOne(() => actor.Tell(new Fail("boom")));
    }

    [Fact]
    public void Restart_PostRestartThrows_IsAFailureOfItsOwn()
    {
        var seen = new List<Exception>();
        var parent = Sys.ActorOf(Parent.With(new OneForOneStrategy(e =>
        {
            seen.Add(e);
            return e is PostRestartException ? Directive.Stop : Directive.Restart;
        })));
        parent.Tell(new Spawn(Props.Create(() => new ThrowsInPostRestart())));
        var child = ExpectMsg<IActorRef>();
        Watch(child);
        child.Tell("x");
        ExpectTerminated(child);
        Assert.Equal("first", ((PostRestartException)seen[1]).OriginalCause.Message);
    }

    [Fact]
    public void Props_WithSupervisorStrategy_TakesPlaceOfActors()
    {
        var parent = Sys.ActorOf(Parent.With(new OneForOneStrategy(_ => Directive.Restart)).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop)));
        parent.Tell(new Spawn(Recorder.With(CreateTestProbe())));
        var child = ExpectMsg<IActorRef>();
        Watch(child);
        child.Tell(new Fail("boom"));
        ExpectTerminated(child);
    }

    [Fact]
    public void PostStop_Throws_ActorEndsAllTheSame()
    {
        var actor = Sys.ActorOf(Props.Create(() => new ThrowsInPostStop()));
        Watch(actor);
        EventFilter.Error(contains: "in PostStop").ExpectOne(() => Sys.Stop(actor));
        ExpectTerminated(actor);
    }

    [Fact]
    public void Escalation_ToTheTop_EndsTheSystem()
    {
        var system = ActorSystem.Create("top", "akka.actor.guardian-supervisor-strategy = \"Akka.Actor.StoppingSupervisorStrategy\"\nakka.loglevel = OFF");
        var actor = system.ActorOf(Recorder.With(TestActor));
        ExpectMsg("PreStart");
        actor.Tell(new Fail("boom"));
        ExpectMsg("PostStop");
        Shutdown(system, verifySystemShutdown: true);
    }

    private static Exception Innermost(Exception e) => e.InnerException is null ? e : Innermost(e.InnerException);

    private static string[] Restarted(int i) => [$"PreRestart{i}", $"PostStop{i}", $"PostRestart{i}", $"PreStart{i}"];

    private (IActorRef Parent, IActorRef[] Children) Family(SupervisorStrategy strategy, int count)
    {
        var parent = Sys.ActorOf(Parent.With(strategy));
        var children = new IActorRef[count];
        for (var i = 0; i < count; i++)
        {
            var name = i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            parent.Tell(new Spawn(Recorder.With(TestActor, name)));
            var two = ReceiveN(2);
            Assert.Contains("PreStart" + name, two);
            children[i] = two.OfType<IActorRef>().Single();
        }

        return (parent, children);
    }

    private void ExpectTerminatedAmong(IActorRef actor, int restarts)
    {
        var seen = new List<object>();
        while (seen.LastOrDefault() is not Terminated)
            seen.Add(ReceiveOne(TimeSpan.FromSeconds(3)));
        Assert.Equal(actor, ((Terminated)seen[^1]).ActorRef);
        Assert.Equal(restarts, seen.OfType<string>().Count(s => s.StartsWith("PostRestart", StringComparison.Ordinal)));
    }

    private void FishUntilEmpty()
    {
        while (HasMessages)
            ReceiveOne(TimeSpan.Zero);
    }

    private sealed class ThrowsInConstructor : ReceiveActor
    {
        public ThrowsInConstructor() => throw new InvalidOperationException("in constructor");
    }

    public sealed class Attempts
    {
        public int Count { get; set; }
    }

    private sealed class ThrowsAtFirst : ReceiveActor
    {
        private readonly Attempts _attempts;
        private readonly bool _inPreStart;

        public ThrowsAtFirst(Attempts attempts, bool inPreStart)
        {
            _attempts = attempts;
            _inPreStart = inPreStart;
            if (!inPreStart && ++attempts.Count < 3)
                throw new InvalidOperationException("not yet");
            ReceiveAny(m => Sender.Tell(m));
        }

        protected override void PreStart()
        {
            if (_inPreStart && ++_attempts.Count < 3)
                throw new InvalidOperationException("not yet");
        }
    }

    private sealed class ThrowsInPostRestart : ReceiveActor
    {
        public ThrowsInPostRestart() => ReceiveAny(_ => throw new InvalidOperationException("first"));

        protected override void PostRestart(Exception reason) => throw new InvalidOperationException("second");
    }

    private sealed class ThrowsInPostStop : ReceiveActor
    {
        protected override void PostStop() => throw new InvalidOperationException("in PostStop");
    }
}
