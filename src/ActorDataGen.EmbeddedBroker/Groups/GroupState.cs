using System.Collections.Immutable;

namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>Where a group stands between two generations. The names on the wire are these words.</summary>
internal enum GroupPhase
{
    /// <summary>No members; committed offsets may be there.</summary>
    Empty,

    /// <summary>Waits until every member has joined again, or the rebalance timeout is up.</summary>
    PreparingRebalance,

    /// <summary>Everybody has joined; waits for the leader's assignment.</summary>
    CompletingRebalance,

    /// <summary>Everybody may have its assignment.</summary>
    Stable,

    /// <summary>Deleted or expired; the last state of a group object that nobody finds any more.</summary>
    Dead,
}

/// <summary>A committed offset. <c>LeaderEpoch</c> is −1 where the client sent none; <c>ExpiresAt</c> only comes from clients older than Kafka 2.1.</summary>
internal sealed record CommittedOffset(
    long Offset, int LeaderEpoch, string Metadata, DateTimeOffset CommittedAt, DateTimeOffset? ExpiresAt = null);

/// <summary>An assignor that a member offers, with the member's subscription in the client's own format.</summary>
internal sealed record GroupProtocol(string Name, ReadOnlyMemory<byte> Metadata)
{
    /// <summary>Same name and same bytes: a member that joins again with equal protocols asks for nothing new.</summary>
    public bool Matches(GroupProtocol other) =>
        Name == other.Name && Metadata.Span.SequenceEqual(other.Metadata.Span);
}

/// <summary>One member. A waiting request is held by its token; the shell knows which connection that is.</summary>
internal sealed record GroupMember
{
    public required string MemberId { get; init; }

    /// <summary>Not null for a static member (KIP-345), which keeps its place over a restart.</summary>
    public string? InstanceId { get; init; }

    public required string ClientId { get; init; }
    public required string ClientHost { get; init; }
    public required TimeSpan SessionTimeout { get; init; }
    public required TimeSpan RebalanceTimeout { get; init; }
    public required ImmutableArray<GroupProtocol> Protocols { get; init; }

    /// <summary>What the leader assigned, in the assignor's own format; empty until it did.</summary>
    public ReadOnlyMemory<byte> Assignment { get; init; }

    /// <summary>Order of joining, so that electing a leader does not depend on a hash.</summary>
    public required long Sequence { get; init; }

    /// <summary>Token of the JoinGroup that waits for the generation to form.</summary>
    public long? AwaitingJoin { get; init; }

    /// <summary>Token of the SyncGroup that waits for the leader's assignment.</summary>
    public long? AwaitingSync { get; init; }

    /// <summary>True until the member's first generation: it does not know its id yet, so it cannot send heartbeats.</summary>
    public bool IsNew { get; init; }

    /// <summary>When the member counts as gone; null while it waits for us, because then it cannot send heartbeats.</summary>
    public DateTimeOffset? SessionDue { get; init; }

    public bool Supports(string protocol) => Protocols.Any(p => p.Name == protocol);

    public ReadOnlyMemory<byte> MetadataFor(string? protocol)
    {
        foreach (var offered in Protocols)
            if (offered.Name == protocol)
                return offered.Metadata;
        return default;
    }

    public bool Matches(ImmutableArray<GroupProtocol> protocols) =>
        Protocols.Length == protocols.Length && Protocols.Zip(protocols).All(pair => pair.First.Matches(pair.Second));
}

/// <summary>Offsets that an open transaction has sent and not ended.</summary>
internal sealed record PendingOffsets(short ProducerEpoch, ImmutableDictionary<TopicPartition, CommittedOffset> Offsets);

/// <summary>Everything there is to know of a consumer group.</summary>
internal sealed record GroupState
{
    public required string GroupId { get; init; }
    public GroupPhase Phase { get; init; }

    /// <summary>When <see cref="Phase"/> was entered: an empty group's offsets expire counted from here.</summary>
    public required DateTimeOffset PhaseSince { get; init; }

    public int Generation { get; init; }

    /// <summary><c>consumer</c>, <c>connect</c>, …; null for a group that only ever committed offsets by itself.</summary>
    public string? ProtocolType { get; init; }

    /// <summary>The assignor of this generation.</summary>
    public string? Protocol { get; init; }

    public string? LeaderId { get; init; }
    public ImmutableDictionary<string, GroupMember> Members { get; init; } = ImmutableDictionary<string, GroupMember>.Empty;

    /// <summary>Instance id → member id of static members.</summary>
    public ImmutableDictionary<string, string> StaticMembers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Members that were given an id (KIP-394) and have not come back with it yet, with the instant at which we stop waiting.</summary>
    public ImmutableDictionary<string, DateTimeOffset> PendingJoins { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Members of this generation that have not sent SyncGroup yet.</summary>
    public ImmutableHashSet<string> PendingSyncs { get; init; } = [];

    /// <summary>When a forming generation stops waiting for members.</summary>
    public DateTimeOffset? RebalanceDue { get; init; }

    /// <summary>Not null while an empty group gathers its first members: how long it may still be prolonged.</summary>
    public TimeSpan? InitialDelayLeft { get; init; }

    /// <summary>Somebody joined since the initial delay was last prolonged.</summary>
    public bool JoinedSinceDelay { get; init; }

    /// <summary>When members that have not sent SyncGroup are put out.</summary>
    public DateTimeOffset? SyncDue { get; init; }

    public long NextSequence { get; init; }
    public ImmutableDictionary<TopicPartition, CommittedOffset> Offsets { get; init; } = ImmutableDictionary<TopicPartition, CommittedOffset>.Empty;

    /// <summary>Producer id → offsets of its open transaction.</summary>
    public ImmutableDictionary<long, PendingOffsets> PendingOffsets { get; init; } = ImmutableDictionary<long, PendingOffsets>.Empty;

    /// <summary>A group nobody has heard of.</summary>
    public static GroupState Create(string groupId, DateTimeOffset now) => new() { GroupId = groupId, PhaseSince = now };

    /// <summary>Nothing in it worth keeping: it was created by a request that was refused, or by a read.</summary>
    public bool IsBlank =>
        Phase == GroupPhase.Empty && Generation == 0 && ProtocolType is null && PendingJoins.IsEmpty && Offsets.IsEmpty && PendingOffsets.IsEmpty;

    /// <summary>The earliest instant at which <see cref="TimePassed"/> would change something, or null.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            var due = Earlier(RebalanceDue, SyncDue);
            foreach (var member in Members.Values)
                due = Earlier(due, member.SessionDue);
            foreach (var pending in PendingJoins.Values)
                due = Earlier(due, pending);
            return due;
        }
    }

    /// <summary>Members in the order in which they joined.</summary>
    public IEnumerable<GroupMember> MembersByAge => Members.Values.OrderBy(m => m.Sequence);

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other : other is null || one < other ? one : other;
}
