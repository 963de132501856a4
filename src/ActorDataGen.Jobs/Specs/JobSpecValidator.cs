using System.Collections.Immutable;
using System.Globalization;
using ActorDataGen.Jobs.Scheduling;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Specs;

/// <summary>Says what is wrong with a spec, all of it at once.</summary>
public static class JobSpecValidator
{
    /// <summary>The most replicas of a job: its status is one record, and a thousand of them stay below Kafka's default of 1 MB.</summary>
    public const int MaxReplicas = 1000;

    /// <summary>Characters of all texts of a spec together: a job's records must stay below Kafka's default of 1 MB.</summary>
    public const int MaxText = 128 * 1024;

    /// <summary>Docker refuses to limit a container to less than 6 MiB.</summary>
    public const long MinMemory = 6L * 1024 * 1024;

    /// <summary>Kafka's bound on a topic's name.</summary>
    private const int MaxTopicLength = 249;

    /// <summary>The longest wait any timer is set for; longer ones are mistakes, and would not fit a timer.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(3650);

    /// <summary>Everything that is wrong with the spec; empty when it can be.</summary>
    public static ImmutableArray<SpecProblem> Validate(JobSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var problems = ImmutableArray.CreateBuilder<SpecProblem>();
        void Say(string field, string problem, string remedy) => problems.Add(new SpecProblem(field, problem, remedy));

        CheckNames(spec, Say);
        CheckContainer(spec, Say);
        CheckSize(spec, Say);
        CheckTimes(spec, Say);
        CheckPolicies(spec, Say);
        CheckPlacement(spec, Say);
        return problems.ToImmutable();
    }

    /// <summary>What is wrong with a number of replicas; null when nothing is.</summary>
    public static SpecProblem? ReplicasProblem(int replicas) =>
        replicas is >= 1 and <= MaxReplicas
            ? null
            : new SpecProblem("replicas", $"{replicas} replicas cannot run", $"give a number from 1 to {MaxReplicas}");

    private static void CheckNames(JobSpec spec, Action<string, string, string> say)
    {
        if (spec.Id.IsEmpty)
        {
            say("id", "it is missing", "give the job an id, such as 'orders-1'");
        }
        else if (spec.Id.Value.Length > JobId.MaxLength)
        {
            say("id", $"it has {spec.Id.Value.Length} characters", $"give at most {JobId.MaxLength}");
        }
        else if (spec.Id.Value.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character is '/' or '\\'))
        {
            say("id", "it holds white space, a slash or a control character", "give letters, digits, '.', '_' and '-'");
        }

        foreach (var (label, _) in spec.Labels)
        {
            if (label.Length == 0 || label.Length > 255 || label.Any(char.IsControl) || label.Contains('=', StringComparison.Ordinal))
            {
                say($"labels.{label}", "its name is not a label's", "give 1 to 255 characters without '=' and control characters");
            }
        }
    }

    private static void CheckContainer(JobSpec spec, Action<string, string, string> say)
    {
        if (string.IsNullOrWhiteSpace(spec.Image))
        {
            say("image", "it is missing", "give a container image, such as 'adg/generator:latest'");
        }
        else if (spec.Image.Length > 1024 || spec.Image.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)))
        {
            say("image", $"'{Cut(spec.Image)}' is not the name of an image", "give it as 'docker run' takes it: [registry/]name[:tag]");
        }

        if (spec.Topic.Length == 0)
        {
            say("topic", "it is missing", "give the Kafka topic that the job writes to");
        }
        else if (spec.Topic.Length > MaxTopicLength || spec.Topic is "." or ".." || !spec.Topic.All(IsTopicCharacter))
        {
            say("topic", $"'{Cut(spec.Topic)}' cannot be a Kafka topic", $"give 1 to {MaxTopicLength} letters, digits, '.', '_' and '-'");
        }

        foreach (var name in spec.Environment.Keys)
        {
            CheckVariable($"environment.{name}", name, say);
        }

        foreach (var (name, secret) in spec.Secrets)
        {
            CheckVariable($"secrets.{name}", name, say);
            if (string.IsNullOrWhiteSpace(secret))
            {
                say($"secrets.{name}", "it names no secret", "give the name that the secret has in the agents' configuration");
            }

            if (spec.Environment.ContainsKey(name))
            {
                say($"secrets.{name}", "the same variable is given in 'environment'", "give it in one of the two");
            }
        }

        var text = Length(spec.Name, spec.Description, spec.User, spec.Image, spec.Network, spec.Target)
            + spec.Command.Sum(part => part.Length) + spec.Arguments.Sum(part => part.Length)
            + Length(spec.Labels) + Length(spec.Environment) + Length(spec.Secrets);
        if (text > MaxText)
        {
            say("spec", $"its texts have {text} characters in all", $"give at most {MaxText}; put large inputs where the container can fetch them");
        }
    }

    private static void CheckVariable(string field, string name, Action<string, string, string> say)
    {
        if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Any(char.IsControl))
        {
            say(field, "its name is not an environment variable's", "give a name without '=' and control characters");
        }
    }

    private static void CheckSize(JobSpec spec, Action<string, string, string> say)
    {
        if (ReplicasProblem(spec.Replicas) is { } problem)
        {
            say(problem.Field, problem.Problem, problem.Remedy);
        }

        if (!double.IsFinite(spec.Cpu) || spec.Cpu is < 0 or > 4096 or (> 0 and < 0.01))
        {
            say("cpu", $"{spec.Cpu.ToString(CultureInfo.InvariantCulture)} cores cannot be given", "give cores from 0.01 to 4096, or 0 for no limit");
        }

        if (spec.Memory < 0 || spec.Memory is > 0 and < MinMemory)
        {
            say("memory", $"{spec.Memory} bytes cannot be given", "give at least 6 MiB ('6m'), or 0 for no limit");
        }
    }

    private static void CheckTimes(JobSpec spec, Action<string, string, string> say)
    {
        CheckTime("duration", spec.Duration, say);
        CheckTime("stopGrace", spec.StopGrace, say);
        if (spec.StopGrace > TimeSpan.FromHours(1))
        {
            say("stopGrace", $"{spec.StopGrace} is longer than an hour", "give at most an hour");
        }

        if (spec.TimeToLive is { } kept)
        {
            CheckTime("timeToLive", kept, say);
        }

        if (spec.StartAt is { Year: < 2000 or > 9000 })
        {
            say("startAt", $"{spec.StartAt:O} is not a time to start at", "give a time in the years to come, such as '2030-01-31T08:00:00Z'");
        }

        if (spec.Cron is { } cron && !CronExpression.TryParse(cron, out _, out var problem))
        {
            say(problem.Field, problem.Problem, problem.Remedy);
        }

        if (spec.Cron is { Overlap: var overlap } && !Enum.IsDefined(overlap))
        {
            say("cron.overlap", "it is not a rule", "give allow, forbid or replace");
        }
    }

    private static void CheckTime(string field, TimeSpan time, Action<string, string, string> say)
    {
        if (time < TimeSpan.Zero || time > MaxTime)
        {
            say(field, $"{time} is out of bounds", "give a time from 0 to ten years");
        }
    }

    private static void CheckPolicies(JobSpec spec, Action<string, string, string> say)
    {
        if (!Enum.IsDefined(spec.Restart.Condition))
        {
            say("restart.condition", "it is not a condition", "give onFailure, always or never");
        }

        if (spec.Restart.Attempts < 0)
        {
            say("restart.attempts", $"{spec.Restart.Attempts} is below 0", "give 0 or more; 0 moves to another agent at once");
        }

        if (spec.Reschedule.Attempts < -1)
        {
            say("reschedule.attempts", $"{spec.Reschedule.Attempts} is below -1", "give 0 for never, -1 for without end, or a number");
        }

        CheckTime("restart.window", spec.Restart.Window, say);
        CheckTime("reschedule.window", spec.Reschedule.Window, say);
        CheckBackoff("restart.backoff", spec.Restart.Backoff, say);
        CheckBackoff("reschedule.backoff", spec.Reschedule.Backoff, say);
        // Together they would end and start a container as fast as the machine can, for ever.
        if (spec.Reschedule.Attempts == -1 && spec.Reschedule.Backoff.Delay == TimeSpan.Zero)
        {
            say("reschedule.backoff.delay", "moving without end needs a delay", "give a delay, such as 5 s");
        }
    }

    private static void CheckBackoff(string field, Backoff backoff, Action<string, string, string> say)
    {
        CheckTime($"{field}.delay", backoff.Delay, say);
        CheckTime($"{field}.maxDelay", backoff.MaxDelay, say);
        if (!double.IsFinite(backoff.Factor) || backoff.Factor is < 1 or > 100)
        {
            say($"{field}.factor", $"{backoff.Factor.ToString(CultureInfo.InvariantCulture)} is out of bounds", "give a number from 1 to 100");
        }

        if (!double.IsFinite(backoff.Jitter) || backoff.Jitter is < 0 or > 1)
        {
            say($"{field}.jitter", $"{backoff.Jitter.ToString(CultureInfo.InvariantCulture)} is out of bounds", "give a part from 0 to 1");
        }
    }

    private static void CheckPlacement(JobSpec spec, Action<string, string, string> say)
    {
        if (!Enum.IsDefined(spec.Strategy))
        {
            say("strategy", "it is not a strategy", "give spread or binpack");
        }

        if (!Enum.IsDefined(spec.AntiAffinity))
        {
            say("antiAffinity", "it is not a rule", "give preferred, required or none");
        }

        for (var index = 0; index < spec.Constraints.Count; index++)
        {
            var constraint = spec.Constraints[index];
            if (constraint.Label.Length == 0)
            {
                say($"constraints[{index}].label", "it is missing", "give the name of an agent's label");
            }

            if (!Enum.IsDefined(constraint.Operator))
            {
                say($"constraints[{index}].operator", "it is not an operator", "give equal, notEqual, exists, notExists, in or notIn");
            }
        }
    }

    private static bool IsTopicCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-';

    private static int Length(params ReadOnlySpan<string> texts)
    {
        var length = 0;
        foreach (var text in texts)
        {
            length += text.Length;
        }

        return length;
    }

    private static int Length(StringMap map) => map.Sum(entry => entry.Key.Length + entry.Value.Length);

    private static string Cut(string text) => text.Length <= 60 ? text : $"{text[..60]}…";
}
