namespace ActorDataGen.ActorTests;

public sealed class DeathWatchTests : TestKit
{
    [Fact]
    public void Watch_AlreadyDead_IsToldWithoutExistenceConfirmed()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        Watch(actor);
        Sys.Stop(actor);
        Assert.True(ExpectTerminated(actor).ExistenceConfirmed);
        AwaitAssert(() =>
        {
            Watch(actor);
            Assert.False(ExpectTerminated(actor).ExistenceConfirmed);
        });
    }

    [Fact]
    public void Watch_Twice_IsToldOnce()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        Watch(actor);
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        ExpectNoMsg();
    }

    [Fact]
    public void Watch_ParentWatchesChild_IsToldOnce()
    {
        var parent = Sys.ActorOf(Props.Create(() => new WatchingParent(TestActor)));
        parent.Tell("spawn");
        var child = ExpectMsg<IActorRef>();
        Sys.Stop(child);
        ExpectMsg(("ended", child));
        ExpectNoMsg();
    }

    [Fact]
    public void WatchWith_Stopped_GivesOwnMessage()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        var watcher = Sys.ActorOf(Props.Create(() => new Watcher(TestActor)));
        watcher.Tell((actor, "gone"));
        ExpectMsg("watching");
        Sys.Stop(actor);
        ExpectMsg("gone");
    }

    [Fact]
    public void WatchWith_OtherMessageThanBefore_Throws()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        var watcher = Sys.ActorOf(Props.Create(() => new Watcher(TestActor)));
        watcher.Tell((actor, "gone"));
        ExpectMsg("watching");
        EventFilter.Exception<InvalidOperationException>(contains: "was not overwritten").ExpectOne(() => watcher.Tell((actor, "other")));
    }

    [Fact]
    public void Unwatch_TerminatedInMailbox_IsNotDelivered()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watcher = Sys.ActorOf(Props.Create(() => new BlockedUnwatcher(TestActor, actor, gate.Task)));
        watcher.Tell("block");
        ExpectMsg("blocked");
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        // The watcher's Terminated is in its mailbox by now, or soon; the message that unwatches is before it.
        gate.SetResult();
        ExpectMsg("unwatched");
        watcher.Tell("end");
        ExpectMsg("end");
    }

    [Fact]
    public void Unwatch_BeforeEnd_IsNotTold()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        Watch(actor);
        Unwatch(actor);
        var probe = CreateTestProbe();
        probe.Watch(actor);
        Sys.Stop(actor);
        probe.ExpectTerminated(actor);
        ExpectNoMsg();
    }

    [Fact]
    public void Terminated_Unhandled_IsADeathPact()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        var watcher = Sys.ActorOf(Props.Create(() => new Unhandling(actor)));
        Watch(watcher);
        watcher.Tell("watch");
        EventFilter.Exception<DeathPactException>().ExpectOne(() =>
        {
            Sys.Stop(actor);
            ExpectTerminated(watcher);
        });
    }

    [Fact]
    public void Terminated_OfNewIncarnation_IsAnotherOne()
    {
        var first = Sys.ActorOf(Recorder.With(CreateTestProbe()), "same");
        Watch(first);
        Sys.Stop(first);
        ExpectTerminated(first);
        IActorRef? second = null;
        AwaitAssert(() => second = Sys.ActorOf(Recorder.With(CreateTestProbe()), "same"));
        Assert.NotEqual(first, second);
        Assert.Equal(first.Path.ToString(), second!.Path.ToString());
    }

    [Fact]
    public void Watch_ManyEndingAtOnce_EachIsToldOnce()
    {
        const int count = 500;
        var actors = Enumerable.Range(0, count).Select(_ => Sys.ActorOf(Props.Create(() => new Silent()))).ToList();
        foreach (var actor in actors)
            Watch(actor);
        Parallel.ForEach(actors, a => a.Tell(PoisonPill.Instance, ActorRefs.NoSender));
        var told = ReceiveN(count, TimeSpan.FromSeconds(10)).Cast<Terminated>().Select(t => t.ActorRef).ToHashSet();
        Assert.Equal(count, told.Count);
        ExpectNoMsg();
    }

    private sealed class Silent : ReceiveActor;

    private sealed class WatchingParent : ReceiveActor
    {
        public WatchingParent(IActorRef log)
        {
            Receive<string>(_ => Sender.Tell(Context.Watch(Context.ActorOf(Props.Create(() => new Silent())))));
            Receive<Terminated>(t => log.Tell(("ended", t.ActorRef)));
        }
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef log)
        {
            Receive<(IActorRef, string)>(m =>
            {
                Context.WatchWith(m.Item1, m.Item2);
                log.Tell("watching");
            });
            ReceiveAny(m => log.Tell(m));
        }
    }

    private sealed class BlockedUnwatcher : ReceiveActor
    {
        public BlockedUnwatcher(IActorRef log, IActorRef watched, Task gate)
        {
            Context.Watch(watched);
            ReceiveAsync<string>(s => s == "block", async _ =>
            {
                log.Tell("blocked");
                await gate;
                Context.Unwatch(watched);
                log.Tell("unwatched");
            });
            // Told in other words: a Terminated that is passed on is one that its receiver did not ask for, and is dropped.
            Receive<Terminated>(_ => log.Tell("told"));
            ReceiveAny(m => log.Tell(m));
        }
    }

    private sealed class Unhandling : ReceiveActor
    {
        public Unhandling(IActorRef watched) => Receive<string>(_ => Context.Watch(watched));
    }
}
