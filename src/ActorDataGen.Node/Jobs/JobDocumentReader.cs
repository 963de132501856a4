using System.Collections.Immutable;
using System.Security.Cryptography;
using ActorDataGen.Client.Contract;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Node.Jobs;

/// <summary>Reads a job as REST and job files say it into the domain's spec. What it cannot read it reports by field.</summary>
public sealed class JobDocumentReader
{
    private readonly ImmutableArray<SpecProblem>.Builder _problems = ImmutableArray.CreateBuilder<SpecProblem>();

    private JobDocumentReader()
    {
    }

    /// <summary>Reads a document.</summary>
    /// <returns>The spec with defaults filled in, and what could not be read; the spec is complete only without problems.</returns>
    public static (JobSpec Spec, ImmutableArray<SpecProblem> Problems) Read(JobDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var reader = new JobDocumentReader();
        return (reader.Spec(document), reader._problems.ToImmutable());
    }

    private JobSpec Spec(JobDocument document)
    {
        var fresh = new JobSpec();
        return new JobSpec
        {
            Id = Id(document),
            Name = document.Name ?? "",
            Description = document.Description ?? "",
            User = document.User ?? "",
            Labels = StringMap.From(document.Labels),
            Image = document.Image ?? "",
            Command = [.. document.Command ?? []],
            Arguments = [.. document.Args ?? []],
            Environment = StringMap.From(document.Env),
            Secrets = StringMap.From(document.Secrets),
            Topic = document.Topic ?? "",
            Target = document.Target ?? "",
            Replicas = document.Replicas ?? fresh.Replicas,
            Cpu = document.Cpu ?? fresh.Cpu,
            Memory = Bytes("memory", document.Memory),
            Network = document.Network ?? "",
            Duration = Span("duration", document.Duration, fresh.Duration),
            StartAt = document.StartAt,
            Cron = Cron(document.Cron),
            Held = document.Held ?? false,
            Restart = Restart(document.Restart),
            Reschedule = Reschedule(document.Reschedule),
            Constraints = [.. (document.Constraints ?? []).Select(Constraint)],
            Strategy = Word("placement", document.Placement, fresh.Strategy, Words.Strategies),
            AntiAffinity = Word("antiAffinity", document.AntiAffinity, fresh.AntiAffinity, Words.AntiAffinities),
            StopGrace = Span("stopGrace", document.StopGrace, fresh.StopGrace),
            TimeToLive = document.Ttl is null ? null : Span("ttl", document.Ttl, TimeSpan.Zero),
        };
    }

    // A job that got no id is named after its image and a random part, so that two of them never meet.
    private static JobId Id(JobDocument document)
    {
        if (document.Id is { Length: > 0 } id)
        {
            return new JobId(id);
        }

        var image = (document.Image ?? "job").Split('/')[^1].Split(':', '@')[0];
        var name = string.Concat(image.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')).Trim('.', '-', '_').ToLowerInvariant();
        return new JobId($"{(name.Length == 0 ? "job" : name[..Math.Min(name.Length, 40)])}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
    }

    private CronSchedule? Cron(CronDocument? cron) => cron is null ? null : new CronSchedule
    {
        Expression = cron.Expression ?? "",
        TimeZone = cron.TimeZone ?? "UTC",
        Overlap = Word("cron.overlap", cron.Overlap, OverlapRule.Forbid, Words.Overlaps),
    };

    private RestartPolicy Restart(RestartDocument? restart) => restart is null ? RestartPolicy.Default : RestartPolicy.Default with
    {
        Condition = Word("restart.condition", restart.Condition, RestartPolicy.Default.Condition, Words.Conditions),
        Attempts = restart.Attempts ?? RestartPolicy.Default.Attempts,
        Window = Span("restart.window", restart.Window, RestartPolicy.Default.Window),
        Backoff = Backoff("restart", RestartPolicy.Default.Backoff, restart.Delay, restart.MaxDelay, restart.Factor, restart.Jitter),
    };

    private ReschedulePolicy Reschedule(RescheduleDocument? reschedule) => reschedule is null ? ReschedulePolicy.Default : ReschedulePolicy.Default with
    {
        Attempts = reschedule.Attempts ?? ReschedulePolicy.Default.Attempts,
        Window = Span("reschedule.window", reschedule.Window, ReschedulePolicy.Default.Window),
        Backoff = Backoff("reschedule", ReschedulePolicy.Default.Backoff, reschedule.Delay, reschedule.MaxDelay, reschedule.Factor, reschedule.Jitter),
    };

    private Backoff Backoff(string field, Backoff standard, string? delay, string? maxDelay, double? factor, double? jitter) => new()
    {
        Delay = Span($"{field}.delay", delay, standard.Delay),
        MaxDelay = Span($"{field}.maxDelay", maxDelay, standard.MaxDelay),
        Factor = factor ?? standard.Factor,
        Jitter = jitter ?? standard.Jitter,
    };

    private PlacementConstraint Constraint(ConstraintDocument constraint, int index) => new(
        constraint.Label ?? "",
        Word($"constraints[{index}].operator", constraint.Operator, ConstraintOperator.Equal, Words.Operators),
        constraint.Value ?? "");

    private TimeSpan Span(string field, string? text, TimeSpan standard)
    {
        if (text is null || Quantity.TryParseSpan(text, out standard))
        {
            return standard;
        }

        _problems.Add(new SpecProblem(field, $"\"{text}\" is no span of time", "write it as 90s, 15m, 2h or 1h30m"));
        return TimeSpan.Zero;
    }

    private long Bytes(string field, string? text)
    {
        if (Quantity.TryParseBytes(text ?? "", out var bytes))
        {
            return bytes;
        }

        _problems.Add(new SpecProblem(field, $"\"{text}\" is no amount of memory", "write it as 512m, 1g or bytes"));
        return 0;
    }

    private T Word<T>(string field, string? text, T standard, IReadOnlyDictionary<string, T> words)
    {
        if (text is null)
        {
            return standard;
        }

        if (words.TryGetValue(text.Trim().ToLowerInvariant(), out var value))
        {
            return value;
        }

        _problems.Add(new SpecProblem(field, $"\"{text}\" is none of its values", $"write one of {string.Join(", ", words.Keys)}"));
        return standard;
    }
}
