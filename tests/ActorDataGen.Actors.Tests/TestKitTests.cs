namespace ActorDataGen.ActorTests;

public sealed class TestKitTests : TestKit
{
    [Fact]
    public void ExpectMsg_Other_Fails()
    {
        TestActor.Tell(1);
        Assert.ThrowsAny<Exception>(() => ExpectMsg<string>());
        TestActor.Tell(1);
        Assert.ThrowsAny<Exception>(() => ExpectMsg(2));
        TestActor.Tell(1);
        Assert.ThrowsAny<Exception>(() => ExpectMsg<int>(i => i > 1));
    }

    [Fact]
    public void ExpectMsg_None_FailsInTime() => Assert.ThrowsAny<Exception>(() => ExpectMsg<string>(TimeSpan.FromMilliseconds(20)));

    [Fact]
    public void ExpectNoMsg_Some_Fails()
    {
        TestActor.Tell(1);
        Assert.ThrowsAny<Exception>(() => ExpectNoMsg());
    }

    [Fact]
    public void ExpectMsgFrom_OtherSender_Fails()
    {
        var probe = CreateTestProbe();
        probe.Send(TestActor, 1);
        ExpectMsgFrom<int>(probe);
        TestActor.Tell(1);
        Assert.ThrowsAny<Exception>(() => ExpectMsgFrom<int>(probe));
    }

    [Fact]
    public void ExpectMsgAllOf_AnyOrder()
    {
        TestActor.Tell(2);
        TestActor.Tell(1);
        ExpectMsgAllOf(1, 2);
        TestActor.Tell(2);
        TestActor.Tell(2);
        Assert.ThrowsAny<Exception>(() => ExpectMsgAllOf(1, 2));
    }

    [Fact]
    public void Within_Limit_IsSharedAndEnforced()
    {
        Assert.ThrowsAny<Exception>(() => Within(TimeSpan.FromMilliseconds(50), () => ExpectMsg<string>()));
        Assert.ThrowsAny<Exception>(() => Within(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), () => { }));
        TestActor.Tell("x");
        Within(TimeSpan.FromSeconds(3), () =>
        {
            Assert.True(Remaining <= TimeSpan.FromSeconds(3));
            ExpectMsg("x");
        });
        Assert.Throws<InvalidOperationException>(() => Remaining);
    }

    [Fact]
    public void AwaitAssert_NeverPasses_FailsAsItDoes()
    {
        var tries = 0;
        AwaitAssert(() => Assert.Equal(3, ++tries));
        Assert.Equal("Failed", Record.Exception(() => AwaitAssert(() => throw new InvalidOperationException("Failed"), TimeSpan.FromMilliseconds(30)))!.Message);
    }

    [Fact]
    public void AwaitCondition_NeverHolds_Fails() => Assert.ThrowsAny<Exception>(() => AwaitCondition(() => false, TimeSpan.FromMilliseconds(30)));

    [Fact]
    public void IgnoreMessages_OfType_AreNotSeen()
    {
        IgnoreMessages<int>();
        TestActor.Tell(1);
        TestActor.Tell("x");
        ExpectMsg("x");
        IgnoreNoMessages();
        TestActor.Tell(1);
        ExpectMsg(1);
    }

    [Fact]
    public void AutoPilot_Set_AnswersAndGoesOn()
    {
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell(message);
            return AutoPilot.KeepRunning;
        }));
        probe.Ref.Tell(1);
        probe.Ref.Tell(2);
        ExpectMsg(1);
        ExpectMsg(2);
        probe.ExpectMsg(1);
    }

    [Fact]
    public void Probe_ReplyAndForward_KeepTheirSenders()
    {
        var probe = CreateTestProbe();
        probe.Ref.Tell("a");
        probe.ExpectMsg("a");
        probe.Reply("b");
        ExpectMsg("b");
        Assert.Equal(probe.Ref, LastSender);
        probe.Ref.Tell("c");
        probe.ExpectMsg("c");
        var other = CreateTestProbe();
        probe.Forward(other);
        other.ExpectMsg("c");
        Assert.Equal(TestActor, other.Sender);
    }

    [Fact]
    public void Probe_AsActorRef_IsItsActor()
    {
        var probe = CreateTestProbe();
        IActorRef asRef = probe;
        Assert.Equal(asRef.Path, probe.Ref.Path);
        Assert.True(probe.Equals(probe.Ref));
        Assert.True(probe.Ref.Equals(asRef));
        Watch(probe);
        Sys.Stop(probe);
        ExpectTerminated(probe.Ref);
    }

    [Fact]
    public void ChildActorOf_Strategy_IsTheGivenOne()
    {
        var child = ChildActorOf(Recorder.With(CreateTestProbe()), new OneForOneStrategy(_ => Directive.Stop));
        Watch(child);
        child.Tell(new Fail("boom"));
        ExpectTerminated(child);
    }

    [Fact]
    public void ReceiveWhile_UntilOther_LeavesThatOne()
    {
        TestActor.Tell("a");
        TestActor.Tell("b");
        TestActor.Tell(1);
        Assert.Equal(["a", "b"], ReceiveWhile(o => o as string));
        ExpectMsg(1);
    }

    [Fact]
    public void FishForMessage_Others_ArePassedOver()
    {
        TestActor.Tell("a");
        TestActor.Tell(1);
        TestActor.Tell(2);
        Assert.Equal(2, FishForMessage<int>(i => i == 2));
        Assert.ThrowsAny<Exception>(() => FishForMessage<int>(_ => true, TimeSpan.FromMilliseconds(20)));
    }
}
