using System.Collections.Immutable;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>Offsets committed, pending, deleted and expired.</summary>
internal sealed partial class GroupTurn
{
    public void Commit(CommitOffsets commit)
    {
        var error = CheckCommit(commit.MemberId, commit.InstanceId, commit.Generation, transactional: false);
        if (error != ErrorCode.None)
        {
            Reply(commit.Token, new OffsetsReply(error, Each(commit.Offsets.Keys, error)));
            return;
        }

        var accepted = Accept(commit.Offsets, out var results);
        if (!accepted.IsEmpty)
        {
            _state = _state with { Offsets = _state.Offsets.SetItems(accepted) };
            Do(new StoreOffsets(accepted));
        }

        Reply(commit.Token, new OffsetsReply(ErrorCode.None, results));
    }

    public void CommitPending(CommitTransactionalOffsets commit)
    {
        var error = CheckCommit(commit.MemberId, commit.InstanceId, commit.Generation, transactional: true);
        if (error == ErrorCode.None
            && _state.PendingOffsets.TryGetValue(commit.ProducerId, out var pending)
            && pending.ProducerEpoch > commit.ProducerEpoch)
        {
            error = ErrorCode.InvalidProducerEpoch;
        }

        if (error != ErrorCode.None)
        {
            Reply(commit.Token, new OffsetsReply(error, Each(commit.Offsets.Keys, error)));
            return;
        }

        var accepted = Accept(commit.Offsets, out var results);
        if (!accepted.IsEmpty)
        {
            var before = _state.PendingOffsets.GetValueOrDefault(commit.ProducerId)?.Offsets
                ?? ImmutableDictionary<TopicPartition, CommittedOffset>.Empty;
            _state = _state with
            {
                PendingOffsets = _state.PendingOffsets.SetItem(
                    commit.ProducerId, new PendingOffsets(commit.ProducerEpoch, before.SetItems(accepted))),
            };
            Do(new StorePendingOffsets(commit.ProducerId, commit.ProducerEpoch, accepted));
        }

        Reply(commit.Token, new OffsetsReply(ErrorCode.None, results));
    }

    /// <summary>No store here: the transaction's marker, which the transaction coordinator wrote, says it all to whoever reads the log again.</summary>
    public void EndTransaction(EndOffsetsTransaction end)
    {
        if (!_state.PendingOffsets.TryGetValue(end.ProducerId, out var pending))
        {
            return;
        }

        _state = _state with
        {
            PendingOffsets = _state.PendingOffsets.Remove(end.ProducerId),
            Offsets = end.Committed ? _state.Offsets.SetItems(pending.Offsets) : _state.Offsets,
        };
    }

    private ErrorCode CheckCommit(string memberId, string? instanceId, int generation, bool transactional)
    {
        if (_state.Phase == GroupPhase.Dead)
        {
            return ErrorCode.CoordinatorNotAvailable;
        }

        if (generation < 0 && _state.Phase == GroupPhase.Empty)
        {
            // A consumer that assigns itself, or an administrator's tool; both only while nobody else is in charge.
            return ErrorCode.None;
        }

        if (generation < 0 && memberId.Length == 0 && instanceId is null)
        {
            // Producers older than KIP-447 name no member in a transaction.
            return transactional ? ErrorCode.None : ErrorCode.UnknownMemberId;
        }

        if (_state.IsBlank)
        {
            return ErrorCode.GroupIdNotFound;
        }

        var error = Validate(memberId, instanceId);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (generation != _state.Generation)
        {
            return ErrorCode.IllegalGeneration;
        }

        if (transactional)
        {
            return ErrorCode.None;
        }

        var member = _state.Members[memberId];
        if (member.SessionDue is not null)
        {
            Put(Refresh(member));
        }

        // The member knows the new generation but not what it may read in it.
        return _state.Phase == GroupPhase.CompletingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    private ImmutableDictionary<TopicPartition, CommittedOffset> Accept(
        ImmutableDictionary<TopicPartition, CommittedOffset> offsets,
        out ImmutableDictionary<TopicPartition, ErrorCode> results)
    {
        var accepted = offsets;
        var outcome = ImmutableDictionary.CreateBuilder<TopicPartition, ErrorCode>();
        foreach (var (partition, offset) in offsets)
        {
            var tooLarge = offset.Metadata.Length > options.MaxOffsetMetadata;
            outcome[partition] = tooLarge ? ErrorCode.OffsetMetadataTooLarge : ErrorCode.None;
            if (tooLarge)
            {
                accepted = accepted.Remove(partition);
            }
        }

        results = outcome.ToImmutable();
        return accepted;
    }

    private static ImmutableDictionary<TopicPartition, ErrorCode> Each(IEnumerable<TopicPartition> partitions, ErrorCode error) =>
        partitions.ToImmutableDictionary(p => p, _ => error);

    public void DeleteOffsets(DeleteOffsets delete)
    {
        var error = _state switch
        {
            { Phase: GroupPhase.Dead } or { IsBlank: true } => ErrorCode.GroupIdNotFound,
            { Phase: not GroupPhase.Empty, ProtocolType: not GroupSubscription.ProtocolType } => ErrorCode.NonEmptyGroup,
            _ => ErrorCode.None,
        };
        if (error != ErrorCode.None)
        {
            Reply(delete.Token, new OffsetsReply(error, Each(delete.Partitions, error)));
            return;
        }

        var subscribed = GroupSubscription.TopicsOf(_state);
        var results = delete.Partitions.Distinct().ToImmutableDictionary(
            p => p, p => subscribed.Contains(p.Topic) ? ErrorCode.GroupSubscribedToTopic : ErrorCode.None);
        Forget([.. results.Where(r => r.Value == ErrorCode.None).Select(r => r.Key)]);
        Reply(delete.Token, new OffsetsReply(ErrorCode.None, results));
    }

    public void DeleteGroup(DeleteGroup delete)
    {
        var error = _state switch
        {
            { Phase: GroupPhase.Dead } or { IsBlank: true } => ErrorCode.GroupIdNotFound,
            { Phase: not GroupPhase.Empty } => ErrorCode.NonEmptyGroup,
            _ => ErrorCode.None,
        };
        if (error == ErrorCode.None)
        {
            Forget([.. _state.Offsets.Keys]);
            Die();
        }

        Reply(delete.Token, error);
    }

    public void ForgetTopics(TopicsDeleted deleted)
    {
        Forget([.. _state.Offsets.Keys.Where(p => deleted.Topics.Contains(p.Topic))]);
        var pending = _state.PendingOffsets.ToImmutableDictionary(
            p => p.Key,
            p => p.Value with { Offsets = p.Value.Offsets.RemoveRange(p.Value.Offsets.Keys.Where(k => deleted.Topics.Contains(k.Topic))) });
        _state = _state with { PendingOffsets = pending };
    }

    /// <summary>Kafka's rules (KIP-211): from the commit for a group without members' protocol, from the last member's leaving for one with.</summary>
    public void ExpireOffsets()
    {
        var subscribed = GroupSubscription.TopicsOf(_state);
        var inTransactions = _state.PendingOffsets.Values.SelectMany(p => p.Offsets.Keys).ToHashSet();
        Forget([.. _state.Offsets.Where(o => !inTransactions.Contains(o.Key) && IsExpired(o.Key, o.Value)).Select(o => o.Key)]);
        if (_state is { Phase: GroupPhase.Empty, Offsets.IsEmpty: true, PendingOffsets.IsEmpty: true, PendingJoins.IsEmpty: true })
        {
            Die();
        }

        bool IsExpired(TopicPartition partition, CommittedOffset offset)
        {
            if (offset.ExpiresAt is { } own)
            {
                return own <= now;
            }

            var since = offset.CommittedAt;
            switch (_state)
            {
                case { ProtocolType: null }:
                    break;
                case { Phase: GroupPhase.Empty }:
                    since = _state.PhaseSince > since ? _state.PhaseSince : since;
                    break;
                case { ProtocolType: GroupSubscription.ProtocolType, Phase: GroupPhase.Stable }:
                    if (subscribed.Contains(partition.Topic))
                    {
                        return false;
                    }

                    break;
                default:
                    return false;
            }

            return since + options.OffsetsRetention <= now;
        }
    }

    private void Forget(ImmutableArray<TopicPartition> partitions)
    {
        if (!partitions.IsEmpty)
        {
            _state = _state with { Offsets = _state.Offsets.RemoveRange(partitions) };
            Do(new ForgetOffsets(partitions));
        }
    }

    private void Die()
    {
        if (_state.Generation > 0 || _state.ProtocolType is not null)
        {
            Do(new ForgetGroup());
        }

        Enter(GroupPhase.Dead);
    }
}
