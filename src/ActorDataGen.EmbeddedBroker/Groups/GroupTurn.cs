using System.Collections.Immutable;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>One decision in the making: the state as it changes, and the effects so far. Lives for one message.</summary>
internal sealed partial class GroupTurn(GroupState state, GroupOptions options, DateTimeOffset now)
{
    private readonly ImmutableArray<IGroupEffect>.Builder _effects = ImmutableArray.CreateBuilder<IGroupEffect>();
    private readonly bool _wasBlank = state.IsBlank;
    private GroupState _state = state;

    public GroupDecision End() => new(_state, _effects.ToImmutable());

    private void Do(IGroupEffect effect) => _effects.Add(effect);

    private void Reply(long token, IGroupReply reply) => Do(new Answer(token, reply));

    private void Reply(long token, ErrorCode error) => Do(new Answer(token, new ErrorReply(error)));

    private void Enter(GroupPhase phase) => _state = _state with { Phase = phase, PhaseSince = now };

    private void Put(GroupMember member) => _state = _state with { Members = _state.Members.SetItem(member.MemberId, member) };

    /// <summary>The member is alive as of now.</summary>
    private GroupMember Refresh(GroupMember member) => member with { SessionDue = now + member.SessionTimeout };

    /// <summary>Whether who speaks is a member, and not one whose instance id somebody else has taken over.</summary>
    private ErrorCode Validate(string memberId, string? instanceId)
    {
        if (instanceId is not null)
        {
            if (!_state.StaticMembers.TryGetValue(instanceId, out var owner))
            {
                return ErrorCode.UnknownMemberId;
            }

            if (owner != memberId)
            {
                return ErrorCode.FencedInstanceId;
            }
        }

        return _state.Members.ContainsKey(memberId) ? ErrorCode.None : ErrorCode.UnknownMemberId;
    }

    public void PassTime()
    {
        foreach (var (memberId, due) in _state.PendingJoins)
        {
            if (due <= now)
            {
                _state = _state with { PendingJoins = _state.PendingJoins.Remove(memberId) };
            }
        }

        var left = false;
        foreach (var member in _state.MembersByAge)
        {
            if (member.SessionDue <= now)
            {
                Remove(member, ErrorCode.UnknownMemberId);
                left = true;
            }
        }

        if (left)
        {
            MembersLeft();
        }
        else if (_state.Phase == GroupPhase.PreparingRebalance)
        {
            // A pending member that never came back was one to wait for.
            CompleteJoinIfAllHere();
        }

        if (_state.Phase == GroupPhase.PreparingRebalance && _state.RebalanceDue <= now)
        {
            RebalanceIsDue();
        }

        if (_state.SyncDue <= now)
        {
            SyncIsDue();
        }

        if (_state.IsBlank && !_wasBlank)
        {
            Enter(GroupPhase.Dead);
        }
    }
}
