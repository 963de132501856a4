using System.Collections.Immutable;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>What may be said to a group. A request carries a token, under which exactly one <see cref="Answer"/> comes, now or later.</summary>
internal interface IGroupMessage;

/// <summary>
/// A client asks to be a member, or to be one in the next generation. <c>NewMemberId</c> is the id it gets if it has none, made by the
/// shell, since it is random. <c>RequiresKnownMemberId</c>: from version 4 on a new member first only learns its id (KIP-394), so that a lost
/// answer leaves no ghost. <c>SupportsSkippingAssignment</c>: from version 9 on a static leader that returns is told not to assign again (KIP-814).
/// </summary>
internal sealed record JoinGroup(
    long Token,
    string MemberId,
    string? InstanceId,
    string NewMemberId,
    string ClientId,
    string ClientHost,
    TimeSpan SessionTimeout,
    TimeSpan RebalanceTimeout,
    string ProtocolType,
    ImmutableArray<GroupProtocol> Protocols,
    bool RequiresKnownMemberId,
    bool SupportsSkippingAssignment) : IGroupMessage;

/// <summary>A member asks for its assignment; the leader's request brings everybody's. The protocol is checked if it is not null (KIP-559).</summary>
internal sealed record SyncGroup(
    long Token,
    string MemberId,
    string? InstanceId,
    int Generation,
    string? ProtocolType,
    string? Protocol,
    ImmutableArray<MemberAssignment> Assignments) : IGroupMessage;

/// <summary>What the leader gives one member.</summary>
internal sealed record MemberAssignment(string MemberId, ReadOnlyMemory<byte> Assignment);

/// <summary>A member says that it lives and asks whether its generation does.</summary>
internal sealed record Heartbeat(long Token, string MemberId, string? InstanceId, int Generation) : IGroupMessage;

/// <summary>Members go, by themselves or put out by an administrator.</summary>
internal sealed record LeaveGroup(long Token, ImmutableArray<LeavingMember> Members) : IGroupMessage;

/// <summary>Who goes: by member id, or a static member by its instance id alone.</summary>
internal readonly record struct LeavingMember(string MemberId, string? InstanceId);

/// <summary>Offsets are committed: by a member (generation ≥ 0), or from outside (generation −1, only while the group is empty).</summary>
internal sealed record CommitOffsets(
    long Token,
    string MemberId,
    string? InstanceId,
    int Generation,
    ImmutableDictionary<TopicPartition, CommittedOffset> Offsets) : IGroupMessage;

/// <summary>Offsets are sent to an open transaction; they count when it commits.</summary>
internal sealed record CommitTransactionalOffsets(
    long Token,
    string MemberId,
    string? InstanceId,
    int Generation,
    long ProducerId,
    short ProducerEpoch,
    ImmutableDictionary<TopicPartition, CommittedOffset> Offsets) : IGroupMessage;

/// <summary>The transaction coordinator has ended a transaction that sent offsets to this group.</summary>
internal sealed record EndOffsetsTransaction(long ProducerId, bool Committed) : IGroupMessage;

/// <summary>Committed offsets are forgotten, as far as no member is subscribed to their topics.</summary>
internal sealed record DeleteOffsets(long Token, ImmutableArray<TopicPartition> Partitions) : IGroupMessage;

/// <summary>The group is forgotten, offsets and all, if it has no members.</summary>
internal sealed record DeleteGroup(long Token) : IGroupMessage;

/// <summary>Topics are gone, and offsets for them mean nothing any more.</summary>
internal sealed record TopicsDeleted(ImmutableHashSet<string> Topics) : IGroupMessage;

/// <summary>The clock has moved: sessions, rebalances and pending members that are due are dealt with.</summary>
internal sealed record TimePassed : IGroupMessage;

/// <summary>Old offsets are forgotten, and with the last one an empty group.</summary>
internal sealed record ExpireOffsets : IGroupMessage;

/// <summary>What a group says back under a request's token.</summary>
internal interface IGroupReply
{
    /// <summary>The error of the whole request.</summary>
    ErrorCode Error { get; }
}

/// <summary>An answer that is only an error code, or none.</summary>
internal sealed record ErrorReply(ErrorCode Error) : IGroupReply;

/// <summary>The generation a member is in. <c>Members</c> is empty for all but the leader.</summary>
internal sealed record JoinReply(
    ErrorCode Error,
    string MemberId,
    int Generation,
    string? ProtocolType,
    string? Protocol,
    string LeaderId,
    bool SkipAssignment,
    ImmutableArray<JoinedMember> Members) : IGroupReply
{
    /// <summary>A refusal. The member id is sent back, since the client may have just learnt it.</summary>
    public static JoinReply Refuse(ErrorCode error, string memberId) => new(error, memberId, -1, null, null, "", false, []);
}

/// <summary>A member as its leader sees it.</summary>
internal sealed record JoinedMember(string MemberId, string? InstanceId, ReadOnlyMemory<byte> Metadata);

/// <summary>A member's assignment.</summary>
internal sealed record SyncReply(ErrorCode Error, string? ProtocolType, string? Protocol, ReadOnlyMemory<byte> Assignment) : IGroupReply;

/// <summary>How it went for each of those who were to leave.</summary>
internal sealed record LeaveReply(ErrorCode Error, ImmutableArray<(LeavingMember Member, ErrorCode Error)> Members) : IGroupReply;

/// <summary>How it went for each partition whose offset was committed or deleted.</summary>
internal sealed record OffsetsReply(ErrorCode Error, ImmutableDictionary<TopicPartition, ErrorCode> Partitions) : IGroupReply;

/// <summary>What the shell is to do, in this order: store first, answer then.</summary>
internal interface IGroupEffect;

/// <summary>Write the group's generation and members, as they are in the decision's next state.</summary>
internal sealed record StoreGroup : IGroupEffect;

/// <summary>Write committed offsets.</summary>
internal sealed record StoreOffsets(ImmutableDictionary<TopicPartition, CommittedOffset> Offsets) : IGroupEffect;

/// <summary>Write offsets under a producer's open transaction.</summary>
internal sealed record StorePendingOffsets(
    long ProducerId, short ProducerEpoch, ImmutableDictionary<TopicPartition, CommittedOffset> Offsets) : IGroupEffect;

/// <summary>Write tombstones of committed offsets.</summary>
internal sealed record ForgetOffsets(ImmutableArray<TopicPartition> Partitions) : IGroupEffect;

/// <summary>Write the tombstone of the group.</summary>
internal sealed record ForgetGroup : IGroupEffect;

/// <summary>Answer the request that came with this token.</summary>
internal sealed record Answer(long Token, IGroupReply Reply) : IGroupEffect;

/// <summary>What follows from a message.</summary>
internal sealed record GroupDecision(GroupState Next, ImmutableArray<IGroupEffect> Effects);
