namespace ActorDataGen.Client.Contract;

/// <summary>
/// A job as REST and job files say it. Only <see cref="Image"/> and <see cref="Topic"/> have no default. Spans of time are
/// written <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>1d</c> or combined (<c>1h30m</c>); memory <c>512m</c>, <c>1g</c> or bytes.
/// </summary>
public sealed record JobDocument
{
    /// <summary>The job's id: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>. Default: made from the image and a random part.</summary>
    public string? Id { get; init; }

    /// <summary>A name for people. Default: the id.</summary>
    public string? Name { get; init; }

    /// <summary>What the job is for.</summary>
    public string? Description { get; init; }

    /// <summary>Who submitted it.</summary>
    public string? User { get; init; }

    /// <summary>Free labels, for filters.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>The container image. Required.</summary>
    public string? Image { get; init; }

    /// <summary>Replaces the image's entry point.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Replaces the image's arguments.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Environment variables of the container.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Environment variable → name of a secret that the agent's own configuration resolves; the values never pass through a topic.</summary>
    public IReadOnlyDictionary<string, string>? Secrets { get; init; }

    /// <summary>The Kafka topic that the containers write to. Required.</summary>
    public string? Topic { get; init; }

    /// <summary>Name of a Kafka cluster in the agents' configuration. Default: the management cluster.</summary>
    public string? Target { get; init; }

    /// <summary>Number of containers. Default 1.</summary>
    public int? Replicas { get; init; }

    /// <summary>CPU limit of each container in cores; 0 is unlimited. Default 0.</summary>
    public double? Cpu { get; init; }

    /// <summary>Memory limit of each container; empty or 0 is unlimited. Default unlimited.</summary>
    public string? Memory { get; init; }

    /// <summary>Network that the containers attach to. Default: the agent's.</summary>
    public string? Network { get; init; }

    /// <summary>How long a run may take; ending by it is success. Default: no limit.</summary>
    public string? Duration { get; init; }

    /// <summary>When the first run starts. Default: at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>When runs start, again and again. Default: never again.</summary>
    public CronDocument? Cron { get; init; }

    /// <summary>Created without being started. Default false.</summary>
    public bool? Held { get; init; }

    /// <summary>Restarting a replica on the same host.</summary>
    public RestartDocument? Restart { get; init; }

    /// <summary>Moving a replica to another host once restarting gave up.</summary>
    public RescheduleDocument? Reschedule { get; init; }

    /// <summary>Conditions on agents' labels that a host must meet.</summary>
    public IReadOnlyList<ConstraintDocument>? Constraints { get; init; }

    /// <summary><c>spread</c> over hosts or <c>binpack</c> onto few. Default <c>spread</c>.</summary>
    public string? Placement { get; init; }

    /// <summary>Whether replicas may share a host: <c>preferred</c> (only when no other has room), <c>required</c> (never) or <c>none</c>. Default <c>preferred</c>.</summary>
    public string? AntiAffinity { get; init; }

    /// <summary>How long a container may take to stop before it is killed. Default 10s.</summary>
    public string? StopGrace { get; init; }

    /// <summary>How long an ended job is kept before it is deleted. Default: for ever.</summary>
    public string? Ttl { get; init; }
}

/// <summary>A schedule by cron expression.</summary>
public sealed record CronDocument
{
    /// <summary>Five fields (minute, hour, day of month, month, day of week), six with seconds first, or a word such as <c>@hourly</c>.</summary>
    public string? Expression { get; init; }

    /// <summary>IANA time zone. Default UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What happens when the former run still runs: <c>allow</c>, <c>forbid</c> or <c>replace</c>. Default <c>forbid</c>.</summary>
    public string? Overlap { get; init; }
}

/// <summary>Restarting on the same host.</summary>
public sealed record RestartDocument
{
    /// <summary>Which ends lead to a restart: <c>on-failure</c>, <c>always</c> or <c>never</c>. Default <c>on-failure</c>.</summary>
    public string? Condition { get; init; }

    /// <summary>Restarts within <see cref="Window"/> before the replica moves. Default 3.</summary>
    public int? Attempts { get; init; }

    /// <summary>The window in which attempts count. Default 5m.</summary>
    public string? Window { get; init; }

    /// <summary>Delay before the first restart; it grows exponentially.</summary>
    public string? Delay { get; init; }

    /// <summary>What each further delay is multiplied with. Default 2.</summary>
    public double? Factor { get; init; }

    /// <summary>The longest delay.</summary>
    public string? MaxDelay { get; init; }

    /// <summary>The part of a delay, 0 to 1, that chance may take off it. Default 0.2.</summary>
    public double? Jitter { get; init; }
}

/// <summary>Moving to another host.</summary>
public sealed record RescheduleDocument
{
    /// <summary>Moves within <see cref="Window"/> before the run fails; -1 is without end. Default 5.</summary>
    public int? Attempts { get; init; }

    /// <summary>The window in which moves count. Default 1h.</summary>
    public string? Window { get; init; }

    /// <summary>Delay before the first move; it grows exponentially.</summary>
    public string? Delay { get; init; }

    /// <summary>What each further delay is multiplied with. Default 2.</summary>
    public double? Factor { get; init; }

    /// <summary>The longest delay.</summary>
    public string? MaxDelay { get; init; }

    /// <summary>The part of a delay, 0 to 1, that chance may take off it. Default 0.2.</summary>
    public double? Jitter { get; init; }
}

/// <summary>A condition on one label of an agent.</summary>
public sealed record ConstraintDocument
{
    /// <summary>The label's name.</summary>
    public string? Label { get; init; }

    /// <summary><c>=</c>, <c>!=</c>, <c>in</c>, <c>not-in</c>, <c>exists</c> or <c>absent</c>. Default <c>=</c>.</summary>
    public string? Operator { get; init; }

    /// <summary>The value compared with; for <c>in</c> and <c>not-in</c> values separated by commas.</summary>
    public string? Value { get; init; }
}
