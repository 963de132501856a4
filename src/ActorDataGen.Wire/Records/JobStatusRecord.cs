namespace ActorDataGen.Wire.Records;

/// <summary>Version 1's outcomes: whether what the operation asks for has been reached.</summary>
public enum OperationStatus
{
    /// <summary>It has.</summary>
    Successful,

    /// <summary>It has not: not yet, or not any more.</summary>
    Unsuccessful,
}

/// <summary>The record <c>job_status</c>: of a job, or of an attempt of a replica.</summary>
public sealed record JobStatusRecord
{
    /// <summary>What version 1 understands of it.</summary>
    public JobOperation Operation { get; init; }

    /// <summary>What version 1 understands of it.</summary>
    public OperationStatus Status { get; init; }

    /// <summary>Image.</summary>
    public string ContainerImageName { get; init; } = "";

    /// <summary>The containers that run.</summary>
    public IReadOnlyList<string> ContainerId { get; init; } = [];

    /// <summary>Which and when.</summary>
    public JobStatusMetadata Metadata { get; init; } = new();

    /// <summary>Under <c>job/…</c>: the job.</summary>
    public JobStateRecord? Job { get; init; }

    /// <summary>Under <c>replica/…</c>: the attempt.</summary>
    public ReplicaStatusRecord? Replica { get; init; }
}

/// <summary>The record <c>metadata_type</c> of <c>job_status</c>.</summary>
public sealed record JobStatusMetadata
{
    /// <summary>Which job.</summary>
    public string JobId { get; init; } = "";

    /// <summary>The agent; of a job, the first replica's.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Version 1's time, in seconds since 1970.</summary>
    public float Timestamp { get; init; }

    /// <summary>Milliseconds since 1970; 0 where the writer knows only <see cref="Timestamp"/>.</summary>
    public long TimestampMs { get; init; }
}

/// <summary>The record <c>replica_status</c>.</summary>
public sealed record ReplicaStatusRecord
{
    /// <summary>Which job of that id.</summary>
    public string JobUid { get; init; } = "";

    /// <summary>Replica.</summary>
    public int Replica { get; init; }

    /// <summary>Run.</summary>
    public int Run { get; init; }

    /// <summary>Attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>Observed state.</summary>
    public string State { get; init; } = "";

    /// <summary>Exit code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why it ended.</summary>
    public string Ending { get; init; } = "none";

    /// <summary>For people.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>The record <c>job_record</c>.</summary>
public sealed record JobStateRecord
{
    /// <summary>Which job of that id.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Spec.</summary>
    public JobSpecRecord Spec { get; init; } = new();

    /// <summary>Phase.</summary>
    public string Phase { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Counts decisions.</summary>
    public long Revision { get; init; }

    /// <summary>Run.</summary>
    public int Run { get; init; }

    /// <summary>What follows a stop.</summary>
    public string Intent { get; init; } = "none";

    /// <summary>Replicas before scaling.</summary>
    public int SubmittedReplicas { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long SubmittedAtMs { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long CreatedAtMs { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? StartedAtMs { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? EndedAtMs { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? NextStartAtMs { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? LastFiredAtMs { get; init; }

    /// <summary>How the last run ended.</summary>
    public string? LastOutcome { get; init; }

    /// <summary>The last run announced as started.</summary>
    public int StartAnnouncedRun { get; init; }

    /// <summary>The last run announced as given up.</summary>
    public int GiveUpAnnouncedRun { get; init; }

    /// <summary>Replicas.</summary>
    public IReadOnlyList<ReplicaStateRecord> Replicas { get; init; } = [];

    /// <summary>History.</summary>
    public IReadOnlyList<JobChangeRecord> Changes { get; init; } = [];
}

/// <summary>The record <c>replica_record</c>.</summary>
public sealed record ReplicaStateRecord
{
    /// <summary>Number.</summary>
    public int Number { get; init; }

    /// <summary>Place within its run.</summary>
    public int Ordinal { get; init; }

    /// <summary>Run.</summary>
    public int Run { get; init; }

    /// <summary>Phase.</summary>
    public string Phase { get; init; } = "pending";

    /// <summary>Attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>Agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Observed state.</summary>
    public string Observed { get; init; } = "placed";

    /// <summary>Container.</summary>
    public string ContainerId { get; init; } = "";

    /// <summary>Exit code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Milliseconds since 1970.</summary>
    public long? FirstRanAtMs { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? RunningSinceMs { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? EndedAtMs { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? DueAtMs { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long RestartsSinceMs { get; init; }

    /// <summary>Restarts in the window.</summary>
    public int RestartsUsed { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long ReschedulesSinceMs { get; init; }

    /// <summary>Moves in the window.</summary>
    public int ReschedulesUsed { get; init; }

    /// <summary>Agents to avoid.</summary>
    public IReadOnlyList<string> Avoid { get; init; } = [];

    /// <summary>Attempts that nobody saw the end of.</summary>
    public IReadOnlyList<SupersededAttemptRecord> Superseded { get; init; } = [];
}

/// <summary>The record <c>superseded_attempt</c>.</summary>
/// <param name="Attempt">Attempt.</param>
/// <param name="AgentId">Agent.</param>
public sealed record SupersededAttemptRecord(int Attempt, string AgentId);

/// <summary>The record <c>job_change</c>.</summary>
public sealed record JobChangeRecord
{
    /// <summary>Milliseconds since 1970.</summary>
    public long AtMs { get; init; }

    /// <summary>Phase.</summary>
    public string Phase { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Run.</summary>
    public int Run { get; init; }

    /// <summary>Replica, or −1.</summary>
    public int Replica { get; init; } = -1;

    /// <summary>Attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>Observed state.</summary>
    public string? Observed { get; init; }

    /// <summary>Agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Request.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Turned down.</summary>
    public bool Rejected { get; init; }
}
