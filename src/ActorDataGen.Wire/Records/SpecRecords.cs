namespace ActorDataGen.Wire.Records;

/// <summary>The record <c>job_spec</c>; see <c>schemas/job_handling.avsc</c> for what its fields mean.</summary>
public sealed record JobSpecRecord
{
    /// <summary>Empty: the id in the metadata.</summary>
    public string Id { get; init; } = "";

    /// <summary>Name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Description.</summary>
    public string Description { get; init; } = "";

    /// <summary>User.</summary>
    public string User { get; init; } = "";

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Nothing.Map;

    /// <summary>Image.</summary>
    public string Image { get; init; } = "";

    /// <summary>Command.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = Nothing.Map;

    /// <summary>Environment variable → secret's name.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = Nothing.Map;

    /// <summary>Topic.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Named Kafka cluster.</summary>
    public string Target { get; init; } = "";

    /// <summary>Replicas.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Cores.</summary>
    public double Cpu { get; init; }

    /// <summary>Bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Network.</summary>
    public string Network { get; init; } = "";

    /// <summary>Milliseconds.</summary>
    public long DurationMs { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? StartAtMs { get; init; }

    /// <summary>Recurring start.</summary>
    public CronScheduleRecord? Cron { get; init; }

    /// <summary>Created without being started.</summary>
    public bool Held { get; init; }

    /// <summary>On the same host; null is the default policy.</summary>
    public RestartPolicyRecord? Restart { get; init; }

    /// <summary>Elsewhere; null is the default policy.</summary>
    public ReschedulePolicyRecord? Reschedule { get; init; }

    /// <summary>Constraints.</summary>
    public IReadOnlyList<PlacementConstraintRecord> Constraints { get; init; } = [];

    /// <summary><c>spread</c> or <c>binpack</c>.</summary>
    public string Strategy { get; init; } = "spread";

    /// <summary><c>preferred</c>, <c>required</c> or <c>none</c>.</summary>
    public string AntiAffinity { get; init; } = "preferred";

    /// <summary>Milliseconds.</summary>
    public long StopGraceMs { get; init; } = 10_000;

    /// <summary>Milliseconds; null is for ever.</summary>
    public long? TimeToLiveMs { get; init; }
}

/// <summary>The record <c>cron_schedule</c>.</summary>
public sealed record CronScheduleRecord
{
    /// <summary>Expression.</summary>
    public string Expression { get; init; } = "";

    /// <summary>IANA time zone.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary><c>forbid</c>, <c>allow</c> or <c>replace</c>.</summary>
    public string Overlap { get; init; } = "forbid";
}

/// <summary>The record <c>restart_policy</c>.</summary>
public sealed record RestartPolicyRecord
{
    /// <summary><c>on_failure</c>, <c>always</c> or <c>never</c>.</summary>
    public string Condition { get; init; } = "on_failure";

    /// <summary>Attempts within the window.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Milliseconds.</summary>
    public long WindowMs { get; init; } = 300_000;

    /// <summary>Delays; null is the default.</summary>
    public BackoffRecord? Backoff { get; init; }
}

/// <summary>The record <c>reschedule_policy</c>.</summary>
public sealed record ReschedulePolicyRecord
{
    /// <summary>Attempts within the window; −1 without end.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Milliseconds.</summary>
    public long WindowMs { get; init; } = 3_600_000;

    /// <summary>Delays; null is the default.</summary>
    public BackoffRecord? Backoff { get; init; }
}

/// <summary>The record <c>backoff</c>.</summary>
/// <param name="DelayMs">First delay, milliseconds.</param>
/// <param name="Factor">What each further one is multiplied with.</param>
/// <param name="MaxDelayMs">Longest delay, milliseconds.</param>
/// <param name="Jitter">The part chance may take off.</param>
public sealed record BackoffRecord(long DelayMs, double Factor, long MaxDelayMs, double Jitter);

/// <summary>The record <c>placement_constraint</c>.</summary>
/// <param name="Label">An agent's label.</param>
/// <param name="Operator"><c>equal</c>, <c>not_equal</c>, <c>exists</c>, <c>not_exists</c>, <c>in</c> or <c>not_in</c>.</param>
/// <param name="Value">What it is compared with.</param>
public sealed record PlacementConstraintRecord(string Label, string Operator, string Value);

internal static class Nothing
{
    public static readonly IReadOnlyDictionary<string, string> Map = new Dictionary<string, string>();
}
