namespace ActorDataGen.ActorTests;

public sealed class EventTests : TestKit
{
    [Fact]
    public void Subscribe_Type_GetsItAndWhatDerivesFromIt()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(AllDeadLetters));
        Sys.EventStream.Publish(new DeadLetter("x", TestActor, TestActor));
        ExpectMsg<DeadLetter>();
        Assert.True(Sys.EventStream.Unsubscribe(TestActor, typeof(AllDeadLetters)));
        Sys.EventStream.Publish(new DeadLetter("y", TestActor, TestActor));
        ExpectNoMsg();
    }

    [Fact]
    public void Subscribe_Twice_GetsItOnce()
    {
        Assert.True(Sys.EventStream.Subscribe(TestActor, typeof(string)));
        Assert.False(Sys.EventStream.Subscribe(TestActor, typeof(string)));
        Sys.EventStream.Publish("x");
        ExpectMsg("x");
        ExpectNoMsg();
    }

    [Fact]
    public void Subscription_OfDeadActor_Ends()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        Sys.EventStream.Subscribe(actor, typeof(string));
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        AwaitAssert(() => Assert.False(Sys.EventStream.Unsubscribe(actor, typeof(string))));
    }

    [Fact]
    public void Logger_OfActor_PublishesWithItsPath()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Logs()), "logs");
        EventFilter.Warning("careful 1 of 2", source: actor.Path.ToString()).ExpectOne(() => actor.Tell("warn"));
        EventFilter.Error(start: "broken").And.Info(contains: "fine").Expect(2, () =>
        {
            actor.Tell("error");
            actor.Tell("info");
        });
        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => actor.Tell("error"));
    }

    [Fact]
    public void Logger_BelowLevel_PublishesNothing()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Debug));
        var actor = Sys.ActorOf(Props.Create(() => new Logs()));
        actor.Tell("debug");
        actor.Tell("done?");
        ExpectMsg("done");
        Sys.EventStream.SetLogLevel(LogLevel.DebugLevel);
        actor.Tell("debug");
        ExpectMsg<Debug>(d => d.Message.ToString() == "detail");
    }

    [Fact]
    public void EventFilter_MoreThanExpected_Fails()
    {
        var log = Logging.GetLogger(Sys, "source");
        Assert.ThrowsAny<Exception>(() => EventFilter.Warning("twice").ExpectOne(() =>
        {
            log.Warning("twice");
            log.Warning("twice");
        }));
    }

    [Fact]
    public void EventFilter_None_Fails() =>
        Assert.ThrowsAny<Exception>(() => EventFilter.Warning("never").ExpectOne(TimeSpan.FromMilliseconds(20), () => { }));

    [Fact]
    public void Loggers_FromConfiguration_AreStartedAndToldEvents()
    {
        var system = ActorSystem.Create("logging", $"akka.loggers = [\"{typeof(Collecting).AssemblyQualifiedName}\"]");
        system.Log.Warning("hello");
        AwaitAssert(() => Assert.Contains(Collecting.Seen, e => e.Message.ToString() == "hello"));
        Shutdown(system);
    }

    [Fact]
    public void Loggers_ThatDoNotAnswer_AreWarnedAbout()
    {
        Collecting.Seen.Clear();
        var system = ActorSystem.Create("mute",
            $"akka.logger-startup-timeout = 50ms\nakka.loggers = [\"{typeof(Collecting).AssemblyQualifiedName}\", \"{typeof(Mute).AssemblyQualifiedName}\"]");
        AwaitAssert(() => Assert.Contains(Collecting.Seen, e => e is Warning && e.Message.ToString()!.Contains("did not respond", StringComparison.Ordinal)));
        Shutdown(system);
    }

    [Fact]
    public void DeadLetters_First_AreLogged()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        EventFilter.Info(contains: "was not delivered").ExpectOne(() => actor.Tell("late"));
    }

    public sealed class Collecting : ReceiveActor
    {
        public static readonly System.Collections.Concurrent.ConcurrentQueue<LogEvent> Seen = new();

        public Collecting()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(Seen.Enqueue);
        }
    }

    public sealed class Mute : ReceiveActor
    {
        public Mute() => ReceiveAny(_ => { });
    }

    private sealed class Logs : ReceiveActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public Logs() => Receive<string>(s =>
        {
            switch (s)
            {
                case "warn":
                    _log.Warning("careful {0} of {1}", 1, 2);
                    break;
                case "error":
                    _log.Error(new InvalidOperationException("why"), "broken");
                    break;
                case "info":
                    _log.Info("all is fine");
                    break;
                case "debug":
                    _log.Debug("detail");
                    break;
                default:
                    Sender.Tell("done");
                    break;
            }
        });
    }
}
