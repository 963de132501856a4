using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Values;
using ActorDataGen.Wire.Records;

namespace ActorDataGen.Wire.Mapping;

/// <summary>Between the domain and the records of the management topics.</summary>
/// <remarks>Reading throws <see cref="WireException"/> of a bad record for what no domain value stands for; it does not validate specs.</remarks>
public static partial class WireMapping
{
    /// <summary>A spec as a record.</summary>
    public static JobSpecRecord ToWire(JobSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new JobSpecRecord
        {
            Id = spec.Id.ToString(),
            Name = spec.Name,
            Description = spec.Description,
            User = spec.User,
            Labels = spec.Labels,
            Image = spec.Image,
            Command = [.. spec.Command],
            Arguments = [.. spec.Arguments],
            Environment = spec.Environment,
            Secrets = spec.Secrets,
            Topic = spec.Topic,
            Target = spec.Target,
            Replicas = spec.Replicas,
            Cpu = spec.Cpu,
            MemoryBytes = spec.Memory,
            Network = spec.Network,
            DurationMs = WireTimes.Ms(spec.Duration),
            StartAtMs = WireTimes.Ms(spec.StartAt),
            Cron = spec.Cron is { } cron
                ? new CronScheduleRecord { Expression = cron.Expression, TimeZone = cron.TimeZone, Overlap = WireNames<OverlapRule>.Of(cron.Overlap) }
                : null,
            Held = spec.Held,
            Restart = spec.Restart == RestartPolicy.Default ? null : new RestartPolicyRecord
            {
                Condition = WireNames<RestartCondition>.Of(spec.Restart.Condition),
                Attempts = spec.Restart.Attempts,
                WindowMs = WireTimes.Ms(spec.Restart.Window),
                Backoff = spec.Restart.Backoff == Backoff.OnTheSpot ? null : ToWire(spec.Restart.Backoff),
            },
            Reschedule = spec.Reschedule == ReschedulePolicy.Default ? null : new ReschedulePolicyRecord
            {
                Attempts = spec.Reschedule.Attempts,
                WindowMs = WireTimes.Ms(spec.Reschedule.Window),
                Backoff = spec.Reschedule.Backoff == Backoff.Elsewhere ? null : ToWire(spec.Reschedule.Backoff),
            },
            Constraints = [.. spec.Constraints.Select(constraint =>
                new PlacementConstraintRecord(constraint.Label, WireNames<ConstraintOperator>.Of(constraint.Operator), constraint.Value))],
            Strategy = WireNames<PlacementStrategy>.Of(spec.Strategy),
            AntiAffinity = WireNames<AntiAffinity>.Of(spec.AntiAffinity),
            StopGraceMs = WireTimes.Ms(spec.StopGrace),
            TimeToLiveMs = spec.TimeToLive is { } kept ? WireTimes.Ms(kept) : null,
        };
    }

    /// <summary>A record as a spec.</summary>
    /// <param name="record">The record.</param>
    /// <param name="id">The job's id, where the record itself gives none.</param>
    /// <exception cref="WireException">A value that has no meaning.</exception>
    public static JobSpec FromWire(JobSpecRecord record, JobId id)
    {
        ArgumentNullException.ThrowIfNull(record);
        // Most jobs are named as their id is, or not at all: one text serves for both.
        var text = record.Id.Length > 0 && record.Id != id.Value ? record.Id : id.ToString();
        return new JobSpec
        {
            Id = text.Length == 0 ? default : new JobId(text),
            Name = record.Name == text ? text : SharedText.Of(record.Name),
            Description = SharedText.Of(record.Description),
            User = SharedText.Of(record.User),
            Labels = SharedText.Of(record.Labels),
            Image = SharedText.Of(record.Image),
            Command = ValueArray.From(record.Command.Select(SharedText.Of)),
            Arguments = ValueArray.From(record.Arguments.Select(SharedText.Of)),
            Environment = SharedText.Of(record.Environment),
            Secrets = SharedText.Of(record.Secrets),
            Topic = record.Topic == text ? text : SharedText.Of(record.Topic),
            Target = SharedText.Of(record.Target),
            Replicas = record.Replicas,
            Cpu = record.Cpu,
            Memory = record.MemoryBytes,
            Network = SharedText.Of(record.Network),
            Duration = WireTimes.Time(record.DurationMs, "duration_ms"),
            StartAt = WireTimes.Instant(record.StartAtMs, "start_at_ms"),
            Cron = record.Cron is { } cron
                ? new CronSchedule { Expression = SharedText.Of(cron.Expression), TimeZone = SharedText.Of(cron.TimeZone), Overlap = WireNames<OverlapRule>.Read(cron.Overlap, "cron.overlap") }
                : null,
            Held = record.Held,
            Restart = FromWire(record.Restart),
            Reschedule = FromWire(record.Reschedule),
            Constraints = ValueArray.From(record.Constraints.Select(constraint => new PlacementConstraint(
                SharedText.Of(constraint.Label), WireNames<ConstraintOperator>.Read(constraint.Operator, "constraints.operator"), SharedText.Of(constraint.Value)))),
            Strategy = WireNames<PlacementStrategy>.Read(record.Strategy, "strategy"),
            AntiAffinity = WireNames<AntiAffinity>.Read(record.AntiAffinity, "anti_affinity"),
            StopGrace = WireTimes.Time(record.StopGraceMs, "stop_grace_ms"),
            TimeToLive = record.TimeToLiveMs is { } kept ? WireTimes.Time(kept, "time_to_live_ms") : null,
        };
    }

    private static BackoffRecord ToWire(Backoff backoff) =>
        new(WireTimes.Ms(backoff.Delay), backoff.Factor, WireTimes.Ms(backoff.MaxDelay), backoff.Jitter);

    private static RestartPolicy FromWire(RestartPolicyRecord? record)
    {
        if (record is null)
        {
            return RestartPolicy.Default;
        }

        var policy = new RestartPolicy
        {
            Condition = WireNames<RestartCondition>.Read(record.Condition, "restart.condition"),
            Attempts = record.Attempts,
            Window = WireTimes.Time(record.WindowMs, "restart.window_ms"),
            Backoff = FromWire(record.Backoff, Backoff.OnTheSpot),
        };
        return policy == RestartPolicy.Default ? RestartPolicy.Default : policy;
    }

    private static ReschedulePolicy FromWire(ReschedulePolicyRecord? record)
    {
        if (record is null)
        {
            return ReschedulePolicy.Default;
        }

        var policy = new ReschedulePolicy
        {
            Attempts = record.Attempts,
            Window = WireTimes.Time(record.WindowMs, "reschedule.window_ms"),
            Backoff = FromWire(record.Backoff, Backoff.Elsewhere),
        };
        return policy == ReschedulePolicy.Default ? ReschedulePolicy.Default : policy;
    }

    private static Backoff FromWire(BackoffRecord? record, Backoff usual) => record is null ? usual : new Backoff
    {
        Delay = WireTimes.Time(record.DelayMs, "backoff.delay_ms"),
        Factor = record.Factor,
        MaxDelay = WireTimes.Time(record.MaxDelayMs, "backoff.max_delay_ms"),
        Jitter = record.Jitter,
    };

    private static ContainerSpecRecord ToWire(ContainerSpec container) => new()
    {
        Image = container.Image,
        Command = [.. container.Command],
        Arguments = [.. container.Arguments],
        Environment = container.Environment,
        Secrets = container.Secrets,
        Labels = container.Labels,
        Topic = container.Topic,
        Target = container.Target,
        Cpu = container.Cpu,
        MemoryBytes = container.Memory,
        Network = container.Network,
        StopGraceMs = WireTimes.Ms(container.StopGrace),
        DurationMs = WireTimes.Ms(container.Duration),
    };

    private static ContainerSpec FromWire(ContainerSpecRecord record) => new()
    {
        Image = SharedText.Of(record.Image),
        Command = ValueArray.From(record.Command),
        Arguments = ValueArray.From(record.Arguments),
        Environment = SharedText.Of(record.Environment),
        Secrets = SharedText.Of(record.Secrets),
        Labels = SharedText.Of(record.Labels),
        Topic = SharedText.Of(record.Topic),
        Target = SharedText.Of(record.Target),
        Cpu = record.Cpu,
        Memory = record.MemoryBytes,
        Network = SharedText.Of(record.Network),
        StopGrace = WireTimes.Time(record.StopGraceMs, "stop_grace_ms"),
        Duration = WireTimes.Time(record.DurationMs, "duration_ms"),
    };
}
