using System.Collections.Immutable;
using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.KafkaProtocol;
using static ActorDataGen.KafkaProtocol.ErrorCode;

namespace ActorDataGen.EmbeddedBroker.Tests.Groups;

/// <summary>Every phase of a group against every message. Null means that the request waits.</summary>
public sealed class GroupMachineMatrixTests
{
    private static ErrorCode? Waits => null;

    /// <summary>A request, and its answers in Empty, PreparingRebalance, CompletingRebalance, Stable and Dead.</summary>
    private static readonly (string Name, Func<long, int, IGroupMessage> Message, ErrorCode?[] Answers)[] Requests =
    [
        ("join of a member", (t, _) => Join(t, "a"), [UnknownMemberId, None, None, None, CoordinatorNotAvailable]),
        ("join of a member with another subscription", (t, _) => Join(t, "a", "u"), [UnknownMemberId, None, None, None, CoordinatorNotAvailable]),
        ("join of a stranger", (t, _) => Join(t, ""), [None, Waits, Waits, Waits, CoordinatorNotAvailable]),
        ("join of one who is not there", (t, _) => Join(t, "gone"), [UnknownMemberId, UnknownMemberId, UnknownMemberId, UnknownMemberId, CoordinatorNotAvailable]),
        ("sync", (t, g) => Sync(t, "a", g), [UnknownMemberId, RebalanceInProgress, None, None, CoordinatorNotAvailable]),
        ("sync of another generation", (t, g) => Sync(t, "a", g + 1),
            [UnknownMemberId, IllegalGeneration, IllegalGeneration, IllegalGeneration, CoordinatorNotAvailable]),
        ("heartbeat", (t, g) => new Heartbeat(t, "a", null, g), [UnknownMemberId, RebalanceInProgress, None, None, CoordinatorNotAvailable]),
        ("heartbeat of another generation", (t, g) => new Heartbeat(t, "a", null, g - 1),
            [UnknownMemberId, IllegalGeneration, IllegalGeneration, IllegalGeneration, CoordinatorNotAvailable]),
        ("heartbeat of an instance that is not there", (t, g) => new Heartbeat(t, "a", "i", g),
            [UnknownMemberId, UnknownMemberId, UnknownMemberId, UnknownMemberId, CoordinatorNotAvailable]),
        ("leave", (t, _) => new LeaveGroup(t, [new LeavingMember("a", null)]), [None, None, None, None, CoordinatorNotAvailable]),
        ("commit", (t, g) => new CommitOffsets(t, "a", null, g, Offsets), [UnknownMemberId, None, RebalanceInProgress, None, CoordinatorNotAvailable]),
        ("commit of another generation", (t, g) => new CommitOffsets(t, "a", null, g + 1, Offsets),
            [UnknownMemberId, IllegalGeneration, IllegalGeneration, IllegalGeneration, CoordinatorNotAvailable]),
        ("commit from outside", (t, _) => new CommitOffsets(t, "", null, -1, Offsets),
            [None, UnknownMemberId, UnknownMemberId, UnknownMemberId, CoordinatorNotAvailable]),
        ("commit in a transaction", (t, g) => new CommitTransactionalOffsets(t, "a", null, g, 1, 0, Offsets),
            [UnknownMemberId, None, None, None, CoordinatorNotAvailable]),
        ("commit in a transaction, naming nobody", (t, _) => new CommitTransactionalOffsets(t, "", null, -1, 1, 0, Offsets),
            [None, None, None, None, CoordinatorNotAvailable]),
        ("delete of offsets", (t, _) => new DeleteOffsets(t, [new TopicPartition("other", 0)]), [None, None, None, None, GroupIdNotFound]),
        ("delete of the group", (t, _) => new DeleteGroup(t), [None, NonEmptyGroup, NonEmptyGroup, NonEmptyGroup, GroupIdNotFound]),
    ];

    private static readonly IGroupMessage[] Facts =
        [new TimePassed(), new ExpireOffsets(), new TopicsDeleted(["t"]), new EndOffsetsTransaction(1, true), new EndOffsetsTransaction(2, false)];

    private static ImmutableDictionary<TopicPartition, CommittedOffset> Offsets =>
        ImmutableDictionary<TopicPartition, CommittedOffset>.Empty.Add(new TopicPartition("t", 0), new CommittedOffset(1, -1, "", DateTimeOffset.UnixEpoch));

    [Fact]
    public void Decide_EveryRequestInEveryPhase_AnsweredAsKafkaAnswers()
    {
        foreach (var (name, message, answers) in Requests)
        {
            Assert.Equal(Enum.GetValues<GroupPhase>().Length, answers.Length);
            foreach (var phase in Enum.GetValues<GroupPhase>())
            {
                var group = In(phase);
                var token = group.Tell(t => message(t, group.State.Generation));
                var answer = group.IsWaiting(token) ? Waits : group.Replies[token].Error;
                Assert.True(answer == answers[(int)phase], $"{name} in {phase}: {answer?.ToString() ?? "waits"}");
            }
        }
    }

    [Fact]
    public void Decide_EveryFactInEveryPhase_BreaksNothing()
    {
        foreach (var fact in Facts)
        {
            foreach (var phase in Enum.GetValues<GroupPhase>())
            {
                var group = In(phase);
                var members = group.State.Members.Count;
                group.Tell(fact);
                Assert.Equal(phase, group.State.Phase);
                Assert.Equal(members, group.State.Members.Count);
            }
        }
    }

    private static GroupDriver In(GroupPhase phase)
    {
        var group = phase == GroupPhase.CompletingRebalance ? new GroupDriver() : GroupDriver.Stable("a");
        switch (phase)
        {
            case GroupPhase.Empty:
                group.Commit("a", 1, topic: "kept");
                group.Leave(("a", null));
                break;
            case GroupPhase.PreparingRebalance:
                group.Join(newId: "b");
                break;
            case GroupPhase.CompletingRebalance:
                group.Join(newId: "a");
                break;
            case GroupPhase.Dead:
                group.Leave(("a", null));
                group.Tell(t => new DeleteGroup(t));
                break;
        }

        Assert.Equal(phase, group.State.Phase);
        return group;
    }

    private static JoinGroup Join(long token, string memberId, string topics = "t") => new(
        token, memberId, null, "new", "client", "/host", GroupDriver.Session, GroupDriver.RebalanceTimeout, "consumer",
        [new GroupProtocol("range", GroupDriver.Subscription(topics))], false, false);

    private static SyncGroup Sync(long token, string memberId, int generation) =>
        new(token, memberId, null, generation, "consumer", "range", [new MemberAssignment(memberId, default)]);
}
