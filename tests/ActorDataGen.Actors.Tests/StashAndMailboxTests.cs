namespace ActorDataGen.ActorTests;

public sealed class StashAndMailboxTests : TestKit
{
    public StashAndMailboxTests()
        : base("""
            small { mailbox-type = "Akka.Dispatch.BoundedMailbox", mailbox-capacity = 2, mailbox-push-timeout-time = 0s }
            patient { mailbox-type = "Akka.Dispatch.BoundedMailbox", mailbox-capacity = 1, mailbox-push-timeout-time = 10s }
            stashing { mailbox-type = "Akka.Dispatch.BoundedDequeBasedMailbox", mailbox-capacity = 100, mailbox-push-timeout-time = 0s, stash-capacity = 2 }
            """)
    {
    }

    [Fact]
    public void UnstashAll_GoesBeforeWhatWaitsInOrder()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stashing(TestActor)));
        foreach (var message in (object[])[1, 2, 3, "open", 4])
            actor.Tell(message);
        foreach (var expected in (int[])[1, 2, 3, 4])
            ExpectMsg(expected);
    }

    [Fact]
    public void Unstash_One_TakesTheOldest()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stashing(TestActor)));
        foreach (var message in (object[])[1, 2, "one", "open"])
            actor.Tell(message);
        // The one put back is stashed again, behind the other.
        ExpectMsg(2);
        ExpectMsg(1);
    }

    [Fact]
    public void Stash_Unstashed_KeepsSender()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stashing(TestActor)));
        var probe = CreateTestProbe();
        probe.Send(actor, 1);
        actor.Tell("open");
        ExpectMsg(1);
        actor.Tell("sender");
        Assert.Equal(probe.Ref, ExpectMsg<IActorRef>());
    }

    [Fact]
    public void Stash_Twice_Throws()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stashing(TestActor)));
        actor.Tell("twice");
        ExpectMsg("refused");
    }

    [Fact]
    public void Stash_Restart_PutsMessagesBack()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stashing(TestActor)));
        foreach (var message in (object[])[1, 2, "fail", "open"])
            actor.Tell(message);
        ExpectMsg(1);
        ExpectMsg(2);
    }

    [Fact]
    public void Stash_Stop_MessagesAreDeadLetters()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Sys.ActorOf(Props.Create(() => new Stashing(CreateTestProbe())));
        actor.Tell(1);
        actor.Tell(PoisonPill.Instance);
        ExpectMsg<DeadLetter>(d => Equals(d.Message, 1));
    }

    [Fact]
    public void Stash_Full_Throws()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Bounded()).WithMailbox("stashing"));
        EventFilter.Exception<StashOverflowException>().ExpectOne(() =>
        {
            for (var i = 0; i < 3; i++)
                actor.Tell(i);
        });
    }

    [Fact]
    public void BoundedMailbox_Full_GivesDeadLetters()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new Gated(gate.Task, TestActor)).WithMailbox("small"));
        actor.Tell("block");
        ExpectMsg("blocked");
        EventFilter.DeadLetter<int>().Expect(3, () =>
        {
            for (var i = 0; i < 5; i++)
                actor.Tell(i);
        });
        gate.SetResult();
        ExpectMsg(0);
        ExpectMsg(1);
        ExpectNoMsg();
        actor.Tell(7);
        ExpectMsg(7);
    }

    [Fact]
    public async Task BoundedMailbox_FullWithTimeout_SenderWaitsForRoom()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new Gated(gate.Task, TestActor)).WithMailbox("patient"));
        actor.Tell("block");
        await ExpectMsgAsync("blocked");
        actor.Tell(1);
        var sending = Task.Run(() => actor.Tell(2, ActorRefs.NoSender));
        Assert.False(sending.IsCompleted);
        gate.SetResult();
        await sending;
        await ExpectMsgAsync(1);
        await ExpectMsgAsync(2);
    }

    [Fact]
    public void ActorOf_UnknownMailbox_Throws() =>
        Assert.Throws<ConfigurationException>(() => Sys.ActorOf(Props.Create(() => new Bounded()).WithMailbox("nowhere")));

    private sealed class Stashing : ReceiveActor, IWithUnboundedStash
    {
        private IActorRef? _sender;

        public Stashing(IActorRef log)
        {
            Receive<int>(_ => Stash.Stash());
            Receive<string>(s => s == "one", _ => Stash.Unstash());
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("as told"));
            Receive<string>(s => s == "twice", _ =>
            {
                Stash.Stash();
                Assert.Throws<IllegalActorStateException>(Stash.Stash);
                log.Tell("refused");
            });
            Receive<string>(s => s == "open", _ =>
            {
                Stash.UnstashAll();
                Become(() =>
                {
                    Receive<int>(i =>
                    {
                        _sender = Sender;
                        log.Tell(i);
                    });
                    Receive<string>(_ => log.Tell(_sender!));
                });
            });
        }

        public IStash Stash { get; set; } = null!;
    }

    private sealed class Bounded : ReceiveActor, IWithStash
    {
        public Bounded() => ReceiveAny(_ => Stash.Stash());

        public IStash Stash { get; set; } = null!;
    }

    private sealed class Gated : ReceiveActor
    {
        public Gated(Task gate, IActorRef log)
        {
            ReceiveAsync<string>(async _ =>
            {
                log.Tell("blocked");
                await gate;
            });
            ReceiveAny(m => log.Tell(m));
        }
    }
}
