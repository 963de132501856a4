using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Tests.Groups;

public sealed class GroupMachineOffsetTests
{
    private static readonly TopicPartition T0 = new("t", 0);

    [Fact]
    public void Commit_FromOutsideOfAnEmptyGroup_Stored()
    {
        var group = new GroupDriver();
        Assert.Equal(ErrorCode.None, group.Commit("", -1).Partitions[T0]);
        Assert.Equal(5, group.Offset());
        Assert.Single(group.Stores);
    }

    [Fact]
    public void Commit_FromOutsideOfAGroupWithMembers_Unknown()
    {
        var group = GroupDriver.Stable("a");
        Assert.Equal(ErrorCode.UnknownMemberId, group.Commit("", -1).Error);
        Assert.Null(group.Offset());
    }

    [Theory]
    [InlineData("a", 1, ErrorCode.None)]
    [InlineData("a", 0, ErrorCode.IllegalGeneration)]
    [InlineData("a", 2, ErrorCode.IllegalGeneration)]
    [InlineData("x", 1, ErrorCode.UnknownMemberId)]
    [InlineData("a", -1, ErrorCode.IllegalGeneration)]
    public void Commit_OfAMember_GenerationIsChecked(string memberId, int generation, ErrorCode expected)
    {
        var group = GroupDriver.Stable("a");
        Assert.Equal(expected, group.Commit(memberId, generation).Error);
        Assert.Equal(expected == ErrorCode.None ? 5 : null, group.Offset());
    }

    [Fact]
    public void Commit_ToAGroupThatIsNotThere_WithGeneration_NotFound()
    {
        Assert.Equal(ErrorCode.GroupIdNotFound, new GroupDriver().Commit("a", 1).Error);
    }

    [Fact]
    public void Commit_WhileTheOthersJoin_Accepted_BeforeTheAssignment_Not()
    {
        var group = GroupDriver.Stable("a");
        group.Join(newId: "b");
        Assert.Equal(ErrorCode.None, group.Commit("a", 1).Error);
        group.Join("a");
        Assert.Equal(ErrorCode.RebalanceInProgress, group.Commit("a", 2).Error);
    }

    [Fact]
    public void Commit_IsASignOfLife()
    {
        var group = GroupDriver.Stable("a");
        group.Pass(GroupDriver.Session * 0.9);
        group.Commit("a", 1);
        group.Pass(GroupDriver.Session * 0.9);
        Assert.Equal(GroupPhase.Stable, group.State.Phase);
    }

    [Fact]
    public void Commit_MetadataTooLarge_ThatPartitionOnly()
    {
        var group = new GroupDriver();
        Assert.Equal(ErrorCode.OffsetMetadataTooLarge, group.Commit("", -1, metadata: new string('x', 4097)).Partitions[T0]);
        Assert.Null(group.Offset());
        Assert.Empty(group.Stores);
    }

    [Fact]
    public void Pending_CountsWhenCommitted_NotBefore()
    {
        var group = new GroupDriver();
        group.Commit("", -1, 1);
        Assert.Equal(ErrorCode.None, group.CommitPending(7, offset: 9).Error);
        Assert.Equal(1, group.Offset());
        group.Tell(new EndOffsetsTransaction(7, Committed: true));
        Assert.Equal(9, group.Offset());
        Assert.Empty(group.State.PendingOffsets);
    }

    [Fact]
    public void Pending_Aborted_IsDropped()
    {
        var group = new GroupDriver();
        group.CommitPending(7);
        group.Tell(new EndOffsetsTransaction(7, Committed: false));
        Assert.Null(group.Offset());
        group.Tell(new EndOffsetsTransaction(7, Committed: true));
        Assert.Null(group.Offset());
    }

    [Fact]
    public void Pending_GenerationAndEpochAreChecked()
    {
        var group = GroupDriver.Stable("a");
        Assert.Equal(ErrorCode.IllegalGeneration, group.CommitPending(7, "a", 0).Error);
        Assert.Equal(ErrorCode.UnknownMemberId, group.CommitPending(7, "x", 1).Error);
        Assert.Equal(ErrorCode.None, group.CommitPending(7, "a", 1, epoch: 3).Error);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, group.CommitPending(7, "a", 1, epoch: 2).Error);
        // Producers before KIP-447 name nobody, and are let in.
        Assert.Equal(ErrorCode.None, group.CommitPending(8).Error);
    }

    [Fact]
    public void Pending_BeforeTheAssignment_Accepted()
    {
        var group = new GroupDriver();
        group.Join(newId: "a");
        Assert.Equal(ErrorCode.None, group.CommitPending(7, "a", 1).Error);
    }

    [Fact]
    public void DeleteOffsets_SubscribedTopic_Refused_OthersForgotten()
    {
        var group = GroupDriver.Stable("a");
        group.Commit("a", 1, topic: "t");
        group.Commit("a", 1, topic: "u");
        var u0 = new TopicPartition("u", 0);
        var token = group.Tell(t => new DeleteOffsets(t, [T0, u0]));
        var reply = (OffsetsReply)group.Replies[token];
        Assert.Equal((ErrorCode.GroupSubscribedToTopic, ErrorCode.None), (reply.Partitions[T0], reply.Partitions[u0]));
        Assert.Equal((5L, null), (group.Offset("t"), group.Offset("u")));
    }

    [Fact]
    public void DeleteOffsets_NoSuchGroup_AndGroupsOfAnotherKind()
    {
        var none = new GroupDriver();
        Assert.Equal(ErrorCode.GroupIdNotFound, none.Replies[none.Tell(t => new DeleteOffsets(t, [T0]))].Error);
        var connect = new GroupDriver();
        connect.Join(newId: "a", type: "connect");
        Assert.Equal(ErrorCode.NonEmptyGroup, connect.Replies[connect.Tell(t => new DeleteOffsets(t, [T0]))].Error);
    }

    [Fact]
    public void DeleteGroup_OnlyWithoutMembers()
    {
        var group = GroupDriver.Stable("a");
        group.Commit("a", 1);
        Assert.Equal(ErrorCode.NonEmptyGroup, group.Replies[group.Tell(t => new DeleteGroup(t))].Error);
        group.Leave(("a", null));
        Assert.Equal(ErrorCode.None, group.Replies[group.Tell(t => new DeleteGroup(t))].Error);
        Assert.Equal(GroupPhase.Dead, group.State.Phase);
        Assert.Contains(group.Stores, s => s is ForgetGroup);
        Assert.Contains(group.Stores, s => s is ForgetOffsets);
        Assert.Equal(ErrorCode.GroupIdNotFound, group.Replies[group.Tell(t => new DeleteGroup(t))].Error);
    }

    [Fact]
    public void Dead_AnswersEverything_WithCoordinatorNotAvailable()
    {
        var group = new GroupDriver();
        group.Commit("", -1);
        group.Tell(t => new DeleteGroup(t));
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, group.Joined(group.Join()).Error);
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, group.Synced(group.Sync("a", 1)).Error);
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, group.Beat("a", 1));
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, group.Leave(("a", null)).Error);
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, group.Commit("", -1).Error);
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, group.CommitPending(1).Error);
        Assert.Equal(ErrorCode.GroupIdNotFound, group.Replies[group.Tell(t => new DeleteOffsets(t, [T0]))].Error);
    }

    [Fact]
    public void Expire_SimpleGroup_CountsFromTheCommit_AndTakesTheGroupWithIt()
    {
        var group = new GroupDriver();
        group.Commit("", -1);
        group.Pass(TimeSpan.FromDays(6.9));
        group.Tell(new ExpireOffsets());
        Assert.Equal(5, group.Offset());
        group.Pass(TimeSpan.FromDays(0.2));
        group.Tell(new ExpireOffsets());
        Assert.Equal(GroupPhase.Dead, group.State.Phase);
    }

    [Fact]
    public void Expire_GroupThatBecameEmpty_CountsFromThen()
    {
        var group = GroupDriver.Stable("a");
        group.Commit("a", 1);
        for (var day = 0; day < 10; day++)
        {
            group.Pass(TimeSpan.FromSeconds(5));
            group.Beat("a", 1);
        }

        group.Leave(("a", null));
        group.Pass(TimeSpan.FromDays(6.9));
        group.Tell(new ExpireOffsets());
        Assert.Equal(5, group.Offset());
        group.Pass(TimeSpan.FromDays(0.2));
        group.Tell(new ExpireOffsets());
        Assert.Equal(GroupPhase.Dead, group.State.Phase);
    }

    [Fact]
    public void Expire_ActiveGroup_OnlyTopicsNobodySubscribesTo()
    {
        var group = new GroupDriver();
        group.Join(newId: "a", session: TimeSpan.FromMinutes(30));
        group.Sync("a", 1, null, ("a", ""));
        group.Commit("a", 1, topic: "t");
        group.Commit("a", 1, topic: "old");
        for (var i = 0; i < 400; i++)
        {
            group.Pass(TimeSpan.FromMinutes(29));
            group.Beat("a", 1);
        }

        group.Tell(new ExpireOffsets());
        Assert.Equal((5L, null), (group.Offset("t"), group.Offset("old")));
    }

    [Fact]
    public void Expire_PendingOffset_IsKept()
    {
        var group = new GroupDriver();
        group.Commit("", -1);
        group.CommitPending(7);
        group.Pass(TimeSpan.FromDays(30));
        group.Tell(new ExpireOffsets());
        Assert.Equal(5, group.Offset());
    }

    [Fact]
    public void TopicsDeleted_TheirOffsetsGo_PendingOnesToo()
    {
        var group = new GroupDriver();
        group.Commit("", -1, topic: "t");
        group.Commit("", -1, topic: "u");
        group.CommitPending(7, topic: "t");
        group.Tell(new TopicsDeleted(["t"]));
        group.Tell(new EndOffsetsTransaction(7, Committed: true));
        Assert.Equal((null, 5L), (group.Offset("t"), group.Offset("u")));
    }
}
