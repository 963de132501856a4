using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>What happens under an id that has no job.</summary>
public static partial class JobMachine
{
    private static Decision DecideWithoutJob(
        JobState? memory, IJobMessage message, JobMachineOptions options, double random, DateTimeOffset now)
    {
        switch (message)
        {
            case CommandSubmitted { Command: CreateJob create } submitted:
                return Create(memory, create, submitted, options, random, now);
            case CommandSubmitted { Command: DeleteJob delete } submitted:
                return Remember(memory, JobPhase.Deleted, delete.JobId, "Deleted before it was created.", delete.RequestId, submitted.SubmittedAt, options, now);
            case CommandSubmitted { Command: var command } submitted:
                return TurnDown(memory, command.JobId, $"There is no job '{command.JobId}'; create it first.", command.RequestId, submitted.SubmittedAt, options, now);
            case SubmissionInvalid invalid:
                return TurnDown(memory, invalid.JobId, invalid.Reason, invalid.RequestId, now, options, now);
            case ReplicaReported reported:
                return new Decision(memory, AnswerStranger(reported.Status, now));
            case TimeReached when memory is not null && now >= memory.CreatedAt + options.RememberGone:
                return new Decision(null, [new TombstoneStatus(memory.Id), new ArmTimer(null)]);
            case TimeReached or JobRestored when memory is not null:
                return new Decision(memory, [new ArmTimer(NextDue(memory, options))]);
            default:
                return Decision.Ignore(memory);
        }
    }

    private static Decision Create(
        JobState? memory, CreateJob create, CommandSubmitted submitted, JobMachineOptions options, double random, DateTimeOffset now)
    {
        if (memory is { Phase: JobPhase.Deleted } && submitted.SubmittedAt < memory.SubmittedAt && now < memory.CreatedAt + options.RememberGone)
        {
            return TurnDown(
                memory, create.JobId, "The job was deleted after this create was submitted; create it again.", create.RequestId, submitted.SubmittedAt, options, now);
        }

        var problems = JobSpecValidator.Validate(create.Spec);
        if (!problems.IsEmpty)
        {
            return TurnDown(memory, create.JobId, string.Join(" ", problems.Select(problem => $"{problem}.")), create.RequestId, submitted.SubmittedAt, options, now);
        }

        var spec = create.Spec;
        var draft = new JobDraft(
            new JobState
            {
                Spec = spec,
                Uid = submitted.NewUid,
                SubmittedReplicas = spec.Replicas,
                SubmittedAt = submitted.SubmittedAt,
                CreatedAt = now,
                Revision = memory?.Revision ?? 0,
            },
            options,
            random,
            now);
        draft.Note(Reasons.Created, JobPhase.Submitted, create.RequestId);
        if (spec.Held)
        {
            draft.Change(draft.State with { Phase = JobPhase.Held, Reason = Reasons.Held });
            draft.Note(Reasons.Held);
        }
        else if (spec.Cron is not null)
        {
            Schedule(draft, spec.StartAt is { } from && from > now ? from.AddTicks(-1) : now);
        }
        else if (spec.StartAt is { } at && at > now)
        {
            draft.Change(draft.State with { Phase = JobPhase.Scheduled, NextStartAt = at, Reason = Reasons.Scheduled });
            draft.Note(Reasons.Scheduled);
        }
        else
        {
            BeginRun(draft, Reasons.FirstRun);
        }

        Settle(draft);
        // What was remembered about the id had a timer of its own; the job's takes its place even where it has none.
        return draft.Finish(armAnyway: memory is not null);
    }

    private static Decision TurnDown(
        JobState? memory, JobId id, string reason, string requestId, DateTimeOffset submittedAt, JobMachineOptions options, DateTimeOffset now)
    {
        var remembered = memory is { Phase: JobPhase.Deleted }
            ? Note(memory, reason, requestId, rejected: true, now)
            : Remembered(memory, JobPhase.Rejected, id, reason, requestId, submittedAt, now);
        return new Decision(
            remembered,
            [new DeadLetter(reason), new PublishStatus(remembered), new ArmTimer(NextDue(remembered, options))]);
    }

    private static Decision Remember(
        JobState? memory, JobPhase phase, JobId id, string reason, string requestId, DateTimeOffset submittedAt, JobMachineOptions options, DateTimeOffset now)
    {
        var remembered = Remembered(memory, phase, id, reason, requestId, submittedAt, now);
        return new Decision(remembered, [new PublishStatus(remembered), new ArmTimer(NextDue(remembered, options))]);
    }

    private static JobState Remembered(
        JobState? memory, JobPhase phase, JobId id, string reason, string requestId, DateTimeOffset submittedAt, DateTimeOffset now) =>
        Note(
            new JobState
            {
                Spec = new JobSpec { Id = id },
                Phase = phase,
                Reason = reason,
                // Two deletes may arrive in either order: the later one is the one an older create must not survive.
                SubmittedAt = memory is { Phase: JobPhase.Deleted } && memory.SubmittedAt > submittedAt ? memory.SubmittedAt : submittedAt,
                CreatedAt = now,
                Revision = memory?.Revision ?? 0,
                Changes = memory?.Changes ?? default,
            },
            reason,
            requestId,
            rejected: phase == JobPhase.Rejected,
            now);

    private static JobState Note(JobState memory, string reason, string requestId, bool rejected, DateTimeOffset now) => memory with
    {
        Revision = memory.Revision + 1,
        Changes = [.. memory.Changes.AsSpan()[Math.Max(0, memory.Changes.Count + 1 - JobState.MaxChanges)..],
            new JobChange(now, memory.Phase, reason) { RequestId = requestId, Rejected = rejected }],
    };
}
