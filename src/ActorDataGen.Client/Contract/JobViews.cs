namespace ActorDataGen.Client.Contract;

/// <summary>A job in a list.</summary>
public record JobSummary
{
    /// <summary>The job's id.</summary>
    public required string Id { get; init; }

    /// <summary>The id of this creation of the job; deleting and creating again under the same id makes another.</summary>
    public string? Uid { get; init; }

    /// <summary>A name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Who submitted it.</summary>
    public string? User { get; init; }

    /// <summary>held, scheduled, pending, starting, running, stopping, succeeded, failed, stopped or rejected.</summary>
    public required string State { get; init; }

    /// <summary>Why it is in this state, in plain words.</summary>
    public string? Reason { get; init; }

    /// <summary>The image.</summary>
    public required string Image { get; init; }

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Replicas wanted.</summary>
    public int Replicas { get; init; }

    /// <summary>Replicas that run.</summary>
    public int Running { get; init; }

    /// <summary>The number of the current or last run; 0 before the first.</summary>
    public int Run { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>A job with its spec and its replicas.</summary>
public sealed record JobDetail : JobSummary
{
    /// <summary>What was submitted, with defaults filled in.</summary>
    public required JobDocument Spec { get; init; }

    /// <summary>The replicas of the current or last run.</summary>
    public IReadOnlyList<ReplicaView> ReplicaViews { get; init; } = [];
}

/// <summary>One replica of a job.</summary>
public sealed record ReplicaView
{
    /// <summary>Its number, from 0.</summary>
    public int Replica { get; init; }

    /// <summary>The number of its placement; a new one at each restart or move.</summary>
    public int Attempt { get; init; }

    /// <summary>placed, pulling, creating, running, exited, failed, refused, lost or waiting.</summary>
    public required string State { get; init; }

    /// <summary>The agent that has it.</summary>
    public string? Agent { get; init; }

    /// <summary>The container's id at its engine.</summary>
    public string? ContainerId { get; init; }

    /// <summary>The exit code of an ended container.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why it is in this state.</summary>
    public string? Reason { get; init; }

    /// <summary>When its state changed last.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>One change in a job's life.</summary>
public sealed record JobChange
{
    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The state that began.</summary>
    public required string State { get; init; }

    /// <summary>The replica that changed, or null for the job itself.</summary>
    public int? Replica { get; init; }

    /// <summary>The replica's attempt.</summary>
    public int? Attempt { get; init; }

    /// <summary>The run.</summary>
    public int Run { get; init; }

    /// <summary>The agent concerned.</summary>
    public string? Agent { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>The answer to a submission.</summary>
public sealed record Submitted
{
    /// <summary>The job's id.</summary>
    public required string Id { get; init; }

    /// <summary>Partition of the job topic that holds the submission.</summary>
    public int Partition { get; init; }

    /// <summary>Its offset there.</summary>
    public long Offset { get; init; }
}

/// <summary>Where a job would go.</summary>
public sealed record DryRun
{
    /// <summary>The spec with its defaults.</summary>
    public required JobDocument Spec { get; init; }

    /// <summary>Agent of each replica that has room, in order.</summary>
    public IReadOnlyList<string> WouldRunOn { get; init; } = [];

    /// <summary>Why agents were left out, a line each.</summary>
    public IReadOnlyList<string> WhyNot { get; init; } = [];
}

/// <summary>A new number of replicas.</summary>
public sealed record ScaleRequest
{
    /// <summary>Replicas wanted.</summary>
    public int Replicas { get; init; }
}
