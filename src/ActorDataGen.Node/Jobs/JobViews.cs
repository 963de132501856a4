using ActorDataGen.Client.Contract;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;
using JobChangeView = ActorDataGen.Client.Contract.JobChange;

namespace ActorDataGen.Node.Jobs;

/// <summary>Shows the domain's states in the words of the REST interface.</summary>
public static class JobViews
{
    /// <summary>A job in a list.</summary>
    public static JobSummary Summary(JobState job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Fill(new JobSummary { Id = "", Name = "", State = "", Image = "", Topic = "" }, job);
    }

    /// <summary>A job with its spec and replicas.</summary>
    public static JobDetail Detail(JobState job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var detail = new JobDetail { Id = "", Name = "", State = "", Image = "", Topic = "", Spec = Document(job.Spec), ReplicaViews = [.. job.Replicas.Select(Replica)] };
        return (JobDetail)Fill(detail, job);
    }

    /// <summary>A job's changes, oldest first.</summary>
    public static IReadOnlyList<JobChangeView> History(JobState job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return
        [
            .. job.Changes.Select(c => new JobChangeView
            {
                At = c.At,
                State = c.Replica >= 0 && c.Observed is { } observed ? Word(observed) : Word(c.Phase),
                Replica = c.Replica >= 0 ? c.Replica : null,
                Attempt = c.Replica >= 0 ? c.Attempt : null,
                Run = c.Run,
                Agent = c.Agent.ToString() is { Length: > 0 } agent ? agent : null,
                Reason = c.Reason.Length > 0 ? c.Reason : null,
            }),
        ];
    }

    /// <summary>A spec as REST and job files say it; what has its default is left out where that reads better.</summary>
    public static JobDocument Document(JobSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new JobDocument
        {
            Id = spec.Id.ToString(),
            Name = Text(spec.Name),
            Description = Text(spec.Description),
            User = Text(spec.User),
            Labels = spec.Labels.Count > 0 ? spec.Labels : null,
            Image = spec.Image,
            Command = spec.Command.Count > 0 ? [.. spec.Command] : null,
            Args = spec.Arguments.Count > 0 ? [.. spec.Arguments] : null,
            Env = spec.Environment.Count > 0 ? spec.Environment : null,
            Secrets = spec.Secrets.Count > 0 ? spec.Secrets : null,
            Topic = spec.Topic,
            Target = Text(spec.Target),
            Replicas = spec.Replicas,
            Cpu = spec.Cpu,
            Memory = spec.Memory > 0 ? Quantity.WriteBytes(spec.Memory) : null,
            Network = Text(spec.Network),
            Duration = spec.Duration > TimeSpan.Zero ? Quantity.Write(spec.Duration) : null,
            StartAt = spec.StartAt,
            Cron = spec.Cron is { } cron
                ? new CronDocument { Expression = cron.Expression, TimeZone = cron.TimeZone, Overlap = Words.Of(Words.Overlaps, cron.Overlap) }
                : null,
            Held = spec.Held ? true : null,
            Restart = new RestartDocument
            {
                Condition = Words.Of(Words.Conditions, spec.Restart.Condition),
                Attempts = spec.Restart.Attempts,
                Window = Quantity.Write(spec.Restart.Window),
                Delay = Quantity.Write(spec.Restart.Backoff.Delay),
                MaxDelay = Quantity.Write(spec.Restart.Backoff.MaxDelay),
                Factor = spec.Restart.Backoff.Factor,
                Jitter = spec.Restart.Backoff.Jitter,
            },
            Reschedule = new RescheduleDocument
            {
                Attempts = spec.Reschedule.Attempts,
                Window = Quantity.Write(spec.Reschedule.Window),
                Delay = Quantity.Write(spec.Reschedule.Backoff.Delay),
                MaxDelay = Quantity.Write(spec.Reschedule.Backoff.MaxDelay),
                Factor = spec.Reschedule.Backoff.Factor,
                Jitter = spec.Reschedule.Backoff.Jitter,
            },
            Constraints = spec.Constraints.Count > 0
                ? [.. spec.Constraints.Select(c => new ConstraintDocument { Label = c.Label, Operator = Words.Of(Words.Operators, c.Operator), Value = Text(c.Value) })]
                : null,
            Placement = Words.Of(Words.Strategies, spec.Strategy),
            AntiAffinity = Words.Of(Words.AntiAffinities, spec.AntiAffinity),
            StopGrace = Quantity.Write(spec.StopGrace),
            Ttl = spec.TimeToLive is { } ttl ? Quantity.Write(ttl) : null,
        };
    }

    /// <summary>The word for a job's phase.</summary>
    public static string Word(JobPhase phase) => phase.ToString().ToLowerInvariant();

    private static string Word(ReplicaState state) => state.ToString().ToLowerInvariant();

    private static JobSummary Fill(JobSummary view, JobState job) => view with
    {
        Id = job.Id.ToString(),
        Uid = job.Uid.IsEmpty ? null : job.Uid.ToString(),
        Name = job.Spec.Name.Length > 0 ? job.Spec.Name : job.Id.ToString(),
        User = Text(job.Spec.User),
        State = Word(job.Phase),
        Reason = Text(job.Reason),
        Image = job.Spec.Image,
        Topic = job.Spec.Topic,
        Replicas = job.Spec.Replicas,
        Running = job.Replicas.Count(r => r.Phase == ReplicaPhase.Active && r.Observed == ReplicaState.Running),
        Run = job.Run,
        CreatedAt = job.CreatedAt,
        UpdatedAt = job.Changes.Count > 0 ? job.Changes[^1].At : job.CreatedAt,
        Labels = job.Spec.Labels,
    };

    private static ReplicaView Replica(ReplicaRecord replica) => new()
    {
        Replica = replica.Number,
        Attempt = replica.Attempt,
        State = replica.Phase switch
        {
            ReplicaPhase.Active => Word(replica.Observed),
            ReplicaPhase.RestartDelayed or ReplicaPhase.RescheduleDelayed => "waiting",
            var phase => phase.ToString().ToLowerInvariant(),
        },
        Agent = replica.Agent.ToString() is { Length: > 0 } agent ? agent : null,
        ContainerId = Text(replica.ContainerId),
        ExitCode = replica.ExitCode,
        Reason = Text(replica.Reason),
        UpdatedAt = replica.EndedAt ?? replica.RunningSince ?? replica.FirstRanAt,
    };

    private static string? Text(string text) => text.Length > 0 ? text : null;
}
