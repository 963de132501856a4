namespace ActorDataGen.ActorTests;

public sealed class BasicsTests : TestKit
{
    [Fact]
    public void Tell_FromTest_AnswerComesToTestActor()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()), "echo");
        echo.Tell("a");
        ExpectMsg("a");
        Assert.Equal(echo, LastSender);
    }

    [Fact]
    public async Task Tell_AfterAwait_AnswerComesToTestActor()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        await Task.Yield();
        echo.Tell("a");
        await ExpectMsgAsync("a");
        await Task.Delay(1);
        echo.Tell("b");
        await ExpectMsgAsync("b");
    }

    [Fact]
    public async Task Ask_Actor_Answers()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        Assert.Equal("x", await echo.Ask<string>("x", TimeSpan.FromSeconds(3)));
        Assert.Equal(5, await echo.Ask(5));
    }

    [Fact]
    public void Tell_Null_Throws() => Assert.Throws<InvalidMessageException>(() => TestActor.Tell(null!));

    [Fact]
    public void Restart_AfterFailure_KeepsRefAndMailbox()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Counter()));
        actor.Tell("inc");
        actor.Tell("get");
        ExpectMsg(1);
        actor.Tell("fail");
        actor.Tell("inc");
        actor.Tell("inc");
        actor.Tell("get");
        ExpectMsg(2);
    }

    [Fact]
    public void Watch_Stopped_TellsOnce()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Echo()));
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        ExpectNoMsg();
    }

    [Fact]
    public void Tell_Dead_IsDeadLetter()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Echo()));
        Watch(actor);
        actor.Tell(PoisonPill.Instance);
        ExpectTerminated(actor);
        EventFilter.DeadLetter<string>().ExpectOne(() => actor.Tell("late"));
    }

    [Fact]
    public void ReceiveAsync_AwaitsBetweenMessages_OneAtATimeWithSender()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Slow()));
        for (var i = 0; i < 20; i++)
            actor.Tell(i);
        for (var i = 0; i < 20; i++)
            ExpectMsg(i);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(m => Sender.Tell(m));
    }

    private sealed class Counter : ReceiveActor
    {
        private int _count;

        public Counter()
        {
            Receive<string>(s => s == "inc", _ => _count++);
            Receive<string>(s => s == "get", _ => Sender.Tell(_count));
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("as told"));
        }
    }

    private sealed class Slow : ReceiveActor
    {
        private int _running;

        public Slow() => ReceiveAsync<int>(async i =>
        {
            Assert.Equal(1, ++_running);
            await Task.Yield();
            await Task.Delay(1);
            Sender.Tell(i);
            _running--;
        });
    }
}
