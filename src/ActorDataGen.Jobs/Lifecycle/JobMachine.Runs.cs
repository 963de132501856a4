using System.Collections.Immutable;
using ActorDataGen.Jobs.Scheduling;
using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>Runs: how they begin, what phase the job has meanwhile, and how they end.</summary>
public static partial class JobMachine
{
    /// <summary>Begins the next run with fresh replicas, or only with those given up in the last one.</summary>
    private static void BeginRun(JobDraft draft, string reason, bool onlyFailed = false)
    {
        var run = draft.State.Run + 1;
        draft.Change(draft.State with
        {
            Run = run,
            Phase = JobPhase.Pending,
            Reason = reason,
            Intent = StopIntent.None,
            StartedAt = draft.Now,
            EndedAt = null,
            NextStartAt = draft.Spec.Cron is null ? null : draft.State.NextStartAt,
        });
        draft.Note(reason);

        // A record may be used again once the run it served is over; numbers and attempts go on, so that no
        // name, key or label ever means two containers.
        var going = draft.Replicas.Where(replica => !replica.Phase.IsOver()).Select(replica => replica.Run).ToHashSet();
        var free = new Queue<int>(Enumerable.Range(0, draft.Replicas.Count).Where(index => !going.Contains(draft.Replicas[index].Run)));
        for (var ordinal = 0; ordinal < draft.Spec.Replicas; ordinal++)
        {
            if (!free.TryDequeue(out var index))
            {
                index = draft.Replicas.Count;
                draft.AddReplica(new ReplicaRecord { Number = index, Run = run });
            }

            var used = draft.Replicas[index];
            if (onlyFailed && used.Phase == ReplicaPhase.Succeeded)
            {
                draft.Change(index, used with { Run = run, Ordinal = ordinal });
                continue;
            }

            Renew(draft, index, run, ordinal);
        }
    }

    /// <summary>Makes a replica want a place, with nothing counted against it.</summary>
    private static void Renew(JobDraft draft, int index, int run, int ordinal)
    {
        var replica = draft.Replicas[index];
        draft.Change(index, new ReplicaRecord
        {
            Number = replica.Number,
            Ordinal = ordinal,
            Run = run,
            Phase = ReplicaPhase.Pending,
            Attempt = replica.Attempt,
            Agent = replica.Agent,
            Observed = replica.Observed,
            Superseded = replica.Superseded,
        });
        draft.Emit(new RequestPlacement(replica.Number, replica.Attempt + 1, []));
    }

    private static void Schedule(JobDraft draft, DateTimeOffset after)
    {
        var next = CronExpression.Parse(draft.Spec.Cron!).Next(after);
        draft.Change(draft.State with { Phase = JobPhase.Scheduled, NextStartAt = next, Reason = Reasons.Scheduled });
        draft.Note(Reasons.Scheduled);
    }

    private static void DoWhatIsDue(JobDraft draft)
    {
        var state = draft.State;
        if (state.Phase.IsEnded() && state.Spec.TimeToLive is { } kept && state.EndedAt + kept <= draft.Now)
        {
            draft.Delete();
            return;
        }

        if (state.NextStartAt is { } start && start <= draft.Now)
        {
            StartOnTime(draft, start);
        }

        for (var index = 0; index < draft.Replicas.Count; index++)
        {
            if (draft.Replicas[index] is { DueAt: { } due } replica && due <= draft.Now)
            {
                DoWhatIsDue(draft, index, replica);
            }
        }
    }

    private static void StartOnTime(JobDraft draft, DateTimeOffset start)
    {
        if (draft.Spec.Cron is not { } cron)
        {
            draft.Change(draft.State with { NextStartAt = null });
            BeginRun(draft, Reasons.Due);
            return;
        }

        // Instants that passed while nobody owned the job count as one: the next is looked for from now on.
        var next = CronExpression.Parse(cron).Next(draft.Now);
        draft.Change(draft.State with { LastFiredAt = start, NextStartAt = next });
        if (!draft.State.Phase.IsActive())
        {
            BeginRun(draft, Reasons.Due);
        }
        else if (draft.State.Intent is StopIntent.Stop or StopIntent.Delete)
        {
            draft.Note("A run was due, and was left out because the job is being stopped.");
        }
        else if (cron.Overlap == OverlapRule.Forbid)
        {
            draft.Note($"A run was due, and was left out because run {draft.State.Run} goes on.");
        }
        else if (cron.Overlap == OverlapRule.Allow && draft.State.Intent == StopIntent.None)
        {
            BeginRun(draft, Reasons.Due);
        }
        else
        {
            StopAll(draft, StopIntent.StartAgain, Reasons.Replaced);
        }
    }

    /// <summary>Draws the job's phase from its replicas, and ends the run once all of them are over.</summary>
    private static void Settle(JobDraft draft)
    {
        if (draft.Deleted || !draft.State.Phase.IsActive())
        {
            return;
        }

        Announce(draft);
        if (draft.Replicas.All(replica => replica.Phase.IsOver()))
        {
            EndRun(draft);
            return;
        }

        var phase = PhaseOf(draft.State, draft.Replicas);
        if (phase != draft.State.Phase)
        {
            draft.Change(draft.State with { Phase = phase });
        }
    }

    private static JobPhase PhaseOf(JobState state, IReadOnlyList<ReplicaRecord> replicas)
    {
        if (state.Intent != StopIntent.None)
        {
            return JobPhase.Stopping;
        }

        var (wanted, running, placed) = (0, 0, 0);
        foreach (var replica in replicas)
        {
            wanted += replica.Phase.IsOver() ? 0 : 1;
            running += replica is { Phase: ReplicaPhase.Active, Observed: Replicas.ReplicaState.Running } ? 1 : 0;
            placed += replica.Phase is ReplicaPhase.Pending || replica.Phase.IsOver() ? 0 : 1;
        }

        return running == wanted || (running > 0 && state.Phase == JobPhase.Running) ? JobPhase.Running
            : placed > 0 ? JobPhase.Starting
            : JobPhase.Pending;
    }

    private static void EndRun(JobDraft draft)
    {
        var state = draft.State;
        switch (state.Intent)
        {
            case StopIntent.Delete:
                draft.Emit(new AnnounceOutcome(state.Run, RunOutcome.Stopped, Containers(draft)));
                draft.Delete();
                return;
            case StopIntent.Stop:
                draft.Change(state with
                {
                    Phase = JobPhase.Stopped,
                    Intent = StopIntent.None,
                    EndedAt = draft.Now,
                    NextStartAt = null,
                    LastOutcome = JobPhase.Stopped,
                    Reason = Reasons.AllStopped,
                });
                draft.Note(Reasons.AllStopped);
                draft.Emit(new AnnounceOutcome(state.Run, RunOutcome.Stopped, Containers(draft)));
                return;
            case StopIntent.StartAgain:
                draft.Change(state with { LastOutcome = JobPhase.Stopped });
                BeginRun(draft, Reasons.StartRequested);
                Settle(draft);
                return;
            default:
                break;
        }

        var failed = draft.Replicas.Any(replica => Counts(state, replica) && replica.Phase == ReplicaPhase.Failed);
        var outcome = failed ? JobPhase.Failed : JobPhase.Succeeded;
        var reason = failed ? FirstFailure(draft) : Reasons.AllSucceeded;
        draft.Change(state with
        {
            Phase = state.NextStartAt is null ? outcome : JobPhase.Scheduled,
            EndedAt = draft.Now,
            LastOutcome = outcome,
            Reason = reason,
        });
        draft.Note(reason, outcome);
        if (draft.State.Phase == JobPhase.Scheduled)
        {
            draft.Note(Reasons.Scheduled);
        }
    }

    private static string FirstFailure(JobDraft draft)
    {
        var failure = draft.Replicas.First(replica => Counts(draft.State, replica) && replica.Phase == ReplicaPhase.Failed);
        return failure.Reason.Length == 0 ? Reasons.SomeFailed : $"Replica {failure.Number} was given up: {failure.Reason}";
    }

    /// <summary>Tells version 1 clients, once a run, that it started, or that it will not.</summary>
    private static void Announce(JobDraft draft)
    {
        var state = draft.State;
        if (state.Intent is StopIntent.Stop or StopIntent.Delete)
        {
            return;
        }

        var failed = false;
        var ran = true;
        foreach (var replica in draft.Replicas)
        {
            if (Counts(state, replica))
            {
                failed |= replica.Phase == ReplicaPhase.Failed;
                ran &= replica.FirstRanAt is not null;
            }
        }

        if (ran && state.StartAnnouncedRun < state.Run && state.GiveUpAnnouncedRun < state.Run)
        {
            draft.Change(draft.State with { StartAnnouncedRun = state.Run });
            draft.Emit(new AnnounceOutcome(state.Run, RunOutcome.Started, Containers(draft)));
        }

        if (failed && state.GiveUpAnnouncedRun < state.Run)
        {
            draft.Change(draft.State with { GiveUpAnnouncedRun = state.Run });
            draft.Emit(new AnnounceOutcome(state.Run, RunOutcome.GaveUp, Containers(draft)));
        }
    }

    private static bool Counts(JobState state, ReplicaRecord replica) =>
        replica.Run == state.Run && replica.Ordinal < state.Spec.Replicas;

    private static ImmutableArray<RunContainer> Containers(JobDraft draft) =>
        [.. draft.Replicas
            .Where(replica => replica.Run == draft.State.Run && replica.ContainerId.Length > 0)
            .Select(replica => new RunContainer(replica.Agent, replica.ContainerId))];
}
