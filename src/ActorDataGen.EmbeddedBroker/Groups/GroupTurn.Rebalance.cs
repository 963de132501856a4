using System.Collections.Immutable;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>How a generation forms.</summary>
internal sealed partial class GroupTurn
{
    /// <summary>Somebody left: the others share anew, or those who wait need wait no longer.</summary>
    private void MembersLeft()
    {
        switch (_state.Phase)
        {
            case GroupPhase.Stable or GroupPhase.CompletingRebalance:
                Rebalance();
                break;
            case GroupPhase.PreparingRebalance:
                CompleteJoinIfAllHere();
                break;
        }
    }

    /// <summary>Begins a new generation, or takes note of one more who joined the one that forms.</summary>
    private void Rebalance()
    {
        if (_state.Phase == GroupPhase.PreparingRebalance)
        {
            CompleteJoinIfAllHere();
            return;
        }

        var first = _state.Phase == GroupPhase.Empty;
        foreach (var member in _state.Members.Values)
        {
            if (member.AwaitingSync is { } sync)
            {
                Reply(sync, new SyncReply(ErrorCode.RebalanceInProgress, null, null, default));
                Put(Refresh(member) with { AwaitingSync = null });
            }
        }

        Enter(GroupPhase.PreparingRebalance);
        _state = _state with { PendingSyncs = [], SyncDue = null };
        if (first && options.InitialRebalanceDelay > TimeSpan.Zero)
        {
            var left = MaxRebalanceTimeout() - options.InitialRebalanceDelay;
            _state = _state with
            {
                InitialDelayLeft = left > TimeSpan.Zero ? left : TimeSpan.Zero,
                JoinedSinceDelay = false,
                RebalanceDue = now + options.InitialRebalanceDelay,
            };
            return;
        }

        _state = _state with { InitialDelayLeft = null, RebalanceDue = now + MaxRebalanceTimeout() };
        CompleteJoinIfAllHere();
    }

    private void CompleteJoinIfAllHere()
    {
        // The initial delay is waited out even if everybody known is here: its purpose is those who are not known yet.
        if (_state.InitialDelayLeft is null
            && _state.PendingJoins.IsEmpty
            && _state.Members.Values.All(m => m.AwaitingJoin is not null))
        {
            CompleteJoin();
        }
        else if (_state.Members.IsEmpty && _state.PendingJoins.IsEmpty)
        {
            CompleteJoin();
        }
    }

    private void RebalanceIsDue()
    {
        if (_state.InitialDelayLeft is { } left && left > TimeSpan.Zero && _state.JoinedSinceDelay)
        {
            var more = left < options.InitialRebalanceDelay ? left : options.InitialRebalanceDelay;
            _state = _state with { InitialDelayLeft = left - more, JoinedSinceDelay = false, RebalanceDue = now + more };
            return;
        }

        CompleteJoin();
    }

    /// <summary>Forms the generation from those who are here. A static member that is away keeps its place until its session ends.</summary>
    private void CompleteJoin()
    {
        foreach (var absent in _state.MembersByAge.Where(m => m.AwaitingJoin is null && m.InstanceId is null))
        {
            Remove(absent, ErrorCode.UnknownMemberId);
        }

        if (!_state.Members.IsEmpty && _state.Members.Values.All(m => m.AwaitingJoin is null))
        {
            // Only absent static members: nobody could lead, so wait for one of them, or for their sessions to end.
            _state = _state with { InitialDelayLeft = null, RebalanceDue = now + MaxRebalanceTimeout() };
            return;
        }

        _state = _state with { RebalanceDue = null, InitialDelayLeft = null, JoinedSinceDelay = false, Generation = _state.Generation + 1 };
        if (_state.Members.IsEmpty)
        {
            _state = _state with { Protocol = null, LeaderId = null };
            Enter(GroupPhase.Empty);
            Do(new StoreGroup());
            return;
        }

        if (_state.LeaderId is null || _state.Members[_state.LeaderId].AwaitingJoin is null)
        {
            _state = _state with { LeaderId = _state.MembersByAge.First(m => m.AwaitingJoin is not null).MemberId };
        }

        _state = _state with { Protocol = SelectProtocol(), SyncDue = now + MaxRebalanceTimeout() };
        Enter(GroupPhase.CompletingRebalance);
        foreach (var member in _state.MembersByAge)
        {
            if (member.AwaitingJoin is { } token)
            {
                Reply(token, CurrentGeneration(member));
                _state = _state with { PendingSyncs = _state.PendingSyncs.Add(member.MemberId) };
                Put(Refresh(member) with { AwaitingJoin = null, IsNew = false, Assignment = default });
            }
            else
            {
                _state = _state with { PendingSyncs = _state.PendingSyncs.Add(member.MemberId) };
                Put(member with { Assignment = default });
            }
        }
    }

    public void Sync(SyncGroup sync)
    {
        var error = Check(sync);
        if (error != ErrorCode.None)
        {
            Reply(sync.Token, new SyncReply(error, null, null, default));
            return;
        }

        _state = _state with { PendingSyncs = _state.PendingSyncs.Remove(sync.MemberId) };
        var member = _state.Members[sync.MemberId];
        if (_state.Phase == GroupPhase.Stable)
        {
            Put(Refresh(member));
            Reply(sync.Token, Assigned(member));
            return;
        }

        if (member.AwaitingSync is { } older)
        {
            Reply(older, new SyncReply(ErrorCode.RebalanceInProgress, null, null, default));
        }

        Put(member with { AwaitingSync = sync.Token, SessionDue = null });
        if (_state.LeaderId == sync.MemberId)
        {
            Assign(sync.Assignments);
        }
    }

    private ErrorCode Check(SyncGroup sync)
    {
        if (_state.Phase == GroupPhase.Dead)
        {
            return ErrorCode.CoordinatorNotAvailable;
        }

        var error = Validate(sync.MemberId, sync.InstanceId);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (sync.Generation != _state.Generation)
        {
            return ErrorCode.IllegalGeneration;
        }

        if ((sync.ProtocolType is { } type && type != _state.ProtocolType) || (sync.Protocol is { } name && name != _state.Protocol))
        {
            return ErrorCode.InconsistentGroupProtocol;
        }

        return _state.Phase switch
        {
            GroupPhase.PreparingRebalance => ErrorCode.RebalanceInProgress,
            GroupPhase.Empty => ErrorCode.UnknownMemberId,
            _ => ErrorCode.None,
        };
    }

    private void Assign(ImmutableArray<MemberAssignment> assignments)
    {
        Enter(GroupPhase.Stable);
        foreach (var member in _state.MembersByAge)
        {
            var given = assignments.FirstOrDefault(a => a.MemberId == member.MemberId)?.Assignment ?? default;
            Put(member with { Assignment = given });
        }

        Do(new StoreGroup());
        foreach (var member in _state.MembersByAge)
        {
            if (member.AwaitingSync is { } token)
            {
                Reply(token, Assigned(member));
                Put(Refresh(member) with { AwaitingSync = null });
            }
        }
    }

    private SyncReply Assigned(GroupMember member) => new(ErrorCode.None, _state.ProtocolType, _state.Protocol, member.Assignment);

    /// <summary>Who joined and never asked for its assignment is hung, and would hold partitions that nobody reads.</summary>
    private void SyncIsDue()
    {
        _state = _state with { SyncDue = null };
        if (_state.PendingSyncs.IsEmpty || _state.Phase is not (GroupPhase.CompletingRebalance or GroupPhase.Stable))
        {
            return;
        }

        foreach (var memberId in _state.PendingSyncs)
        {
            if (_state.Members.TryGetValue(memberId, out var member))
            {
                Remove(member, ErrorCode.UnknownMemberId);
            }
        }

        Rebalance();
    }

    /// <summary>Each member votes for the first assignor of its list that all support; most votes win, then the first by name.</summary>
    private string? SelectProtocol()
    {
        var members = _state.Members.Values;
        var common = members.First().Protocols.Select(p => p.Name).Where(name => members.All(m => m.Supports(name))).ToHashSet();
        return members
            .Select(m => m.Protocols.Select(p => p.Name).FirstOrDefault(common.Contains))
            .OfType<string>()
            .GroupBy(name => name)
            .OrderByDescending(votes => votes.Count())
            .ThenBy(votes => votes.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.Key;
    }

    private TimeSpan MaxRebalanceTimeout() =>
        _state.Members.Values.Select(m => m.RebalanceTimeout).DefaultIfEmpty(TimeSpan.Zero).Max();
}
