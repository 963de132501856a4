namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>How patient the owner of jobs is.</summary>
public sealed record JobMachineOptions
{
    /// <summary>The defaults.</summary>
    public static JobMachineOptions Default { get; } = new();

    /// <summary>How long a delete for an unknown job is remembered, and a rejected create can be seen: ten minutes, far longer than a record takes that was forwarded.</summary>
    public TimeSpan RememberGone { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a replica without a place asks again when nobody told it of room: 30 s, a safety net only.</summary>
    public TimeSpan PlacementRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How soon it asks again when the only agents with room were to be avoided: 1 s.</summary>
    public TimeSpan AvoidanceRetry { get; init; } = TimeSpan.FromSeconds(1);
}
