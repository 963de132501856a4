using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Values;
using ActorDataGen.Wire.Records;

namespace ActorDataGen.Wire.Mapping;

/// <summary>What becomes of jobs and their replicas.</summary>
public static partial class WireMapping
{
    /// <summary>A job as a record: all of it, since a new owner starts from nothing else.</summary>
    /// <param name="state">The job.</param>
    /// <param name="now">When it is written.</param>
    public static JobStatusRecord ToWire(JobState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var (operation, status) = Version1Of(state.Phase);
        return new JobStatusRecord
        {
            Operation = operation,
            Status = status,
            ContainerImageName = state.Spec.Image,
            ContainerId = [.. state.Replicas.Where(replica => replica.Phase.HoldsAgent() && replica.ContainerId.Length > 0).Select(replica => replica.ContainerId)],
            Metadata = new JobStatusMetadata
            {
                JobId = state.Id.ToString(),
                AgentId = state.Replicas.Count > 0 ? state.Replicas[0].Agent.ToString() : "",
                Timestamp = WireTimes.Seconds(now),
                TimestampMs = WireTimes.Ms(now),
            },
            Job = new JobStateRecord
            {
                Uid = state.Uid.IsEmpty ? "" : state.Uid.ToString(),
                Spec = ToWire(state.Spec),
                Phase = WireNames<JobPhase>.Of(state.Phase),
                Reason = state.Reason,
                Revision = state.Revision,
                Run = state.Run,
                Intent = WireNames<StopIntent>.Of(state.Intent),
                SubmittedReplicas = state.SubmittedReplicas,
                SubmittedAtMs = WireTimes.Ms(state.SubmittedAt),
                CreatedAtMs = WireTimes.Ms(state.CreatedAt),
                StartedAtMs = WireTimes.Ms(state.StartedAt),
                EndedAtMs = WireTimes.Ms(state.EndedAt),
                NextStartAtMs = WireTimes.Ms(state.NextStartAt),
                LastFiredAtMs = WireTimes.Ms(state.LastFiredAt),
                LastOutcome = state.LastOutcome is { } outcome ? WireNames<JobPhase>.Of(outcome) : null,
                StartAnnouncedRun = state.StartAnnouncedRun,
                GiveUpAnnouncedRun = state.GiveUpAnnouncedRun,
                Replicas = [.. state.Replicas.Select(ToWire)],
                Changes = [.. state.Changes.Select(ToWire)],
            },
        };
    }

    /// <summary>What version 1 understands of a phase: which operation it belongs to, and whether that has reached what it asks for.</summary>
    public static (JobOperation Operation, OperationStatus Status) Version1Of(JobPhase phase) => phase switch
    {
        JobPhase.Running or JobPhase.Succeeded => (JobOperation.Create, OperationStatus.Successful),
        JobPhase.Stopped or JobPhase.Deleted => (JobOperation.Delete, OperationStatus.Successful),
        JobPhase.Stopping => (JobOperation.Delete, OperationStatus.Unsuccessful),
        _ => (JobOperation.Create, OperationStatus.Unsuccessful),
    };

    /// <summary>The job in a record under <c>job/…</c>.</summary>
    /// <exception cref="WireException">There is none (a version 1 record), or a value has no meaning.</exception>
    public static JobState JobFromWire(JobStatusRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var job = record.Job ?? throw WireException.Bad("job: it is missing; only records of version 2 hold a job.");
        var replicas = new ReplicaRecord[job.Replicas.Count];
        for (var index = 0; index < replicas.Length; index++)
        {
            replicas[index] = FromWire(job.Replicas[index]);
            if (replicas[index].Number != index)
            {
                throw WireException.Bad($"job.replicas[{index}].number: it is {replicas[index].Number}, and must be {index}.");
            }
        }

        return new JobState
        {
            Spec = FromWire(job.Spec, new JobId(record.Metadata.JobId)),
            Uid = UidOf(job.Uid, "job.uid", allowEmpty: true),
            Phase = WireNames<JobPhase>.Read(job.Phase, "job.phase"),
            Reason = SharedText.Of(job.Reason),
            Revision = job.Revision,
            Run = job.Run,
            Intent = WireNames<StopIntent>.Read(job.Intent, "job.intent"),
            SubmittedReplicas = job.SubmittedReplicas,
            SubmittedAt = WireTimes.Instant(job.SubmittedAtMs, "job.submitted_at_ms"),
            CreatedAt = WireTimes.Instant(job.CreatedAtMs, "job.created_at_ms"),
            StartedAt = WireTimes.Instant(job.StartedAtMs, "job.started_at_ms"),
            EndedAt = WireTimes.Instant(job.EndedAtMs, "job.ended_at_ms"),
            NextStartAt = WireTimes.Instant(job.NextStartAtMs, "job.next_start_at_ms"),
            LastFiredAt = WireTimes.Instant(job.LastFiredAtMs, "job.last_fired_at_ms"),
            LastOutcome = job.LastOutcome is { } outcome ? WireNames<JobPhase>.Read(outcome, "job.last_outcome") : null,
            StartAnnouncedRun = job.StartAnnouncedRun,
            GiveUpAnnouncedRun = job.GiveUpAnnouncedRun,
            Replicas = [.. replicas],
            Changes = ValueArray.From(job.Changes.Select(FromWire)),
        };
    }

    /// <summary>An agent's word on an attempt as a record.</summary>
    /// <param name="status">Its word.</param>
    /// <param name="image">The image, which version 1 readers see.</param>
    public static JobStatusRecord ToWire(ReplicaStatus status, string image)
    {
        ArgumentNullException.ThrowIfNull(status);
        var stopped = status is { State: ReplicaState.Exited, Ending: ReplicaEnding.Stopped };
        var well = stopped || status.State == ReplicaState.Running
            || (status.State == ReplicaState.Exited && (status.ExitCode == 0 || status.Ending == ReplicaEnding.DurationReached));
        return new JobStatusRecord
        {
            Operation = stopped ? JobOperation.Delete : JobOperation.Create,
            Status = well ? OperationStatus.Successful : OperationStatus.Unsuccessful,
            ContainerImageName = image,
            ContainerId = status.ContainerId.Length > 0 ? [status.ContainerId] : [],
            Metadata = new JobStatusMetadata
            {
                JobId = status.JobId.ToString(),
                AgentId = status.Agent.ToString(),
                Timestamp = WireTimes.Seconds(status.At),
                TimestampMs = WireTimes.Ms(status.At),
            },
            Replica = new ReplicaStatusRecord
            {
                JobUid = status.Uid.ToString(),
                Replica = status.Replica,
                Run = status.Run,
                Attempt = status.Attempt,
                State = WireNames<ReplicaState>.Of(status.State),
                ExitCode = status.ExitCode,
                Ending = WireNames<ReplicaEnding>.Of(status.Ending),
                Reason = status.Reason,
            },
        };
    }

    /// <summary>The attempt in a record under <c>replica/…</c>.</summary>
    /// <exception cref="WireException">There is none (a version 1 record), or a value has no meaning.</exception>
    public static ReplicaStatus ReplicaFromWire(JobStatusRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var replica = record.Replica ?? throw WireException.Bad("replica: it is missing; only records of version 2 hold an attempt.");
        return new ReplicaStatus
        {
            JobId = new JobId(record.Metadata.JobId),
            Uid = UidOf(replica.JobUid, "replica.job_uid"),
            Replica = replica.Replica,
            Run = replica.Run,
            Attempt = replica.Attempt,
            Agent = new AgentId(SharedText.Of(record.Metadata.AgentId)),
            State = WireNames<ReplicaState>.Read(replica.State, "replica.state"),
            ContainerId = record.ContainerId.Count > 0 ? record.ContainerId[0] : "",
            ExitCode = replica.ExitCode,
            Ending = WireNames<ReplicaEnding>.Read(replica.Ending, "replica.ending"),
            Reason = SharedText.Of(replica.Reason),
            At = WireTimes.Written(record.Metadata.TimestampMs, record.Metadata.Timestamp, "metadata.timestamp_ms"),
        };
    }

    /// <summary>An outcome of a run as version 1's control server is told it.</summary>
    /// <param name="state">The job.</param>
    /// <param name="announcement">The outcome.</param>
    /// <param name="now">When it is written.</param>
    public static Version1JobStatus ToVersion1(JobState state, AnnounceOutcome announcement, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(announcement);
        return new Version1JobStatus
        {
            Operation = announcement.Outcome == RunOutcome.Stopped ? JobOperation.Delete : JobOperation.Create,
            Status = announcement.Outcome == RunOutcome.GaveUp ? OperationStatus.Unsuccessful : OperationStatus.Successful,
            ContainerImageName = state.Spec.Image,
            ContainerId = [.. announcement.Containers.Select(container => container.ContainerId)],
            Metadata = new Version1JobStatusMetadata(
                state.Id.ToString(),
                announcement.Containers.IsDefaultOrEmpty ? "" : announcement.Containers[0].Agent.ToString(),
                WireTimes.Seconds(now)),
        };
    }

    private static JobUid UidOf(string text, string field, bool allowEmpty = false) =>
        allowEmpty && text.Length == 0 ? default
        : JobUid.TryParse(text, out var uid) ? uid
        : throw WireException.Bad($"{field}: '{text}' is no uid; it has 32 hexadecimal digits.");

    private static ReplicaStateRecord ToWire(ReplicaRecord replica) => new()
    {
        Number = replica.Number,
        Ordinal = replica.Ordinal,
        Run = replica.Run,
        Phase = WireNames<ReplicaPhase>.Of(replica.Phase),
        Attempt = replica.Attempt,
        AgentId = replica.Agent.ToString(),
        Observed = WireNames<ReplicaState>.Of(replica.Observed),
        ContainerId = replica.ContainerId,
        ExitCode = replica.ExitCode,
        Reason = replica.Reason,
        FirstRanAtMs = WireTimes.Ms(replica.FirstRanAt),
        RunningSinceMs = WireTimes.Ms(replica.RunningSince),
        EndedAtMs = WireTimes.Ms(replica.EndedAt),
        DueAtMs = WireTimes.Ms(replica.DueAt),
        RestartsSinceMs = replica.Restarts.Used == 0 ? 0 : WireTimes.Ms(replica.Restarts.Since),
        RestartsUsed = replica.Restarts.Used,
        ReschedulesSinceMs = replica.Reschedules.Used == 0 ? 0 : WireTimes.Ms(replica.Reschedules.Since),
        ReschedulesUsed = replica.Reschedules.Used,
        Avoid = [.. replica.Avoid.Select(agent => agent.ToString())],
        Superseded = [.. replica.Superseded.Select(superseded => new SupersededAttemptRecord(superseded.Attempt, superseded.Agent.ToString()))],
    };

    private static ReplicaRecord FromWire(ReplicaStateRecord record) => new()
    {
        Number = record.Number,
        Ordinal = record.Ordinal,
        Run = record.Run,
        Phase = WireNames<ReplicaPhase>.Read(record.Phase, "job.replicas.phase"),
        Attempt = record.Attempt,
        Agent = AgentOf(record.AgentId),
        Observed = WireNames<ReplicaState>.Read(record.Observed, "job.replicas.observed"),
        ContainerId = record.ContainerId,
        ExitCode = record.ExitCode,
        Reason = SharedText.Of(record.Reason),
        FirstRanAt = WireTimes.Instant(record.FirstRanAtMs, "job.replicas.first_ran_at_ms"),
        RunningSince = WireTimes.Instant(record.RunningSinceMs, "job.replicas.running_since_ms"),
        EndedAt = WireTimes.Instant(record.EndedAtMs, "job.replicas.ended_at_ms"),
        DueAt = WireTimes.Instant(record.DueAtMs, "job.replicas.due_at_ms"),
        Restarts = BudgetOf(record.RestartsSinceMs, record.RestartsUsed),
        Reschedules = BudgetOf(record.ReschedulesSinceMs, record.ReschedulesUsed),
        Avoid = ValueArray.From(record.Avoid.Select(AgentOf)),
        Superseded = ValueArray.From(record.Superseded.Select(superseded => new SupersededAttempt(superseded.Attempt, AgentOf(superseded.AgentId)))),
    };

    private static Budget BudgetOf(long sinceMs, int used) =>
        used == 0 ? default : new Budget(WireTimes.Instant(sinceMs, "job.replicas.restarts_since_ms"), used);

    // "No agent" is a default id in the domain, so that equal states are equal however they were made.
    private static AgentId AgentOf(string text) => text.Length == 0 ? default : new AgentId(SharedText.Of(text));

    private static JobChangeRecord ToWire(JobChange change) => new()
    {
        AtMs = WireTimes.Ms(change.At),
        Phase = WireNames<JobPhase>.Of(change.Phase),
        Reason = change.Reason,
        Run = change.Run,
        Replica = change.Replica,
        Attempt = change.Attempt,
        Observed = change.Observed is { } observed ? WireNames<ReplicaState>.Of(observed) : null,
        AgentId = change.Agent.ToString(),
        RequestId = change.RequestId,
        Rejected = change.Rejected,
    };

    private static JobChange FromWire(JobChangeRecord record) => new(
        WireTimes.Instant(record.AtMs, "job.changes.at_ms"),
        WireNames<JobPhase>.Read(record.Phase, "job.changes.phase"),
        SharedText.Of(record.Reason))
    {
        Run = record.Run,
        Replica = record.Replica,
        Attempt = record.Attempt,
        Observed = record.Observed is { } observed ? WireNames<ReplicaState>.Read(observed, "job.changes.observed") : null,
        Agent = AgentOf(record.AgentId),
        RequestId = record.RequestId,
        Rejected = record.Rejected,
    };
}
