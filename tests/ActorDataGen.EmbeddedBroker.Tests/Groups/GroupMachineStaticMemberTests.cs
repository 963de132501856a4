using System.Text;
using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Tests.Groups;

public sealed class GroupMachineStaticMemberTests
{
    private static GroupDriver TwoStatic()
    {
        var group = new GroupDriver();
        group.Join(instance: "i", newId: "i-1");
        group.Join(instance: "j", newId: "j-1");
        group.Join("i-1", instance: "i");
        group.Sync("j-1", 2, "j");
        group.Sync("i-1", 2, "i", ("i-1", "left"), ("j-1", "right"));
        Assert.Equal(GroupPhase.Stable, group.State.Phase);
        return group;
    }

    [Fact]
    public void Join_StaticMemberRestarts_SameGenerationAndAssignment()
    {
        var group = TwoStatic();
        var reply = group.Joined(group.Join(instance: "j", newId: "j-2"));
        Assert.Equal((ErrorCode.None, 2, "j-2"), (reply.Error, reply.Generation, reply.MemberId));
        Assert.Equal(GroupPhase.Stable, group.State.Phase);
        Assert.Equal("right", Encoding.UTF8.GetString(group.Synced(group.Sync("j-2", 2, "j")).Assignment.Span));
        Assert.Contains(group.Stores, s => s is StoreGroup);
    }

    [Fact]
    public void Join_StaticMemberRestarts_FormerIdIsFenced()
    {
        var group = TwoStatic();
        group.Join(instance: "j", newId: "j-2");
        Assert.Equal(ErrorCode.FencedInstanceId, group.Beat("j-1", 2, "j"));
        Assert.Equal(ErrorCode.UnknownMemberId, group.Beat("j-1", 2));
        Assert.Equal(ErrorCode.FencedInstanceId, group.Joined(group.Join("j-1", instance: "j")).Error);
        Assert.Equal(ErrorCode.FencedInstanceId, group.Commit("j-1", 2, instance: "j").Error);
        Assert.Equal(ErrorCode.FencedInstanceId, group.Synced(group.Sync("j-1", 2, "j")).Error);
        Assert.Equal(ErrorCode.FencedInstanceId, group.Leave(("j-1", "j")).Members[0].Error);
    }

    [Fact]
    public void Join_StaticLeaderRestarts_LeadsAndSkipsAssignment()
    {
        var group = TwoStatic();
        var reply = group.Joined(group.Join(instance: "i", newId: "i-2", skip: true));
        Assert.Equal(("i-2", true, 2), (reply.LeaderId, reply.SkipAssignment, reply.Members.Length));
    }

    [Fact]
    public void Join_StaticLeaderRestartsWithAnOldClient_DoesNotSeeItselfLead()
    {
        var group = TwoStatic();
        var reply = group.Joined(group.Join(instance: "i", newId: "i-2"));
        Assert.Equal(("i-1", false, 0), (reply.LeaderId, reply.SkipAssignment, reply.Members.Length));
    }

    [Fact]
    public void Join_StaticMemberRestartsWithAnotherAssignor_NewGeneration()
    {
        var group = new GroupDriver();
        group.Join(instance: "i", newId: "i-1", protocols: ["range", "sticky"]);
        group.Sync("i-1", 1, "i", ("i-1", "all"));
        var again = group.Join(instance: "i", newId: "i-2", protocols: ["sticky"]);
        Assert.Equal((2, "sticky"), (group.Joined(again).Generation, group.Joined(again).Protocol));
    }

    [Fact]
    public void Join_TwiceWhileWaiting_FirstIsFenced()
    {
        var group = TwoStatic();
        var first = group.Join(newId: "c");
        var waiting = group.Join("j-1", instance: "j");
        var second = group.Join(instance: "j", newId: "j-2");
        Assert.Equal(ErrorCode.FencedInstanceId, group.Joined(waiting).Error);
        Assert.True(group.IsWaiting(second) && group.IsWaiting(first));
    }

    [Fact]
    public void Join_UnknownInstanceWithMemberId_Unknown()
    {
        var group = TwoStatic();
        Assert.Equal(ErrorCode.UnknownMemberId, group.Joined(group.Join("i-1", instance: "nobody")).Error);
    }

    [Fact]
    public void TimePassed_StaticMemberAwayLessThanItsSession_NobodyNotices()
    {
        var group = TwoStatic();
        group.Pass(GroupDriver.Session / 2);
        group.Beat("i-1", 2, "i");
        group.Join(instance: "j", newId: "j-2");
        group.Pass(GroupDriver.Session * 0.9);
        Assert.Equal((GroupPhase.Stable, 2), (group.State.Phase, group.State.Generation));
        Assert.Contains("j-2", group.State.Members.Keys);
    }

    [Fact]
    public void CompleteJoin_AbsentStaticMember_KeepsItsPlace()
    {
        var group = new GroupDriver();
        var session = TimeSpan.FromMinutes(10);
        group.Join(instance: "i", newId: "i-1", session: session);
        group.Join(instance: "j", newId: "j-1", session: session);
        group.Join("i-1", instance: "i", session: session);
        group.Sync("i-1", 2, "i", ("i-1", ""), ("j-1", ""));
        group.Sync("j-1", 2, "j");
        var i = group.Join("i-1", instance: "i", session: session, topics: "u");
        group.Pass(GroupDriver.RebalanceTimeout);
        Assert.Equal(["i-1", "j-1"], group.Joined(i).Members.Select(m => m.MemberId));
    }

    [Fact]
    public void CompleteJoin_OnlyAbsentStaticMembers_WaitsOn()
    {
        var group = new GroupDriver();
        var session = TimeSpan.FromMinutes(10);
        group.Join(instance: "i", newId: "i-1", session: session);
        group.Sync("i-1", 1, "i", ("i-1", ""));
        group.Join(newId: "a");
        group.Leave(("a", null));
        group.Pass(GroupDriver.RebalanceTimeout);
        Assert.Equal((GroupPhase.PreparingRebalance, 1), (group.State.Phase, group.State.Generation));
        Assert.Equal("i-1", Assert.Single(group.State.Members.Keys));
    }

    [Fact]
    public void Leave_ByInstanceAlone_AsAnAdministratorDoes()
    {
        var group = TwoStatic();
        Assert.Equal(ErrorCode.None, group.Leave(("", "j")).Members[0].Error);
        Assert.DoesNotContain("j", group.State.StaticMembers.Keys);
    }
}
