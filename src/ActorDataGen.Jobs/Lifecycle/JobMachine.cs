using System.Collections.Immutable;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>Decides what becomes of a job. Never acts, waits, logs, draws lots or reads a clock.</summary>
/// <remarks>
/// <code>
///            create                          a place found        all replicas run
/// (none) ──► Submitted ──► Pending ────────► Starting ──────────► Running
///               │  ▲          ▲  ▲  no place left  │ ▲    none runs   │  │
///               │  │          │  └─────────────────┘ └────────────────┘  │ all replicas over
///               ▼  │ start    │ time                                     ▼
///      Held, Scheduled ───────┘                            Succeeded | Failed ──start──► Pending
///
/// Pending, Starting, Running ──stop──► Stopping ──all over──► Stopped ──start──► Pending
/// any ──delete──► (Stopping ──►) none        rejected create: Rejected     delete of an unknown job: Deleted
/// </code>
/// A replica's life is drawn above <c>JobMachine.Replicas.cs</c>.
/// </remarks>
public static partial class JobMachine
{
    /// <summary>Decides on one message.</summary>
    /// <param name="state">The job as it is; null when there is none of that id.</param>
    /// <param name="message">What came in.</param>
    /// <param name="options">How patient to be.</param>
    /// <param name="random">Chance, from 0 up to 1, for jitter.</param>
    /// <param name="now">The time, by the owner's clock.</param>
    /// <returns>The job as it will be once the effects are committed, and the effects.</returns>
    public static Decision Decide(
        JobState? state, IJobMessage message, JobMachineOptions options, double random, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(options);
        // Records keep milliseconds. A state must equal what a new owner reads of it, so nothing finer is ever decided on.
        now = WholeMilliseconds(now);
        if (message is CommandSubmitted precise)
        {
            message = precise with { SubmittedAt = WholeMilliseconds(precise.SubmittedAt) };
        }

        if (state is null || state.Phase.IsGone())
        {
            return DecideWithoutJob(state, message, options, random, now);
        }

        // Older jobs of the same id are history: their attempts are stopped wherever they still are.
        if (message is ReplicaReported { Status: var status } && status.Uid != state.Uid)
        {
            return new Decision(state, AnswerStranger(status, now));
        }

        var draft = new JobDraft(state, options, random, now);
        switch (message)
        {
            case CommandSubmitted submitted:
                Obey(draft, submitted);
                break;
            case SubmissionInvalid invalid:
                TurnDown(draft, invalid.Reason, invalid.RequestId);
                break;
            case ReplicaReported reported:
                Learn(draft, reported.Status);
                break;
            case PlacementFound found:
                Place(draft, found);
                break;
            case NoPlacement none:
                GoWithout(draft, none);
                break;
            case RoomMayBeFree or JobRestored:
                AskForPlaces(draft);
                break;
            case AgentLost lost:
                LeaveLostAgent(draft, lost.Agent);
                break;
            case AgentDraining draining:
                LeaveDrainingAgent(draft, draining.Agent);
                break;
            case TimeReached:
                DoWhatIsDue(draft);
                break;
            default:
                throw new ArgumentException($"A job knows no message {message.GetType().Name}.", nameof(message));
        }

        Settle(draft);
        return draft.Finish(armAnyway: message is TimeReached or JobRestored);
    }

    /// <summary>When the next <see cref="TimeReached"/> is wanted; null when none is.</summary>
    public static DateTimeOffset? NextDue(JobState state, JobMachineOptions options)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        if (state.Phase.IsGone())
        {
            return state.CreatedAt + options.RememberGone;
        }

        var due = state.NextStartAt;
        if (state.Phase.IsEnded() && state.Spec.TimeToLive is { } kept && state.EndedAt is { } ended)
        {
            due = Earlier(due, ended + kept);
        }

        foreach (var replica in state.Replicas)
        {
            if (!replica.Phase.IsOver())
            {
                due = Earlier(due, replica.DueAt);
            }
        }

        return due;
    }

    private static DateTimeOffset WholeMilliseconds(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other : other is null || one <= other ? one : other;

    /// <summary>
    /// An attempt that belongs to no job there is: it is told to stop, and once it has, nothing of it stays in the topics.
    /// </summary>
    private static ImmutableArray<IJobEffect> AnswerStranger(ReplicaStatus status, DateTimeOffset now) =>
    [
        status.IsFinal
            ? new TombstoneInstruction(status.Agent, status.Uid, status.Replica)
            : new WriteInstruction(new ReplicaInstruction
            {
                Agent = status.Agent,
                JobId = status.JobId,
                Uid = status.Uid,
                Replica = status.Replica,
                Run = status.Run,
                Attempt = status.Attempt,
                Desired = DesiredState.Stop,
                Reason = "There is no such job.",
                At = now,
            }),
        new TombstoneAttempt(status.JobId, status.Uid, status.Replica, status.Attempt),
    ];
}
