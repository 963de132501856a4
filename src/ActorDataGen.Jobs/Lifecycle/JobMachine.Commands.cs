using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>What is asked of a job that exists. Every request leaves a line in the history, so that whoever asked finds the answer.</summary>
public static partial class JobMachine
{
    private static void Obey(JobDraft draft, CommandSubmitted submitted)
    {
        switch (submitted.Command)
        {
            case CreateJob create:
                CreateAgain(draft, create);
                break;
            case StartJob start:
                Start(draft, start);
                break;
            case StopJob stop:
                Stop(draft, stop);
                break;
            case RestartJob restart:
                Restart(draft, restart);
                break;
            case ScaleJob scale:
                Scale(draft, scale);
                break;
            case DeleteJob delete:
                Delete(draft, delete);
                break;
            default:
                throw new ArgumentException($"A job knows no command {submitted.Command.GetType().Name}.", nameof(submitted));
        }
    }

    private static void TurnDown(JobDraft draft, string reason, string requestId)
    {
        draft.Emit(new DeadLetter(reason));
        draft.Note(reason, requestId: requestId, rejected: true);
    }

    private static void CreateAgain(JobDraft draft, CreateJob create)
    {
        if (draft.State.Intent == StopIntent.Delete)
        {
            TurnDown(draft, "The job is being deleted; create it again once it is gone.", create.RequestId);
            return;
        }

        var existing = draft.Spec with { Replicas = draft.State.SubmittedReplicas };
        if (create.Spec == existing || create.Spec == draft.Spec)
        {
            draft.Note("The same create again: this is the job.", requestId: create.RequestId);
        }
        else
        {
            TurnDown(draft, $"A job '{draft.State.Id}' with another spec exists; delete it first, or take another id.", create.RequestId);
        }
    }

    private static void Start(JobDraft draft, StartJob start)
    {
        var state = draft.State;
        if (state.Intent == StopIntent.Delete)
        {
            TurnDown(draft, "The job is being deleted; create it again once it is gone.", start.RequestId);
        }
        else if (state.Intent == StopIntent.Stop)
        {
            draft.Change(state with { Intent = StopIntent.StartAgain });
            ResumeSchedule(draft);
            draft.Note("Start was requested: a new run begins once the last one is stopped.", requestId: start.RequestId);
        }
        else if (state.Phase.IsActive())
        {
            draft.Note("Start was requested, and the job has been started already.", requestId: start.RequestId);
        }
        else if (state.Spec.Cron is not null && state.Phase != JobPhase.Scheduled)
        {
            draft.Note(Reasons.StartRequested, requestId: start.RequestId);
            Schedule(draft, draft.Now);
        }
        else
        {
            draft.Note(Reasons.StartRequested, requestId: start.RequestId);
            BeginRun(draft, Reasons.StartRequested);
        }
    }

    private static void ResumeSchedule(JobDraft draft)
    {
        if (draft.Spec.Cron is { } cron)
        {
            draft.Change(draft.State with { NextStartAt = Scheduling.CronExpression.Parse(cron).Next(draft.Now) });
        }
    }

    private static void Stop(JobDraft draft, StopJob stop)
    {
        var state = draft.State;
        if (state.Phase.IsActive())
        {
            draft.Note(Reasons.StopRequested, requestId: stop.RequestId);
            draft.Change(draft.State with { NextStartAt = null });
            StopAll(draft, state.Intent == StopIntent.Delete ? StopIntent.Delete : StopIntent.Stop, Reasons.StopRequested);
            return;
        }

        if (state.Phase == JobPhase.Scheduled)
        {
            draft.Change(state with
            {
                Phase = JobPhase.Stopped,
                NextStartAt = null,
                EndedAt = draft.Now,
                LastOutcome = state.LastOutcome ?? JobPhase.Stopped,
                Reason = Reasons.StopRequested,
            });
            draft.Note(Reasons.StopRequested, requestId: stop.RequestId);
        }
        else
        {
            draft.Note("Stop was requested, and nothing of the job runs.", requestId: stop.RequestId);
        }

        draft.Emit(new AnnounceOutcome(state.Run, RunOutcome.Stopped, []));
    }

    private static void StopAll(JobDraft draft, StopIntent intent, string reason)
    {
        draft.Change(draft.State with { Intent = intent, Phase = JobPhase.Stopping, Reason = reason });
        for (var index = 0; index < draft.Replicas.Count; index++)
        {
            StopReplica(draft, index, reason);
        }
    }

    private static void Restart(JobDraft draft, RestartJob restart)
    {
        var state = draft.State;
        if (state.Phase == JobPhase.Stopping)
        {
            TurnDown(draft, "The job is being stopped; start it once it is stopped.", restart.RequestId);
            return;
        }

        if (state.Phase is JobPhase.Held or JobPhase.Scheduled)
        {
            TurnDown(draft, "The job has not been started; start it instead.", restart.RequestId);
            return;
        }

        if (restart.OnlyFailed && !draft.Replicas.Any(replica => Counts(state, replica) && replica.Phase == ReplicaPhase.Failed))
        {
            draft.Note("Restart of what failed was requested, and nothing has failed.", requestId: restart.RequestId);
            return;
        }

        draft.Note(Reasons.RestartRequested, requestId: restart.RequestId);
        if (state.Phase.IsEnded())
        {
            ResumeSchedule(draft);
            BeginRun(draft, Reasons.RestartRequested, restart.OnlyFailed);
            return;
        }

        for (var index = 0; index < draft.Replicas.Count; index++)
        {
            var replica = draft.Replicas[index];
            if (Counts(state, replica) && (!restart.OnlyFailed || replica.Phase == ReplicaPhase.Failed))
            {
                RestartReplica(draft, index);
            }
        }
    }

    private static void Scale(JobDraft draft, ScaleJob scale)
    {
        if (draft.State.Phase == JobPhase.Stopping && draft.State.Intent == StopIntent.Delete)
        {
            TurnDown(draft, "The job is being deleted.", scale.RequestId);
            return;
        }

        if (JobSpecValidator.ReplicasProblem(scale.Replicas) is { } problem)
        {
            TurnDown(draft, $"{problem}.", scale.RequestId);
            return;
        }

        var before = draft.Spec.Replicas;
        draft.Change(draft.State with { Spec = draft.Spec with { Replicas = scale.Replicas } });
        draft.Note($"Scaled from {before} to {scale.Replicas} replicas.", requestId: scale.RequestId);
        if (!draft.State.Phase.IsActive() || draft.State.Intent != StopIntent.None)
        {
            return;
        }

        for (var index = 0; index < draft.Replicas.Count; index++)
        {
            if (draft.Replicas[index].Ordinal >= scale.Replicas)
            {
                StopReplica(draft, index, Reasons.ScaledDown);
            }
        }

        for (var ordinal = before; ordinal < scale.Replicas; ordinal++)
        {
            AddOrdinal(draft, ordinal);
        }
    }

    /// <summary>Gives the current run one more replica: the record that had the place before, once it is over, or a new one.</summary>
    private static void AddOrdinal(JobDraft draft, int ordinal)
    {
        var run = draft.State.Run;
        for (var index = 0; index < draft.Replicas.Count; index++)
        {
            var replica = draft.Replicas[index];
            if (replica.Run == run && replica.Ordinal == ordinal)
            {
                if (replica.Phase == ReplicaPhase.Stopping)
                {
                    // Its agent was told to stop it: once it has, it is placed again.
                    draft.Change(index, replica with { Phase = ReplicaPhase.Moving });
                }
                else
                {
                    Renew(draft, index, run, ordinal);
                }

                return;
            }
        }

        draft.AddReplica(new ReplicaRecord { Number = draft.Replicas.Count, Run = run });
        Renew(draft, draft.Replicas.Count - 1, run, ordinal);
    }

    private static void Delete(JobDraft draft, DeleteJob delete)
    {
        draft.Note(Reasons.DeleteRequested, requestId: delete.RequestId);
        if (draft.State.Phase.IsActive())
        {
            draft.Change(draft.State with { NextStartAt = null });
            StopAll(draft, StopIntent.Delete, Reasons.DeleteRequested);
        }
        else
        {
            draft.Delete();
        }
    }
}
