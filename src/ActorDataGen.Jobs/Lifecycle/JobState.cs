using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>What follows once everything that is being stopped has ended.</summary>
public enum StopIntent
{
    /// <summary>Nothing is being stopped as a whole.</summary>
    None,

    /// <summary>The job is <see cref="JobPhase.Stopped"/>.</summary>
    Stop,

    /// <summary>The job is deleted.</summary>
    Delete,

    /// <summary>A new run starts.</summary>
    StartAgain,
}

/// <summary>One line of a job's history.</summary>
/// <remarks>Packed, because each of a hundred thousand jobs keeps some: an instance takes 72 bytes.</remarks>
public sealed record JobChange
{
    private readonly long _ticks;
    private readonly byte _phase;
    private readonly byte _observed;

    /// <summary>A line.</summary>
    /// <param name="at">When it was decided.</param>
    /// <param name="phase">The job's phase from then on.</param>
    /// <param name="reason">Why, in a sentence: what came in, or what was due.</param>
    public JobChange(DateTimeOffset at, JobPhase phase, string reason)
    {
        _ticks = at.UtcTicks;
        _phase = (byte)phase;
        Reason = reason;
    }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset At => new(_ticks, TimeSpan.Zero);

    /// <summary>The job's phase from then on.</summary>
    public JobPhase Phase
    {
        get => (JobPhase)_phase;
        init => _phase = (byte)value;
    }

    /// <summary>Why, in a sentence: what came in, or what was due.</summary>
    public string Reason { get; }

    /// <summary>The run.</summary>
    public int Run { get; init; }

    /// <summary>The replica it is about, or −1 for the job as a whole.</summary>
    public int Replica { get; init; } = -1;

    /// <summary>That replica's attempt; 0 for the job as a whole.</summary>
    public int Attempt { get; init; }

    /// <summary>What was observed of that attempt; null for the job as a whole.</summary>
    public ReplicaState? Observed
    {
        get => _observed == 0 ? null : (ReplicaState)(_observed - 1);
        init => _observed = value is { } observed ? (byte)(observed + 1) : (byte)0;
    }

    /// <summary>Where that attempt is.</summary>
    public AgentId Agent { get; init; }

    /// <summary>The request that caused it, as its submitter named it; empty where none did.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>True when the request was turned down; nothing else changed then.</summary>
    public bool Rejected { get; init; }
}

/// <summary>Everything its owner knows of a job: what is published under <c>job/{id}</c>, and all that a new owner starts from.</summary>
public sealed record JobState
{
    /// <summary>How many changes are kept: enough for the story of a crash loop, and a record of some 10 KB at most.</summary>
    public const int MaxChanges = 100;

    /// <summary>How many of them may be requests that were turned down.</summary>
    public const int MaxRejections = 10;

    /// <summary>What is wanted, as it stands now (scaling changes it).</summary>
    public required JobSpec Spec { get; init; }

    /// <summary>Which job of that id; empty where there is none (<see cref="JobPhases.IsGone"/>).</summary>
    public JobUid Uid { get; init; }

    /// <summary>Where it is in its life.</summary>
    public JobPhase Phase { get; init; }

    /// <summary>Why it is there.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Counts decisions; grows by one with each that changed something.</summary>
    public long Revision { get; init; }

    /// <summary>The last run begun; 0 before the first.</summary>
    public int Run { get; init; }

    /// <summary>What follows once what is being stopped has ended.</summary>
    public StopIntent Intent { get; init; }

    /// <summary>The replicas the create asked for, before any scaling: a create that is sent again still equals this job.</summary>
    public int SubmittedReplicas { get; init; }

    /// <summary>When the create was submitted, by the record's own time.</summary>
    public DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When it was accepted, or remembered.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the current run began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last run ended; null while one goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the next run is due; null where none is.</summary>
    public DateTimeOffset? NextStartAt { get; init; }

    /// <summary>The last instant of its cron schedule that was acted on.</summary>
    public DateTimeOffset? LastFiredAt { get; init; }

    /// <summary>How the last ended run ended; null before.</summary>
    public JobPhase? LastOutcome { get; init; }

    /// <summary>The last run of which version 1 clients were told that all its replicas run; 0 before.</summary>
    public int StartAnnouncedRun { get; init; }

    /// <summary>The last run of which version 1 clients were told that it was given up; 0 before.</summary>
    public int GiveUpAnnouncedRun { get; init; }

    /// <summary>The replicas, by number.</summary>
    public ValueArray<ReplicaRecord> Replicas { get; init; }

    /// <summary>The last <see cref="MaxChanges"/> changes, oldest first.</summary>
    public ValueArray<JobChange> Changes { get; init; }

    /// <summary>The job's id.</summary>
    public JobId Id => Spec.Id;
}
