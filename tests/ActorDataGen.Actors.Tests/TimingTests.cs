namespace ActorDataGen.ActorTests;

public sealed class TimingTests : TestKit
{
    public TimingTests()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
    }

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Timer_Single_FiresOnceAtItsTime()
    {
        var actor = Timed();
        actor.Tell(new Start("k", "tick", 10));
        ExpectMsg("ok");
        Advance(9);
        ExpectNoMsg();
        Advance(1);
        ExpectMsg("tick");
        Advance(100);
        ExpectNoMsg();
    }

    [Fact]
    public void Timer_Periodic_FiresUntilCancelled()
    {
        var actor = Timed();
        actor.Tell(new Start("k", "tick", 10, Periodic: true));
        ExpectMsg("ok");
        for (var i = 0; i < 3; i++)
        {
            Advance(10);
            ExpectMsg("tick");
        }

        actor.Tell("cancel");
        ExpectMsg("ok");
        Advance(100);
        ExpectNoMsg();
    }

    [Fact]
    public void Timer_SameKey_ReplacesTheOneBefore()
    {
        var actor = Timed();
        actor.Tell(new Start("k", "first", 10));
        actor.Tell(new Start("k", "second", 20));
        ReceiveN(2);
        Advance(30);
        ExpectMsg("second");
        ExpectNoMsg();
    }

    [Fact]
    public void Timer_CancelledWithMessageInMailbox_IsNotDelivered()
    {
        var actor = Timed();
        actor.Tell(new Start("k", "tick", 10));
        ExpectMsg("ok");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.Tell(gate.Task);
        ExpectMsg("waiting");
        actor.Tell("cancel");
        Advance(10);
        gate.SetResult();
        ExpectMsg("ok");
        ExpectNoMsg();
    }

    [Fact]
    public void Timer_Restart_StopsTimers()
    {
        var actor = Timed();
        actor.Tell(new Start("k", "tick", 10, Periodic: true));
        ExpectMsg("ok");
        actor.Tell("fail");
        actor.Tell("active?");
        ExpectMsg(false);
        Advance(100);
        ExpectNoMsg();
    }

    [Fact]
    public void Timer_FiredBeforeRestart_IsNotDeliveredAfter()
    {
        var actor = Timed();
        actor.Tell(new Start("k", "tick", 10));
        ExpectMsg("ok");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.Tell(gate.Task);
        ExpectMsg("waiting");
        actor.Tell("fail");
        Advance(10);
        gate.SetResult();
        actor.Tell("active?");
        ExpectMsg(false);
        ExpectNoMsg();
    }

    [Fact]
    public void ReceiveTimeout_Silence_IsTold()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Impatient(TestActor)));
        actor.Tell(10);
        ExpectMsg("set");
        Advance(9);
        actor.Tell("life");
        ExpectMsg("life");
        Advance(9);
        ExpectNoMsg();
        Advance(1);
        ExpectMsg("timeout");
        Advance(10);
        ExpectMsg("timeout");
    }

    [Fact]
    public void ReceiveTimeout_MessageWithoutInfluence_DoesNotCount()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Impatient(TestActor)));
        actor.Tell(10);
        ExpectMsg("set");
        Advance(9);
        actor.Tell(new Silent());
        ExpectMsg("silent");
        Advance(1);
        ExpectMsg("timeout");
    }

    [Fact]
    public void ReceiveTimeout_Null_TurnsItOff()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Impatient(TestActor)));
        actor.Tell(10);
        ExpectMsg("set");
        actor.Tell("off");
        ExpectMsg("off");
        Advance(100);
        ExpectNoMsg();
    }

    [Fact]
    public void ReceiveTimeout_SetInPreStart_Counts()
    {
        Sys.ActorOf(Props.Create(() => new Impatient(TestActor, 10)));
        ExpectMsg("started");
        Sys.ActorSelection("/user/*").Tell(new Identify(1));
        ExpectMsg<ActorIdentity>();
        Advance(10);
        ExpectMsg("timeout");
    }

    [Fact]
    public void Scheduler_TellOnce_CanBeCalledOff()
    {
        var cancelable = Time.ScheduleTellOnceCancelable(TimeSpan.FromSeconds(1), TestActor, "x", ActorRefs.NoSender);
        cancelable.Cancel();
        Advance(1000);
        ExpectNoMsg();
    }

    [Fact]
    public void Scheduler_SeveralDue_FireInOrder()
    {
        Time.ScheduleTellOnce(TimeSpan.FromMilliseconds(20), TestActor, 2, ActorRefs.NoSender);
        Time.ScheduleTellOnce(TimeSpan.FromMilliseconds(10), TestActor, 1, ActorRefs.NoSender);
        Time.ScheduleTellRepeatedly(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10), TestActor, "r", ActorRefs.NoSender);
        Advance(20);
        Assert.Equal(new object[] { "r", 1, "r", 2 }, ReceiveN(4));
    }

    private IActorRef Timed() => Sys.ActorOf(Props.Create(() => new TimedActor(TestActor)));

    private void Advance(int milliseconds) => Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    private sealed record Start(string Key, string Message, int Milliseconds, bool Periodic = false);

    private sealed record Silent : INotInfluenceReceiveTimeout;

    private sealed class TimedActor : ReceiveActor, IWithTimers
    {
        public TimedActor(IActorRef log)
        {
            Receive<Start>(s =>
            {
                if (s.Periodic)
                    Timers.StartPeriodicTimer(s.Key, s.Message, TimeSpan.FromMilliseconds(s.Milliseconds));
                else
                    Timers.StartSingleTimer(s.Key, s.Message, TimeSpan.FromMilliseconds(s.Milliseconds));
                log.Tell("ok");
            });
            ReceiveAsync<Task>(async t =>
            {
                log.Tell("waiting");
                await t;
            });
            Receive<string>(s => s == "cancel", _ =>
            {
                Timers.Cancel("k");
                log.Tell("ok");
            });
            Receive<string>(s => s == "active?", _ => log.Tell(Timers.IsTimerActive("k")));
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("as told"));
            ReceiveAny(m => log.Tell(m));
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }

    private sealed class Impatient : ReceiveActor
    {
        private readonly IActorRef _log;
        private readonly int _timeout;

        public Impatient(IActorRef log, int timeout = 0)
        {
            _log = log;
            _timeout = timeout;
            Receive<int>(ms =>
            {
                SetReceiveTimeout(TimeSpan.FromMilliseconds(ms));
                log.Tell("set");
            });
            Receive<string>(s => s == "off", s =>
            {
                SetReceiveTimeout(null);
                log.Tell(s);
            });
            Receive<Silent>(_ => log.Tell("silent"));
            Receive<ReceiveTimeout>(_ => log.Tell("timeout"));
            ReceiveAny(m => log.Tell(m));
        }

        protected override void PreStart()
        {
            if (_timeout == 0)
                return;
            SetReceiveTimeout(TimeSpan.FromMilliseconds(_timeout));
            _log.Tell("started");
        }
    }
}
