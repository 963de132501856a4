using System.Text.Json.Serialization;
using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>What somebody asks of a job; it may be turned down. A record on <c>Job_Handling</c> is one of these.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "operation")]
[JsonDerivedType(typeof(CreateJob), "create")]
[JsonDerivedType(typeof(StartJob), "start")]
[JsonDerivedType(typeof(StopJob), "stop")]
[JsonDerivedType(typeof(RestartJob), "restart")]
[JsonDerivedType(typeof(ScaleJob), "scale")]
[JsonDerivedType(typeof(DeleteJob), "delete")]
public abstract record JobCommand
{
    private protected JobCommand()
    {
    }

    /// <summary>The job that is meant.</summary>
    [JsonIgnore]
    public abstract JobId JobId { get; }

    /// <summary>The submitter's name for this request, by which it finds the answer among the job's changes; may be empty.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Who asks; may be empty.</summary>
    public string User { get; init; } = "";
}

/// <summary>Make a job of this spec, and start it when its time has come, unless it is held.</summary>
public sealed record CreateJob(JobSpec Spec) : JobCommand
{
    /// <inheritdoc/>
    public override JobId JobId => Spec.Id;
}

/// <summary>Start a held, scheduled, stopped or ended job: a new run, at once.</summary>
public sealed record StartJob(JobId Id) : JobCommand
{
    /// <inheritdoc/>
    public override JobId JobId => Id;
}

/// <summary>Stop a job's run, or keep a scheduled one from starting. The job and its history stay.</summary>
public sealed record StopJob(JobId Id) : JobCommand
{
    /// <inheritdoc/>
    public override JobId JobId => Id;
}

/// <summary>Start replicas anew: within the run that goes on, or in a new run once it has ended.</summary>
/// <param name="Id">The job.</param>
/// <param name="OnlyFailed">Only those that were given up.</param>
public sealed record RestartJob(JobId Id, bool OnlyFailed = false) : JobCommand
{
    /// <inheritdoc/>
    public override JobId JobId => Id;
}

/// <summary>Change the number of replicas.</summary>
public sealed record ScaleJob(JobId Id, int Replicas) : JobCommand
{
    /// <inheritdoc/>
    public override JobId JobId => Id;
}

/// <summary>Stop what runs of a job, then forget it.</summary>
public sealed record DeleteJob(JobId Id) : JobCommand
{
    /// <inheritdoc/>
    public override JobId JobId => Id;
}
