using System.Text;
using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Tests.Groups;

public sealed class GroupMachineMembershipTests
{
    [Fact]
    public void Join_FirstMember_LeadsGenerationOne()
    {
        var group = new GroupDriver();
        var reply = group.Joined(group.Join(newId: "a"));
        Assert.Equal((ErrorCode.None, "a", "a", 1, "range"), (reply.Error, reply.MemberId, reply.LeaderId, reply.Generation, reply.Protocol));
        Assert.Equal("a", Assert.Single(reply.Members).MemberId);
        Assert.Equal(GroupPhase.CompletingRebalance, group.State.Phase);
    }

    [Fact]
    public void Join_VersionThatKnowsTheIdFirst_GetsAnIdAndComesBackWithIt()
    {
        var group = new GroupDriver();
        var first = group.Joined(group.Join(newId: "a", known: true));
        Assert.Equal((ErrorCode.MemberIdRequired, "a"), (first.Error, first.MemberId));
        Assert.Empty(group.State.Members);
        Assert.Equal(ErrorCode.None, group.Joined(group.Join("a", known: true)).Error);
    }

    [Fact]
    public void Join_PendingMemberNeverComesBack_IsForgottenWithTheGroup()
    {
        var group = new GroupDriver();
        group.Join(newId: "a", known: true);
        group.Pass(GroupDriver.Session);
        Assert.Equal(GroupPhase.Dead, group.State.Phase);
    }

    [Fact]
    public void Join_PendingMember_HoldsUpTheGenerationUntilItsTimeIsUp()
    {
        var group = GroupDriver.Stable("a");
        group.Join(newId: "p", known: true);
        var again = group.Join("a");
        Assert.True(group.IsWaiting(again));
        group.Pass(GroupDriver.Session);
        Assert.Equal(2, group.Joined(again).Generation);
    }

    [Theory]
    [InlineData("gone", ErrorCode.UnknownMemberId)]
    [InlineData("a", ErrorCode.None)]
    public void Join_WithId_IsCheckedAgainstMembers(string memberId, ErrorCode expected)
    {
        var group = GroupDriver.Stable("a");
        Assert.Equal(expected, group.Joined(group.Join(memberId)).Error);
    }

    [Fact]
    public void Join_OtherProtocolType_Inconsistent()
    {
        var group = GroupDriver.Stable("a");
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, group.Joined(group.Join(newId: "b", type: "connect")).Error);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, group.Joined(group.Join(newId: "b", protocols: ["sticky"])).Error);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, group.Joined(group.Join(newId: "b", protocols: [])).Error);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, group.Joined(group.Join(newId: "b", type: "")).Error);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1801)]
    public void Join_SessionTimeoutOutOfBounds_Refused(int seconds)
    {
        var group = new GroupDriver();
        Assert.Equal(ErrorCode.InvalidSessionTimeout, group.Joined(group.Join(session: TimeSpan.FromSeconds(seconds))).Error);
    }

    [Fact]
    public void Join_GroupFull_Refused()
    {
        var group = new GroupDriver(new GroupOptions { MaxMembers = 1 });
        group.Join(newId: "a");
        Assert.Equal(ErrorCode.GroupMaxSizeReached, group.Joined(group.Join(newId: "b")).Error);
        Assert.Equal(ErrorCode.None, group.Joined(group.Join("a")).Error);
    }

    [Fact]
    public void Join_SecondMember_WaitsForTheFirst()
    {
        var group = GroupDriver.Stable("a");
        var b = group.Join(newId: "b");
        Assert.True(group.IsWaiting(b));
        Assert.Equal(ErrorCode.RebalanceInProgress, group.Beat("a", 1));
        var a = group.Join("a");
        Assert.Equal(("a", 2, 2), (group.Joined(a).LeaderId, group.Joined(a).Generation, group.Joined(a).Members.Length));
        Assert.Equal(("a", 2, 0), (group.Joined(b).LeaderId, group.Joined(b).Generation, group.Joined(b).Members.Length));
    }

    [Fact]
    public void Join_MemberThatDoesNotComeBack_IsPutOutAtTheRebalanceTimeout()
    {
        var group = GroupDriver.Stable("a", "b");
        var a = group.Join("a");
        var generation = group.State.Generation;
        for (var elapsed = TimeSpan.Zero; elapsed < GroupDriver.RebalanceTimeout - GroupDriver.Session / 2; elapsed += GroupDriver.Session / 2)
        {
            // It lives, but never joins.
            Assert.Equal(ErrorCode.RebalanceInProgress, group.Beat("b", generation));
            group.Pass(GroupDriver.Session / 2);
        }

        Assert.True(group.IsWaiting(a));
        group.Pass(GroupDriver.Session / 2);
        Assert.Equal("a", Assert.Single(group.Joined(a).Members).MemberId);
        Assert.Equal(ErrorCode.UnknownMemberId, group.Beat("b", generation));
    }

    [Fact]
    public void Join_LeaderInStable_BeginsANewGeneration_FollowerDoesNot()
    {
        var group = GroupDriver.Stable("a", "b");
        var generation = group.State.Generation;
        Assert.Equal(generation, group.Joined(group.Join("b")).Generation);
        Assert.Equal(GroupPhase.Stable, group.State.Phase);
        group.Join("a");
        Assert.Equal(GroupPhase.PreparingRebalance, group.State.Phase);
    }

    [Fact]
    public void Join_FollowerWithNewSubscription_BeginsANewGeneration()
    {
        var group = GroupDriver.Stable("a", "b");
        group.Join("b", topics: "t,u");
        Assert.Equal(GroupPhase.PreparingRebalance, group.State.Phase);
    }

    [Fact]
    public void Join_AgainWhileCompleting_SameGenerationAgain()
    {
        var group = new GroupDriver();
        group.Join(newId: "a");
        var again = group.Joined(group.Join("a"));
        Assert.Equal((1, 1), (again.Generation, again.Members.Length));
    }

    [Fact]
    public void Join_AgainWhileWaiting_FormerRequestIsAnswered()
    {
        var group = GroupDriver.Stable("a", "b");
        var first = group.Join("a");
        var second = group.Join("a");
        Assert.Equal(ErrorCode.RebalanceInProgress, group.Joined(first).Error);
        Assert.True(group.IsWaiting(second));
    }

    [Fact]
    public void Join_InitialDelay_GathersMembersAndIsProlongedAtMostToTheRebalanceTimeout()
    {
        var group = new GroupDriver(new GroupOptions { InitialRebalanceDelay = TimeSpan.FromSeconds(3) });
        var a = group.Join(newId: "a");
        group.Pass(TimeSpan.FromSeconds(2));
        var b = group.Join(newId: "b");
        group.Pass(TimeSpan.FromSeconds(2));
        Assert.True(group.IsWaiting(a));
        group.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(2, group.Joined(a).Members.Length);
        Assert.Equal(1, group.Joined(b).Generation);
    }

    [Fact]
    public void Join_ProtocolOfMostVotes_AmongThoseAllSupport()
    {
        var group = new GroupDriver(new GroupOptions { InitialRebalanceDelay = TimeSpan.FromSeconds(1) });
        var a = group.Join(newId: "a", protocols: ["roundrobin", "range"]);
        group.Join(newId: "b", protocols: ["range", "roundrobin"]);
        group.Join(newId: "c", protocols: ["sticky", "range", "roundrobin"]);
        group.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal("range", group.Joined(a).Protocol);
    }

    [Fact]
    public void Sync_LeaderAssigns_EverybodyGetsItsOwn()
    {
        var group = GroupDriver.Stable("a");
        var b = group.Join(newId: "b");
        group.Join("a");
        var follower = group.Sync("b", 2);
        Assert.True(group.IsWaiting(follower));
        var leader = group.Sync("a", 2, null, ("a", "left"), ("b", "right"));
        Assert.Equal("left", Encoding.UTF8.GetString(group.Synced(leader).Assignment.Span));
        Assert.Equal("right", Encoding.UTF8.GetString(group.Synced(follower).Assignment.Span));
        Assert.Contains(group.Stores, s => s is StoreGroup);
        Assert.Equal(ErrorCode.None, group.Joined(b).Error);
        Assert.Equal("right", Encoding.UTF8.GetString(group.Synced(group.Sync("b", 2)).Assignment.Span));
    }

    [Fact]
    public void Sync_WaitingWhenSomebodyJoins_RebalanceInProgress()
    {
        var group = new GroupDriver();
        group.Join(newId: "a");
        group.Join(newId: "b");
        group.Join("a");
        var waiting = group.Sync("b", 2);
        group.Join(newId: "c");
        Assert.Equal(ErrorCode.RebalanceInProgress, group.Synced(waiting).Error);
    }

    [Fact]
    public void Sync_Checks_GenerationMemberAndProtocol()
    {
        var group = GroupDriver.Stable("a");
        Assert.Equal(ErrorCode.IllegalGeneration, group.Synced(group.Sync("a", 7)).Error);
        Assert.Equal(ErrorCode.UnknownMemberId, group.Synced(group.Sync("x", 1)).Error);
        var wrong = group.Tell(token => new SyncGroup(token, "a", null, 1, "consumer", "sticky", []));
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, group.Synced(wrong).Error);
        group.Join("a", topics: "u");
        group.Join(newId: "b");
        group.State = group.State with { Phase = GroupPhase.PreparingRebalance };
        Assert.Equal(ErrorCode.RebalanceInProgress, group.Synced(group.Sync("a", group.State.Generation)).Error);
    }

    [Fact]
    public void Sync_NeverSent_MemberIsPutOutAtTheRebalanceTimeout()
    {
        var group = new GroupDriver();
        group.Join(newId: "a", session: TimeSpan.FromMinutes(5));
        group.Join(newId: "b", session: TimeSpan.FromMinutes(5));
        group.Join("a", session: TimeSpan.FromMinutes(5));
        group.Sync("a", 2, null, ("a", ""), ("b", ""));
        group.Pass(GroupDriver.RebalanceTimeout);
        Assert.Equal(GroupPhase.PreparingRebalance, group.State.Phase);
        Assert.DoesNotContain("b", group.State.Members.Keys);
    }

    [Fact]
    public void Heartbeat_KeepsASessionAlive_AndSilenceEndsIt()
    {
        var group = GroupDriver.Stable("a");
        for (var i = 0; i < 5; i++)
        {
            group.Pass(GroupDriver.Session * 0.9);
            Assert.Equal(ErrorCode.None, group.Beat("a", 1));
        }

        group.Pass(GroupDriver.Session);
        Assert.Equal((GroupPhase.Empty, 2), (group.State.Phase, group.State.Generation));
        Assert.Equal(ErrorCode.UnknownMemberId, group.Beat("a", 1));
    }

    [Fact]
    public void Heartbeat_WrongGeneration_Illegal()
    {
        var group = GroupDriver.Stable("a");
        Assert.Equal(ErrorCode.IllegalGeneration, group.Beat("a", 0));
    }

    [Fact]
    public void Heartbeat_WhileWaitingForSync_IsFine()
    {
        var group = new GroupDriver();
        group.Join(newId: "a");
        Assert.Equal(ErrorCode.None, group.Beat("a", 1));
    }

    [Fact]
    public void TimePassed_WhoWaitsForTheJoin_KeepsItsSession()
    {
        var group = GroupDriver.Stable("a", "b");
        var a = group.Join("a");
        group.Pass(GroupDriver.Session);
        Assert.Equal("a", Assert.Single(group.Joined(a).Members).MemberId);
    }

    [Fact]
    public void Leave_Follower_OthersShareAnew_LastLeavesTheGroupEmpty()
    {
        var group = GroupDriver.Stable("a", "b");
        Assert.Equal(ErrorCode.None, group.Leave(("b", null)).Members[0].Error);
        Assert.Equal(GroupPhase.PreparingRebalance, group.State.Phase);
        group.Leave(("a", null));
        Assert.Equal(GroupPhase.Empty, group.State.Phase);
        Assert.Null(group.State.LeaderId);
    }

    [Fact]
    public void Leave_LastMissingOne_CompletesTheJoin()
    {
        var group = GroupDriver.Stable("a", "b");
        var b = group.Join("b", topics: "u");
        group.Leave(("a", null));
        Assert.Equal("b", group.Joined(b).LeaderId);
    }

    [Fact]
    public void Leave_SeveralAtOnce_EachHasItsAnswer()
    {
        var group = GroupDriver.Stable("a", "b");
        var reply = group.Leave(("a", null), ("x", null), ("", "nobody"));
        Assert.Equal([ErrorCode.None, ErrorCode.UnknownMemberId, ErrorCode.UnknownMemberId], reply.Members.Select(m => m.Error));
    }

    [Fact]
    public void Leave_PendingMember_IsForgotten()
    {
        var group = new GroupDriver();
        group.Join(newId: "a", known: true);
        Assert.Equal(ErrorCode.None, group.Leave(("a", null)).Members[0].Error);
        Assert.Empty(group.State.PendingJoins);
    }
}
