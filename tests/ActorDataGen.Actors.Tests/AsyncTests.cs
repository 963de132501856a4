namespace ActorDataGen.ActorTests;

public sealed class AsyncTests : TestKit
{
    [Fact]
    public void ReceiveAsync_Awaiting_NoOtherMessageIsHandled()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(TestActor)));
        actor.Tell(gate.Task);
        actor.Tell("second");
        ExpectMsg("before");
        ExpectNoMsg(50);
        gate.SetResult();
        ExpectMsg("after");
        ExpectMsg("second");
    }

    [Fact]
    public void ReceiveAsync_AfterAwait_SenderIsTheMessages()
    {
        var first = CreateTestProbe();
        var second = CreateTestProbe();
        var actor = Sys.ActorOf(Props.Create(() => new AnswersLater()));
        first.Send(actor, "one");
        second.Send(actor, "two");
        first.ExpectMsg("one");
        second.ExpectMsg("two");
    }

    [Fact]
    public void ReceiveAsync_AfterAwait_StateIsTouchedByOneThreadAtATime()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Overlap()));
        for (var i = 0; i < 300; i++)
            actor.Tell(i);
        for (var i = 0; i < 300; i++)
            ExpectMsg(i, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void ReceiveAsync_Throws_IsAFailureOfThatMessage()
    {
        var actor = Sys.ActorOf(Props.Create(() => new FailsLater(TestActor)));
        actor.Tell("boom");
        actor.Tell(1);
        ExpectMsg("restarting because of later at boom");
        ExpectMsg(1);
    }

    [Fact]
    public void ReceiveAsync_ThrowsBeforeAwait_IsAFailureToo()
    {
        var actor = Sys.ActorOf(Props.Create(() => new FailsLater(TestActor)));
        actor.Tell("now");
        ExpectMsg("restarting because of now at now");
    }

    [Fact]
    public void ReceiveAsync_TaskIsCancelled_IsAFailure()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(TestActor)));
        var cancelled = Task.FromCanceled(new CancellationToken(true));
        EventFilter.Exception<TaskCanceledException>().ExpectOne(() => actor.Tell(cancelled));
    }

    [Fact]
    public void ReceiveAsync_Stopped_EndsWhileItAwaits()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(TestActor)));
        Watch(actor);
        actor.Tell(gate.Task);
        ExpectMsg("before");
        Sys.Stop(actor);
        ExpectTerminated(actor);
        gate.SetResult();
        ExpectNoMsg(50);
    }

    [Fact]
    public void PipeTo_Result_ComesAsMessageFromGivenSender()
    {
        var probe = CreateTestProbe();
        Task.FromResult(42).PipeTo(TestActor, probe);
        ExpectMsg(42);
        Assert.Equal(probe.Ref, LastSender);
        Task.FromResult(42).PipeTo(TestActor, success: i => i + 1);
        ExpectMsg(43);
    }

    [Fact]
    public void PipeTo_Failure_ComesAsStatusFailure()
    {
        Task.FromException<int>(new InvalidOperationException("boom")).PipeTo(TestActor);
        Assert.Equal("boom", ExpectMsg<Status.Failure>().Cause.Message);
        Task.FromException(new InvalidOperationException("boom")).PipeTo(TestActor, failure: e => e.Message);
        ExpectMsg("boom");
    }

    [Fact]
    public void PipeTo_InActor_CapturesSenderOfItsMessage()
    {
        var first = CreateTestProbe();
        var second = CreateTestProbe();
        var actor = Sys.ActorOf(Props.Create(() => new Piper()));
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        first.Send(actor, gate.Task);
        second.Send(actor, Task.FromResult("second"));
        second.ExpectMsg("second");
        gate.SetResult("first");
        first.ExpectMsg("first");
    }

    [Fact]
    public async Task Ask_Dead_OnlyTimesOut()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        await WatchAsync(actor);
        Sys.Stop(actor);
        await ExpectTerminatedAsync(actor);
        await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask("x", TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task Ask_StatusFailure_ThrowsItsCause()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Answers(new Status.Failure(new InvalidOperationException("boom")))));
        Assert.Equal("boom", (await Assert.ThrowsAsync<InvalidOperationException>(() => actor.Ask<string>("x"))).Message);
        Assert.IsType<Status.Failure>(await actor.Ask("x"));
    }

    [Fact]
    public async Task Ask_OtherType_Throws()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Answers(1)));
        await Assert.ThrowsAsync<ArgumentException>(() => actor.Ask<string>("x"));
    }

    [Fact]
    public async Task Ask_Cancelled_IsCancelled()
    {
        using var source = new CancellationTokenSource();
        var asked = CreateTestProbe().Ref.Ask("x", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task GracefulStop_Stops_OrIsCancelled()
    {
        var actor = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        Assert.True(await actor.GracefulStop(TimeSpan.FromSeconds(3)));
        var stubborn = Sys.ActorOf(Recorder.With(CreateTestProbe()));
        await Assert.ThrowsAsync<TaskCanceledException>(() => stubborn.GracefulStop(TimeSpan.FromMilliseconds(50), "ignored"));
    }

    [Fact]
    public void Handler_BlocksOnAnActorThatItWoke_IsAnsweredAllTheSame()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Answers("answer")));
        var actor = Sys.ActorOf(Props.Create(() => new Blocks(echo)));
        actor.Tell("x");
        ExpectMsg("answer");
    }

    private sealed class Waiter : ReceiveActor
    {
        public Waiter(IActorRef log)
        {
            ReceiveAsync<Task>(async t =>
            {
                log.Tell("before");
                await t;
                log.Tell("after");
            });
            ReceiveAny(m => log.Tell(m));
        }
    }

    private sealed class AnswersLater : ReceiveActor
    {
        public AnswersLater() => ReceiveAsync<string>(async s =>
        {
            await Task.Delay(5);
            Sender.Tell(s);
        });
    }

    private sealed class Overlap : ReceiveActor
    {
        private int _inside;

        public Overlap() => ReceiveAsync<int>(async i =>
        {
            Enter();
            await Task.Yield();
            Enter();
            Assert.Equal(2, _inside);
            _inside = 0;
            Sender.Tell(i);
        });

        private void Enter() => _inside++;
    }

    private sealed class FailsLater : ReceiveActor
    {
        private readonly IActorRef _log;

        public FailsLater(IActorRef log)
        {
            _log = log;
            ReceiveAsync<string>(async s =>
            {
                if (s == "now")
                    throw new InvalidOperationException("now");
                await Task.Delay(1);
                throw new InvalidOperationException("later");
            });
            ReceiveAny(m => log.Tell(m));
        }

        protected override void PreRestart(Exception reason, object message) => _log.Tell($"restarting because of {reason.Message} at {message}");
    }

    private sealed class Piper : ReceiveActor
    {
        public Piper() => Receive<Task<string>>(t => t.PipeTo(Sender));
    }

    private sealed class Answers : ReceiveActor
    {
        public Answers(object answer) => ReceiveAny(_ => Sender.Tell(answer));
    }

    private sealed class Blocks : ReceiveActor
    {
        public Blocks(IActorRef asked) => ReceiveAny(_ => Sender.Tell(asked.Ask<string>("x").GetAwaiter().GetResult()));
    }
}
