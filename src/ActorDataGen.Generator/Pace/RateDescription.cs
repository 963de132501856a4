using System.Collections.Immutable;

namespace ActorDataGen.Generator.Pace;

/// <summary>How records are spread around the times that the rate gives.</summary>
internal enum Arrival
{
    /// <summary>At equal distances.</summary>
    Even,

    /// <summary>Each a little off, by a share of the distance.</summary>
    Jittered,

    /// <summary>As independent events come: the distances are exponential.</summary>
    Poisson,
}

/// <summary>A stretch of time in which the rate goes evenly from one value to another.</summary>
/// <param name="Length">How long; <see cref="TimeSpan.MaxValue"/> is for ever.</param>
/// <param name="From">Records a second at its beginning.</param>
/// <param name="To">Records a second at its end.</param>
internal readonly record struct RatePhase(TimeSpan Length, double From, double To);

/// <summary>A stretch of another rate each time a cron expression says so.</summary>
internal sealed record RateBurst(CronSchedule Cron, TimeSpan Length, double Rate);

/// <summary>How many records a second, over all replicas, and how they are spread.</summary>
internal sealed record RateDescription(
    ImmutableArray<RatePhase> Phases, ImmutableArray<RateBurst> Bursts, Arrival Arrival, double Jitter)
{
    public static RateDescription Constant(double rate) =>
        new([new RatePhase(TimeSpan.MaxValue, rate, rate)], [], Arrival.Even, 0);

    /// <summary>Another rate, without phases and bursts; records arrive as before.</summary>
    public RateDescription WithRate(double rate) => this with { Phases = Constant(rate).Phases, Bursts = [] };
}
