using System.Collections.Immutable;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>Who joins, lives and leaves.</summary>
internal sealed partial class GroupTurn
{
    public void Join(JoinGroup join)
    {
        var error = Check(join);
        if (error != ErrorCode.None)
        {
            Reply(join.Token, JoinReply.Refuse(error, join.MemberId));
            return;
        }

        if (join.MemberId.Length > 0)
        {
            JoinAgain(join);
        }
        else if (join.InstanceId is { } instance && _state.StaticMembers.TryGetValue(instance, out var old))
        {
            TakeOver(join, _state.Members[old]);
        }
        else if (join.InstanceId is null && join.RequiresKnownMemberId)
        {
            _state = _state with { PendingJoins = _state.PendingJoins.SetItem(join.NewMemberId, now + join.SessionTimeout) };
            Reply(join.Token, JoinReply.Refuse(ErrorCode.MemberIdRequired, join.NewMemberId));
        }
        else
        {
            Add(join, join.NewMemberId);
        }
    }

    private ErrorCode Check(JoinGroup join)
    {
        if (_state.Phase == GroupPhase.Dead)
        {
            return ErrorCode.CoordinatorNotAvailable;
        }

        if (join.SessionTimeout < options.MinSessionTimeout || join.SessionTimeout > options.MaxSessionTimeout)
        {
            return ErrorCode.InvalidSessionTimeout;
        }

        if (!IsKnown(join) && _state.Members.Count + _state.PendingJoins.Count >= options.MaxMembers)
        {
            return ErrorCode.GroupMaxSizeReached;
        }

        return IsCompatible(join) ? ErrorCode.None : ErrorCode.InconsistentGroupProtocol;
    }

    private bool IsKnown(JoinGroup join) =>
        _state.Members.ContainsKey(join.MemberId)
        || _state.PendingJoins.ContainsKey(join.MemberId)
        || (join.InstanceId is { } instance && _state.StaticMembers.ContainsKey(instance));

    /// <summary>Everybody in a group must share at least one assignor, else no generation could ever form.</summary>
    private bool IsCompatible(JoinGroup join)
    {
        if (join.ProtocolType.Length == 0 || join.Protocols.IsEmpty)
        {
            return false;
        }

        if (_state.Members.IsEmpty)
        {
            return true;
        }

        return _state.ProtocolType == join.ProtocolType
            && join.Protocols.Any(p => _state.Members.Values.All(m => m.Supports(p.Name)));
    }

    private void Add(JoinGroup join, string memberId)
    {
        // Who learns its id only from the first generation has no session to keep until then.
        var isNew = join.MemberId.Length == 0;
        var member = new GroupMember
        {
            MemberId = memberId,
            InstanceId = join.InstanceId,
            ClientId = join.ClientId,
            ClientHost = join.ClientHost,
            SessionTimeout = join.SessionTimeout,
            RebalanceTimeout = join.RebalanceTimeout,
            Protocols = join.Protocols,
            Sequence = _state.NextSequence,
            AwaitingJoin = join.Token,
            IsNew = isNew,
            SessionDue = isNew ? now + options.NewMemberTimeout : null,
        };
        _state = _state with
        {
            NextSequence = _state.NextSequence + 1,
            ProtocolType = _state.Members.IsEmpty ? join.ProtocolType : _state.ProtocolType,
            LeaderId = _state.LeaderId ?? memberId,
            PendingJoins = _state.PendingJoins.Remove(memberId),
            StaticMembers = join.InstanceId is { } instance ? _state.StaticMembers.SetItem(instance, memberId) : _state.StaticMembers,
            JoinedSinceDelay = true,
        };
        Put(member);
        Rebalance();
    }

    private void JoinAgain(JoinGroup join)
    {
        if (_state.PendingJoins.ContainsKey(join.MemberId))
        {
            if (join.InstanceId is null)
            {
                Add(join, join.MemberId);
                return;
            }

            Reply(join.Token, JoinReply.Refuse(ErrorCode.UnknownMemberId, join.MemberId));
            return;
        }

        var error = Validate(join.MemberId, join.InstanceId);
        if (error != ErrorCode.None)
        {
            Reply(join.Token, JoinReply.Refuse(error, join.MemberId));
            return;
        }

        var member = _state.Members[join.MemberId];
        var asBefore = member.Matches(join.Protocols);
        switch (_state.Phase)
        {
            // The answer was lost: the same generation again.
            case GroupPhase.CompletingRebalance when asBefore:
            // A follower joins again although nothing changed; only the leader may want new assignments that way.
            case GroupPhase.Stable when asBefore && _state.LeaderId != join.MemberId:
                Put(Refresh(member));
                Reply(join.Token, CurrentGeneration(member));
                break;
            default:
                WaitForGeneration(member, join);
                Rebalance();
                break;
        }
    }

    private void WaitForGeneration(GroupMember member, JoinGroup join)
    {
        if (member.AwaitingJoin is { } older)
        {
            // The client gave up on its former request, so nobody reads this; but a request must not stay open.
            Reply(older, JoinReply.Refuse(ErrorCode.RebalanceInProgress, member.MemberId));
        }

        Put(member with
        {
            ClientId = join.ClientId,
            ClientHost = join.ClientHost,
            SessionTimeout = join.SessionTimeout,
            RebalanceTimeout = join.RebalanceTimeout,
            Protocols = join.Protocols,
            AwaitingJoin = join.Token,
            SessionDue = null,
        });
    }

    /// <summary>A static member is back after a restart, under a new member id: the old id is fenced, and the assignment stays (KIP-345).</summary>
    private void TakeOver(JoinGroup join, GroupMember old)
    {
        AnswerWaiting(old, ErrorCode.FencedInstanceId);
        var leaderBefore = _state.LeaderId;
        var member = old with
        {
            MemberId = join.NewMemberId,
            ClientId = join.ClientId,
            ClientHost = join.ClientHost,
            SessionTimeout = join.SessionTimeout,
            RebalanceTimeout = join.RebalanceTimeout,
            Protocols = join.Protocols,
            AwaitingJoin = null,
            AwaitingSync = null,
        };
        _state = _state with
        {
            Members = _state.Members.Remove(old.MemberId),
            StaticMembers = _state.StaticMembers.SetItem(join.InstanceId!, join.NewMemberId),
            LeaderId = leaderBefore == old.MemberId ? join.NewMemberId : leaderBefore,
            PendingSyncs = _state.PendingSyncs.Contains(old.MemberId)
                ? _state.PendingSyncs.Remove(old.MemberId).Add(join.NewMemberId)
                : _state.PendingSyncs,
        };
        Put(Refresh(member));

        if (_state.Phase == GroupPhase.Stable && SelectProtocol() == _state.Protocol)
        {
            Do(new StoreGroup());
            var reply = CurrentGeneration(member);
            var isLeader = _state.LeaderId == member.MemberId;
            // A client that does not know SkipAssignment would assign anew if it saw itself as the leader.
            Reply(join.Token, join.SupportsSkippingAssignment
                ? reply with { SkipAssignment = isLeader }
                : reply with { LeaderId = leaderBefore ?? "", Members = [] });
            return;
        }

        WaitForGeneration(member, join);
        Rebalance();
    }

    private JoinReply CurrentGeneration(GroupMember member) => new(
        ErrorCode.None,
        member.MemberId,
        _state.Generation,
        _state.ProtocolType,
        _state.Protocol,
        _state.LeaderId ?? "",
        false,
        _state.LeaderId == member.MemberId
            ? [.. _state.MembersByAge.Select(m => new JoinedMember(m.MemberId, m.InstanceId, m.MetadataFor(_state.Protocol)))]
            : []);

    public void Beat(Heartbeat heartbeat)
    {
        var error = _state.Phase == GroupPhase.Dead
            ? ErrorCode.CoordinatorNotAvailable
            : Validate(heartbeat.MemberId, heartbeat.InstanceId);
        if (error == ErrorCode.None && heartbeat.Generation != _state.Generation)
        {
            error = ErrorCode.IllegalGeneration;
        }

        if (error == ErrorCode.None)
        {
            Put(Refresh(_state.Members[heartbeat.MemberId]));
            if (_state.Phase == GroupPhase.PreparingRebalance)
            {
                error = ErrorCode.RebalanceInProgress;
            }
        }

        Reply(heartbeat.Token, error);
    }

    public void Leave(LeaveGroup leave)
    {
        if (_state.Phase == GroupPhase.Dead)
        {
            Reply(leave.Token, new LeaveReply(ErrorCode.CoordinatorNotAvailable, []));
            return;
        }

        var removed = false;
        var results = ImmutableArray.CreateBuilder<(LeavingMember, ErrorCode)>(leave.Members.Length);
        foreach (var leaving in leave.Members)
        {
            var memberId = leaving.MemberId;
            if (memberId.Length == 0 && leaving.InstanceId is { } instance)
            {
                memberId = _state.StaticMembers.GetValueOrDefault(instance, "");
            }

            if (_state.PendingJoins.ContainsKey(memberId))
            {
                _state = _state with { PendingJoins = _state.PendingJoins.Remove(memberId) };
                removed = true;
                results.Add((leaving, ErrorCode.None));
                continue;
            }

            var error = Validate(memberId, leaving.InstanceId);
            if (error == ErrorCode.None)
            {
                Remove(_state.Members[memberId], ErrorCode.UnknownMemberId);
                removed = true;
            }

            results.Add((leaving, error));
        }

        if (removed)
        {
            MembersLeft();
        }

        Reply(leave.Token, new LeaveReply(ErrorCode.None, results.ToImmutable()));
    }

    /// <summary>Takes a member out; its waiting requests are answered with <paramref name="error"/>.</summary>
    private void Remove(GroupMember member, ErrorCode error)
    {
        AnswerWaiting(member, error);
        var members = _state.Members.Remove(member.MemberId);
        _state = _state with
        {
            Members = members,
            PendingSyncs = _state.PendingSyncs.Remove(member.MemberId),
            StaticMembers = member.InstanceId is { } instance && _state.StaticMembers.GetValueOrDefault(instance) == member.MemberId
                ? _state.StaticMembers.Remove(instance)
                : _state.StaticMembers,
            LeaderId = _state.LeaderId == member.MemberId
                ? members.Values.OrderBy(m => m.Sequence).FirstOrDefault()?.MemberId
                : _state.LeaderId,
        };
    }

    private void AnswerWaiting(GroupMember member, ErrorCode error)
    {
        if (member.AwaitingJoin is { } join)
        {
            Reply(join, JoinReply.Refuse(error, member.MemberId));
        }

        if (member.AwaitingSync is { } sync)
        {
            Reply(sync, new SyncReply(error, null, null, default));
        }
    }
}
