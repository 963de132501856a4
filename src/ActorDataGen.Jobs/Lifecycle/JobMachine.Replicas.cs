using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Lifecycle;

// Pending ──place──► Active ──exit 0, duration──► Succeeded
//    ▲ ▲               │ failed ──► RestartDelayed ──due──► Active (next attempt, same agent)
//    │ │               │        ──► RescheduleDelayed ──due──► Pending   ──► Failed (both policies used up)
//    │ └─refused, lost─┤
//    └──────── Moving ◄┤ draining
//             Stopping ◄ stop, scale down ──► Stopped

/// <summary>Replicas: placed, watched, restarted here or elsewhere, stopped, given up.</summary>
public static partial class JobMachine
{
    /// <summary>Agents that let a replica down are remembered up to this number: beyond it, one more refusal tells nothing new.</summary>
    private const int MaxAvoided = 16;

    private static void Place(JobDraft draft, PlacementFound found)
    {
        if (!Asked(draft, found.Replica, found.Attempt, out var replica))
        {
            return;
        }

        ForgetLastAttempt(draft, replica);
        BeginAttempt(draft, replica, found.Agent, Reasons.Placed);
    }

    private static void GoWithout(JobDraft draft, NoPlacement none)
    {
        if (!Asked(draft, none.Replica, none.Attempt, out var replica))
        {
            return;
        }

        var next = replica with
        {
            Reason = none.Reason,
            Avoid = [],
            DueAt = draft.Now + (replica.Avoid.IsEmpty ? draft.Options.PlacementRetry : draft.Options.AvoidanceRetry),
        };
        if (replica.Reason == none.Reason)
        {
            draft.ChangeSilently(replica.Number, next);
            return;
        }

        draft.Change(replica.Number, next);
        draft.Note(replica, none.Reason);
    }

    /// <summary>An answer counts only for a replica that still asks, and for the attempt it asks for.</summary>
    private static bool Asked(JobDraft draft, int number, int attempt, out ReplicaRecord replica)
    {
        replica = number >= 0 && number < draft.Replicas.Count ? draft.Replicas[number] : null!;
        return replica is { Phase: ReplicaPhase.Pending } && attempt == replica.Attempt + 1;
    }

    private static void AskForPlaces(JobDraft draft)
    {
        foreach (var replica in draft.Replicas)
        {
            if (replica.Phase == ReplicaPhase.Pending)
            {
                draft.Emit(new RequestPlacement(replica.Number, replica.Attempt + 1, replica.Avoid));
            }
        }
    }

    private static void DoWhatIsDue(JobDraft draft, int index, ReplicaRecord replica)
    {
        switch (replica.Phase)
        {
            case ReplicaPhase.RestartDelayed:
                ForgetLastAttempt(draft, replica);
                BeginAttempt(draft, replica, replica.Agent, Reasons.Restarted);
                break;
            case ReplicaPhase.RescheduleDelayed:
                AskForPlace(draft, index, replica);
                break;
            case ReplicaPhase.Pending:
                draft.ChangeSilently(index, replica with { DueAt = draft.Now + draft.Options.PlacementRetry });
                draft.Emit(new RequestPlacement(replica.Number, replica.Attempt + 1, replica.Avoid));
                break;
            default:
                break;
        }
    }

    private static void AskForPlace(JobDraft draft, int index, ReplicaRecord replica)
    {
        draft.Change(index, replica with { Phase = ReplicaPhase.Pending, DueAt = null });
        draft.Note(replica, Reasons.Elsewhere);
        draft.Emit(new RequestPlacement(replica.Number, replica.Attempt + 1, replica.Avoid));
    }

    private static void BeginAttempt(JobDraft draft, ReplicaRecord replica, AgentId agent, string reason)
    {
        var next = replica with
        {
            Phase = ReplicaPhase.Active,
            Attempt = replica.Attempt + 1,
            Agent = agent,
            Observed = ReplicaState.Placed,
            ContainerId = "",
            ExitCode = null,
            Reason = "",
            RunningSince = null,
            EndedAt = null,
            DueAt = null,
        };
        draft.Change(replica.Number, next);
        draft.Tell(next, agent, next.Attempt, DesiredState.Run, reason);
        draft.Note(next, reason, ReplicaState.Placed);
    }

    /// <summary>The last attempt's status goes once it is done; one that nobody saw the end of goes when its agent has spoken.</summary>
    private static void ForgetLastAttempt(JobDraft draft, ReplicaRecord replica)
    {
        if (replica.Attempt > 0 && !IsSuperseded(replica, replica.Attempt))
        {
            draft.Emit(new TombstoneAttempt(draft.State.Id, draft.State.Uid, replica.Number, replica.Attempt));
        }
    }

    private static bool IsSuperseded(ReplicaRecord replica, int attempt)
    {
        foreach (var superseded in replica.Superseded)
        {
            if (superseded.Attempt == attempt)
            {
                return true;
            }
        }

        return false;
    }

    private static void Learn(JobDraft draft, ReplicaStatus status)
    {
        if (status.Replica < 0 || status.Replica >= draft.Replicas.Count)
        {
            StopUnknownAttempt(draft, status, current: null);
            return;
        }

        var replica = draft.Replicas[status.Replica];
        if (status.Attempt != replica.Attempt || status.Agent != replica.Agent || IsSuperseded(replica, status.Attempt))
        {
            LearnOfOldAttempt(draft, replica, status);
        }
        else if (replica.Phase.HoldsAgent() && !Known(replica, status))
        {
            LearnOfCurrentAttempt(draft, replica, status);
        }
    }

    private static bool Known(ReplicaRecord replica, ReplicaStatus status) =>
        replica.Observed == status.State && replica.ContainerId == status.ContainerId && replica.Reason == status.Reason;

    private static void LearnOfOldAttempt(JobDraft draft, ReplicaRecord replica, ReplicaStatus status)
    {
        if (!status.IsFinal)
        {
            // Its agent was told to stop it when it was superseded; an attempt nobody remembers was not.
            if (!IsSuperseded(replica, status.Attempt))
            {
                StopUnknownAttempt(draft, status, replica);
            }

            return;
        }

        draft.Emit(new TombstoneAttempt(status.JobId, status.Uid, status.Replica, status.Attempt));
        if (!(replica.Phase.HoldsAgent() && replica.Agent == status.Agent && !IsSuperseded(replica, replica.Attempt)))
        {
            draft.Emit(new TombstoneInstruction(status.Agent, status.Uid, status.Replica));
        }

        if (IsSuperseded(replica, status.Attempt))
        {
            draft.Change(replica.Number, replica with
            {
                Superseded = ValueArray.From(replica.Superseded.Where(superseded => superseded.Attempt != status.Attempt)),
                // Once the attempt that is forgotten was the last one, nothing of it is left to forget later.
                Observed = replica.Attempt == status.Attempt ? status.State : replica.Observed,
            });
        }
    }

    /// <summary>An agent speaks of an attempt that nobody remembers: it is told to stop, unless its instruction already says another attempt.</summary>
    private static void StopUnknownAttempt(JobDraft draft, ReplicaStatus status, ReplicaRecord? current)
    {
        if (current is not null && current.Phase.HoldsAgent() && current.Agent == status.Agent)
        {
            draft.Emit(new TombstoneAttempt(status.JobId, status.Uid, status.Replica, status.Attempt));
            return;
        }

        foreach (var effect in AnswerStranger(status, draft.Now))
        {
            draft.Emit(effect);
        }
    }

    private static void LearnOfCurrentAttempt(JobDraft draft, ReplicaRecord replica, ReplicaStatus status)
    {
        var runs = status.State == ReplicaState.Running || (status.State == ReplicaState.Exited && status.ContainerId.Length > 0);
        var seen = replica with
        {
            Observed = status.State,
            ContainerId = status.ContainerId.Length > 0 ? status.ContainerId : replica.ContainerId,
            ExitCode = status.ExitCode,
            Reason = Reasons.Share(status.Reason),
            FirstRanAt = replica.FirstRanAt ?? (runs ? draft.Now : null),
            RunningSince = replica.RunningSince ?? (status.State == ReplicaState.Running ? draft.Now : null),
            Avoid = status.State == ReplicaState.Running ? [] : replica.Avoid,
        };
        draft.Change(replica.Number, seen);
        draft.Note(seen, Describe(status), status.State);
        if (!status.IsFinal)
        {
            return;
        }

        draft.Emit(new TombstoneInstruction(status.Agent, status.Uid, status.Replica));
        switch (replica.Phase)
        {
            case ReplicaPhase.Stopping:
                End(draft, seen, ReplicaPhase.Stopped);
                break;
            case ReplicaPhase.Moving when !EndedWell(status):
                MoveOn(draft, seen, avoid: replica.Agent);
                break;
            default:
                GoOnAfter(draft, seen, status);
                break;
        }
    }

    private static void GoOnAfter(JobDraft draft, ReplicaRecord replica, ReplicaStatus status)
    {
        // A refusal says that there was no room, not that the replica is at fault.
        if (status.State == ReplicaState.Refused)
        {
            MoveOn(draft, replica, avoid: status.Agent);
        }
        else if (status is { State: ReplicaState.Exited, Ending: ReplicaEnding.DurationReached })
        {
            End(draft, replica, ReplicaPhase.Succeeded);
        }
        else if (status is { State: ReplicaState.Exited, Ending: ReplicaEnding.Stopped })
        {
            // Nobody here asked for it: its agent stopped it for reasons of its own, such as the end of a drain.
            MoveOn(draft, replica, avoid: status.Agent);
        }
        else if (EndedWell(status) && draft.Spec.Restart.Condition != RestartCondition.Always)
        {
            End(draft, replica, ReplicaPhase.Succeeded);
        }
        else
        {
            RetryOrGiveUp(draft, replica);
        }
    }

    private static bool EndedWell(ReplicaStatus status) =>
        status.State == ReplicaState.Exited
        && (status.Ending == ReplicaEnding.DurationReached
            || (status.Ending is ReplicaEnding.Exit or ReplicaEnding.None && status.ExitCode == 0));

    private static string Describe(ReplicaStatus status) =>
        status.Reason.Length > 0 ? Reasons.Share(status.Reason) : status.State switch
        {
            ReplicaState.Pulling => "Pulling.",
            ReplicaState.Creating => "Creating.",
            ReplicaState.Running => "Running.",
            ReplicaState.Exited when status.Ending == ReplicaEnding.DurationReached => "Its duration was reached.",
            ReplicaState.Exited when status.Ending == ReplicaEnding.Stopped => "Stopped.",
            ReplicaState.Exited when status.Ending == ReplicaEnding.OutOfMemory => "Killed for using more memory than it may.",
            ReplicaState.Exited => $"Exited with code {status.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}.",
            var other => $"{other}.",
        };

    private static void RetryOrGiveUp(JobDraft draft, ReplicaRecord replica)
    {
        var failure = replica with { Reason = Failure(replica) };
        var (restart, reschedule) = (draft.Spec.Restart, draft.Spec.Reschedule);
        if (restart.Condition == RestartCondition.Never)
        {
            GiveUp(draft, failure);
            return;
        }

        var restarts = InWindow(replica.Restarts, restart.Window, draft.Now);
        if (restarts.Used < restart.Attempts)
        {
            var delay = restart.Backoff.After(restarts.Used, draft.Random(replica.Number));
            var waiting = failure with
            {
                Phase = ReplicaPhase.RestartDelayed,
                Restarts = restarts with { Used = restarts.Used + 1 },
                DueAt = draft.Now + delay,
            };
            draft.Change(replica.Number, waiting);
            if (delay <= TimeSpan.Zero)
            {
                DoWhatIsDue(draft, replica.Number, waiting);
            }

            return;
        }

        var moves = InWindow(replica.Reschedules, reschedule.Window, draft.Now);
        if (reschedule.Attempts < 0 || moves.Used < reschedule.Attempts)
        {
            var delay = reschedule.Backoff.After(moves.Used, draft.Random(replica.Number));
            var waiting = Avoiding(failure, replica.Agent) with
            {
                Phase = ReplicaPhase.RescheduleDelayed,
                Restarts = default,
                Reschedules = moves with { Used = moves.Used + 1 },
                DueAt = draft.Now + delay,
            };
            draft.Change(replica.Number, waiting);
            if (delay <= TimeSpan.Zero)
            {
                DoWhatIsDue(draft, replica.Number, waiting);
            }

            return;
        }

        GiveUp(draft, failure);
    }

    private static void GiveUp(JobDraft draft, ReplicaRecord replica)
    {
        End(draft, replica, ReplicaPhase.Failed);
        draft.Note(replica, Reasons.GivenUp);
    }

    private static string Failure(ReplicaRecord replica) =>
        replica.Reason.Length > 0 ? replica.Reason
        : replica.Observed == ReplicaState.Exited ? $"It exited with code {replica.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}."
        : $"It ended as {replica.Observed}.";

    private static Budget InWindow(Budget budget, TimeSpan window, DateTimeOffset now) =>
        budget.Used == 0 || now - budget.Since >= window ? new Budget(now, 0) : budget;

    private static ReplicaRecord Avoiding(ReplicaRecord replica, AgentId agent) =>
        replica.Avoid.Contains(agent)
            ? replica
            : replica with { Avoid = [.. replica.Avoid.AsSpan()[Math.Max(0, replica.Avoid.Count + 1 - MaxAvoided)..], agent] };

    /// <summary>Places a replica elsewhere at once, with nothing counted against it.</summary>
    private static void MoveOn(JobDraft draft, ReplicaRecord replica, AgentId avoid) =>
        AskForPlace(draft, replica.Number, Avoiding(replica, avoid) with { Restarts = default });

    private static void End(JobDraft draft, ReplicaRecord replica, ReplicaPhase phase) =>
        draft.Change(replica.Number, replica with { Phase = phase, EndedAt = draft.Now, DueAt = null, Avoid = [] });

    private static void StopReplica(JobDraft draft, int index, string reason)
    {
        var replica = draft.Replicas[index];
        if (replica.Phase.IsOver() || replica.Phase == ReplicaPhase.Stopping)
        {
            return;
        }

        if (!replica.Phase.HoldsAgent())
        {
            draft.Note(replica, reason);
            End(draft, replica, ReplicaPhase.Stopped);
        }
        else if (replica.Observed == ReplicaState.Lost)
        {
            // Waiting for a lost host to say so would be waiting for ever; it is told should it come back.
            Supersede(draft, replica, ReplicaPhase.Stopped, reason);
        }
        else
        {
            if (replica.Phase == ReplicaPhase.Active)
            {
                draft.Tell(replica, replica.Agent, replica.Attempt, DesiredState.Stop, reason);
            }

            draft.Change(index, replica with { Phase = ReplicaPhase.Stopping });
            draft.Note(replica, reason);
        }
    }

    private static void RestartReplica(JobDraft draft, int index)
    {
        var replica = draft.Replicas[index] with { Restarts = default, Reschedules = default };
        switch (replica.Phase)
        {
            case ReplicaPhase.Active when replica.Observed != ReplicaState.Lost:
                // The instruction's key is the same, so the new attempt takes the old one's place in one write.
                draft.Change(index, replica);
                BeginAttempt(draft, WithSuperseded(draft, replica), replica.Agent, Reasons.RestartRequested);
                break;
            case ReplicaPhase.RestartDelayed:
                DoWhatIsDue(draft, index, replica);
                break;
            case ReplicaPhase.RescheduleDelayed:
                AskForPlace(draft, index, replica);
                break;
            case ReplicaPhase.Succeeded or ReplicaPhase.Failed or ReplicaPhase.Stopped:
                Renew(draft, index, replica.Run, replica.Ordinal);
                break;
            default:
                draft.Change(index, replica);
                break;
        }
    }

    private static void LeaveLostAgent(JobDraft draft, AgentId agent)
    {
        for (var index = 0; index < draft.Replicas.Count; index++)
        {
            var replica = draft.Replicas[index];
            if (replica.Agent != agent)
            {
                continue;
            }

            switch (replica.Phase)
            {
                case ReplicaPhase.Active when draft.Spec.Restart.Condition == RestartCondition.Never:
                    Supersede(draft, replica, ReplicaPhase.Failed, Reasons.LostAgent);
                    break;
                case ReplicaPhase.Active when draft.Spec.Reschedule.Attempts == 0:
                    if (replica.Observed != ReplicaState.Lost)
                    {
                        draft.Change(index, replica with { Observed = ReplicaState.Lost, Reason = Reasons.LostAgent });
                        draft.Note(replica, Reasons.LostAgent, ReplicaState.Lost);
                    }

                    break;
                case ReplicaPhase.Active or ReplicaPhase.Moving:
                    Supersede(draft, replica, ReplicaPhase.Pending, Reasons.LostAgent);
                    MoveOn(draft, draft.Replicas[index], avoid: agent);
                    break;
                case ReplicaPhase.Stopping:
                    Supersede(draft, replica, ReplicaPhase.Stopped, Reasons.LostAgent);
                    break;
                case ReplicaPhase.RestartDelayed:
                    draft.Change(index, Avoiding(replica, agent) with { Phase = ReplicaPhase.RescheduleDelayed, Restarts = default });
                    draft.Note(replica, Reasons.LostAgent);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Gives an attempt up that may still run somewhere: its agent is told to stop it, and its status stays until it has.</summary>
    private static void Supersede(JobDraft draft, ReplicaRecord replica, ReplicaPhase phase, string reason)
    {
        draft.Tell(replica, replica.Agent, replica.Attempt, DesiredState.Stop, reason);
        draft.Note(replica, reason, ReplicaState.Lost);
        draft.Change(replica.Number, WithSuperseded(draft, replica) with
        {
            Phase = phase,
            Observed = ReplicaState.Lost,
            Reason = reason,
            EndedAt = phase.IsOver() ? draft.Now : null,
            DueAt = null,
        });
    }

    /// <summary>Agents that never return must not make a record grow without end: the oldest is forgotten past sixteen.</summary>
    private static ReplicaRecord WithSuperseded(JobDraft draft, ReplicaRecord replica)
    {
        var superseded = replica.Superseded.Add(new SupersededAttempt(replica.Attempt, replica.Agent));
        if (superseded.Count > MaxAvoided)
        {
            draft.Emit(new TombstoneAttempt(draft.State.Id, draft.State.Uid, replica.Number, superseded[0].Attempt));
            superseded = ValueArray.From(superseded.Skip(1));
        }

        return replica with { Superseded = superseded };
    }

    private static void LeaveDrainingAgent(JobDraft draft, AgentId agent)
    {
        for (var index = 0; index < draft.Replicas.Count; index++)
        {
            var replica = draft.Replicas[index];
            if (replica.Agent != agent)
            {
                continue;
            }

            if (replica is { Phase: ReplicaPhase.Active, Observed: not ReplicaState.Lost })
            {
                draft.Tell(replica, agent, replica.Attempt, DesiredState.Stop, Reasons.Draining);
                draft.Change(index, replica with { Phase = ReplicaPhase.Moving });
                draft.Note(replica, Reasons.Draining);
            }
            else if (replica.Phase == ReplicaPhase.RestartDelayed)
            {
                draft.Change(index, Avoiding(replica, agent) with { Phase = ReplicaPhase.RescheduleDelayed, Restarts = default });
                draft.Note(replica, Reasons.Draining);
            }
        }
    }
}
