using System.Collections.Immutable;

namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>Decides what a consumer group does next, as Kafka's classic group protocol has it. Never acts, waits, logs or reads a clock.</summary>
/// <remarks>
/// <code>
///            join                      everybody joined, or rebalance timeout
///   Empty ─────────▶ PreparingRebalance ─────────────────────────────────────▶ CompletingRebalance
///     ▲                ▲      │ nobody left                    join, leave, lost │         │ leader's SyncGroup
///     └────────────────┼──────┘◀─────────────────────────────────────────────────┘         ▼
///   (delete, expiry ▶ Dead)   └────────────────────── join, leave, lost ─────────────── Stable
/// </code>
/// Cooperative rebalancing is the assignors' affair: to the broker it is two generations, one soon after the other.
/// </remarks>
internal static class GroupMachine
{
    public static GroupDecision Decide(GroupState state, IGroupMessage message, GroupOptions options, DateTimeOffset now)
    {
        var turn = new GroupTurn(state, options, now);
        switch (message)
        {
            case JoinGroup join:
                turn.Join(join);
                break;
            case SyncGroup sync:
                turn.Sync(sync);
                break;
            case Heartbeat heartbeat:
                turn.Beat(heartbeat);
                break;
            case LeaveGroup leave:
                turn.Leave(leave);
                break;
            case CommitOffsets commit:
                turn.Commit(commit);
                break;
            case CommitTransactionalOffsets commit:
                turn.CommitPending(commit);
                break;
            case EndOffsetsTransaction end:
                turn.EndTransaction(end);
                break;
            case DeleteOffsets delete:
                turn.DeleteOffsets(delete);
                break;
            case DeleteGroup delete:
                turn.DeleteGroup(delete);
                break;
            case TopicsDeleted deleted:
                turn.ForgetTopics(deleted);
                break;
            case TimePassed:
                turn.PassTime();
                break;
            case ExpireOffsets:
                turn.ExpireOffsets();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message, "not a group message");
        }

        return turn.End();
    }

    /// <summary>Takes up a group as it was read from the log: its members get a full session timeout to say that they are still there.</summary>
    public static GroupState Resume(GroupState stored, DateTimeOffset now) => stored with
    {
        Members = stored.Members.ToImmutableDictionary(m => m.Key, m => m.Value with { SessionDue = now + m.Value.SessionTimeout }),
    };
}
