namespace ActorDataGen.ActorTests;

public sealed class LifecycleTests : TestKit
{
    [Fact]
    public void Stop_WithChildren_ChildrenEndFirst()
    {
        var actor = Sys.ActorOf(Recorder.With(TestActor, "P"));
        ExpectMsg("PreStartP");
        actor.Tell(new Spawn(Recorder.With(TestActor, "C")));
        FishForMessage<IActorRef>(_ => true);
        AwaitAssert(() => { });
        Watch(actor);
        Sys.Stop(actor);
        FishForMessage<string>(s => s == "PostStopC");
        ExpectMsg("PostStopP");
        ExpectTerminated(actor);
    }

    [Fact]
    public void PoisonPill_AfterMessages_IsHandledInItsPlace()
    {
        var actor = Sys.ActorOf(Recorder.With(TestActor));
        ExpectMsg("PreStart");
        actor.Tell("a");
        actor.Tell(PoisonPill.Instance);
        actor.Tell("b");
        ExpectMsg("a");
        ExpectMsg("PostStop");
        ExpectNoMsg();
    }

    [Fact]
    public void Stop_WithMessagesLeft_TheyAreDeadLetters()
    {
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe(letters, typeof(DeadLetter));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new Gated(gate.Task)));
        actor.Tell("block");
        ExpectMsg("blocked");
        for (var i = 0; i < 10; i++)
            actor.Tell(i);
        Sys.Stop(actor);
        gate.TrySetResult();
        for (var i = 0; i < 10; i++)
            Assert.Equal(i, letters.ExpectMsg<DeadLetter>(d => d.Message is int).Message);
    }

    [Fact]
    public void Tell_WhileEnding_EveryMessageIsHandledOrADeadLetter()
    {
        var letters = new Counter();
        var handled = new Counter();
        Sys.EventStream.Subscribe(Sys.ActorOf(Props.Create(() => new Counts(letters))), typeof(DeadLetter));
        const int rounds = 200;
        const int each = 50;
        for (var round = 0; round < rounds; round++)
        {
            var actor = Sys.ActorOf(Props.Create(() => new Counts(handled)));
            Parallel.Invoke(
                () => Many(actor, each),
                () => Many(actor, each),
                () => actor.Tell(PoisonPill.Instance, ActorRefs.NoSender));
        }

        AwaitAssert(() => Assert.Equal(rounds * each * 2, letters.Value + handled.Value), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void ActorOf_NameTaken_Throws()
    {
        Sys.ActorOf(Recorder.With(CreateTestProbe()), "taken");
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Recorder.With(CreateTestProbe()), "taken"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("$a")]
    [InlineData("ä")]
    public void ActorOf_NameNotAllowed_Throws(string name) =>
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Recorder.With(TestActor), name));

    [Fact]
    public void New_OutsideContext_Throws()
    {
        Exception? thrown = null;
        // A thread of its own: the test's has the test actor's context.
        var thread = new Thread(() => thrown = Record.Exception(() => new Recorder(TestActor)));
        thread.Start();
        thread.Join();
        Assert.IsType<ActorInitializationException>(thrown);
    }

    [Fact]
    public void Become_Stacked_GoesBack()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        string[] said = ["mood?", "angry", "mood?", "angrier", "mood?", "calm", "mood?", "calm", "mood?", "calm", "mood?"];
        foreach (var word in said)
            actor.Tell(word);
        foreach (var mood in (string[])["normal", "angry", "angrier", "angry", "normal", "normal"])
            ExpectMsg(mood);
    }

    [Fact]
    public void Restart_AfterBecome_BehaviourIsTheFirst()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        actor.Tell("angry");
        actor.Tell("fail");
        actor.Tell("mood?");
        ExpectMsg("normal");
    }

    [Fact]
    public void Receive_OutsideConstructor_Throws()
    {
        var actor = Sys.ActorOf(Props.Create(() => new LateReceiver()));
        EventFilter.Exception<InvalidOperationException>(contains: "You may only call Receive-methods").ExpectOne(() => actor.Tell("x"));
    }

    [Fact]
    public void Receive_AfterReceiveAny_Throws()
    {
        var actor = default(IActorRef);
        EventFilter.Error(contains: "No handler can be added after that").Mute(() => { });
        actor = Sys.ActorOf(Props.Create(() => new TooLate()));
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void Unhandled_Message_IsPublished()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        actor.Tell(17);
        var unhandled = ExpectMsg<UnhandledMessage>();
        Assert.Equal(17, unhandled.Message);
        Assert.Equal(actor, unhandled.Recipient);
        Assert.Equal(TestActor, unhandled.Sender);
    }

    [Fact]
    public void Identify_Living_AnswersWithRef()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()), "here");
        Sys.ActorSelection("/user/here").Tell(new Identify(1));
        Assert.Equal(actor, ExpectMsg<ActorIdentity>().Subject);
        Sys.ActorSelection("/user/nowhere").Tell(new Identify(2));
        Assert.Null(ExpectMsg<ActorIdentity>(i => Equals(i.MessageId, 2)).Subject);
    }

    [Fact]
    public async Task ResolveOne_Missing_Throws()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()), "here");
        Assert.Equal(actor, await Sys.ActorSelection("/user/he*").ResolveOne(TimeSpan.FromSeconds(3)));
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/x").ResolveOne(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task Terminate_System_StopsAllAndCallsBack()
    {
        var system = ActorSystem.Create("ending", "akka.loglevel = OFF");
        var order = new List<int>();
        system.RegisterOnTermination(() => order.Add(1));
        system.RegisterOnTermination(() => order.Add(2));
        system.ActorOf(Recorder.With(TestActor));
        await ExpectMsgAsync("PreStart");
        await system.Terminate();
        await ExpectMsgAsync("PostStop");
        Assert.Equal([2, 1], order);
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public void Child_ByName_OrNobody()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Finder()));
        actor.Tell("x");
        Assert.Equal("c", ExpectMsg<IActorRef>().Path.Name);
        ExpectMsg<Nobody>();
        ExpectMsg(1);
    }

    [Fact]
    public void Forward_Message_KeepsSender()
    {
        var forwarder = Sys.ActorOf(Props.Create(() => new Forwarder(TestActor)));
        var probe = CreateTestProbe();
        probe.Send(forwarder, "x");
        ExpectMsg("x");
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void Sender_OfMessageWithout_IsDeadLetters()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Forwarder(TestActor)));
        actor.Tell("sender?", ActorRefs.NoSender);
        Assert.Equal(Sys.DeadLetters, ExpectMsg<IActorRef>());
    }

    [Fact]
    public void Self_AfterAwait_IsStillThere()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Forwarder(TestActor)));
        actor.Tell("self?");
        Assert.Equal(actor, ExpectMsg<IActorRef>());
    }

    private static void Many(IActorRef actor, int count)
    {
        for (var i = 0; i < count; i++)
            actor.Tell(i, ActorRefs.NoSender);
    }

    public sealed class Counter
    {
        private int _value;

        public int Value => Volatile.Read(ref _value);

        public void Add() => Interlocked.Increment(ref _value);
    }

    private sealed class Counts : ReceiveActor
    {
        public Counts(Counter counter) => ReceiveAny(_ => counter.Add());
    }

    private sealed class Gated : ReceiveActor
    {
        public Gated(Task gate)
        {
            ReceiveAsync<string>(async _ =>
            {
                Sender.Tell("blocked");
                await gate;
            });
            ReceiveAny(_ => { });
        }
    }

    private sealed class Moody : ReceiveActor
    {
        public Moody() => Normal();

        private void Normal()
        {
            Receive<string>(s => s == "mood?", _ => Sender.Tell("normal"));
            Receive<string>(s => s == "angry", _ => BecomeStacked(Angry));
            Receive<string>(s => s == "calm", _ => UnbecomeStacked());
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("as told"));
        }

        private void Angry()
        {
            Receive<string>(s => s == "mood?", _ => Sender.Tell("angry"));
            Receive<string>(s => s == "angrier", _ => BecomeStacked(Angrier));
            Receive<string>(s => s == "calm", _ => UnbecomeStacked());
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("as told"));
        }

        private void Angrier()
        {
            Receive<string>(s => s == "mood?", _ => Sender.Tell("angrier"));
            Receive<string>(s => s == "calm", _ => UnbecomeStacked());
        }
    }

    private sealed class LateReceiver : ReceiveActor
    {
        public LateReceiver() => Receive<string>(_ => Receive<int>(_ => { }));
    }

    private sealed class TooLate : ReceiveActor
    {
        public TooLate()
        {
            ReceiveAny(_ => { });
            Receive<int>(_ => { });
        }
    }

    private sealed class Finder : ReceiveActor
    {
        public Finder() => Receive<string>(_ =>
        {
            Context.ActorOf(Props.Create(() => new Finder()), "c");
            Sender.Tell(Context.Child("c"));
            Sender.Tell(Context.Child("d"));
            Sender.Tell(Context.GetChildren().Count());
        });
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef to)
        {
            Receive<string>(s => s == "sender?", _ => to.Tell(Sender));
            ReceiveAsync<string>(s => s == "self?", async _ =>
            {
                await Task.Delay(1);
                to.Tell(Self);
            });
            ReceiveAny(m => to.Forward(m));
        }
    }
}
