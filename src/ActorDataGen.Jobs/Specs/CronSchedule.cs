namespace ActorDataGen.Jobs.Specs;

/// <summary>What happens when a run is due while an earlier one is not over.</summary>
public enum OverlapRule
{
    /// <summary>The new run is left out.</summary>
    Forbid,

    /// <summary>Both run side by side.</summary>
    Allow,

    /// <summary>The earlier run is stopped, then the new one starts.</summary>
    Replace,
}

/// <summary>A job's recurring start.</summary>
public sealed record CronSchedule
{
    /// <summary>Five fields (minute hour day month weekday), or six with seconds first, or a word such as <c>@hourly</c>.</summary>
    public string Expression { get; init; } = "";

    /// <summary>An IANA time zone such as <c>Europe/Zurich</c>, in which the expression is read.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What happens when a run is due while an earlier one is not over.</summary>
    public OverlapRule Overlap { get; init; } = OverlapRule.Forbid;
}
