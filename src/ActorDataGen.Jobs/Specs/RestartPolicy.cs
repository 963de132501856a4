namespace ActorDataGen.Jobs.Specs;

/// <summary>When a replica whose container ended is started again.</summary>
public enum RestartCondition
{
    /// <summary>When it failed (an exit code other than 0, killed for memory, could not be started).</summary>
    OnFailure,

    /// <summary>However it ended, short of its duration or a stop.</summary>
    Always,

    /// <summary>Never: the first end is the replica's end.</summary>
    Never,
}

/// <summary>Restarting on the same host: how often within a window, and after which delay.</summary>
public sealed record RestartPolicy
{
    /// <summary>Three restarts within five minutes, after 1 s, 2 s and 4 s: enough for a hiccup, short enough that a broken host is left within seconds.</summary>
    public static RestartPolicy Default { get; } = new();

    /// <summary>Which ends lead to a restart (here or, after that, elsewhere).</summary>
    public RestartCondition Condition { get; init; } = RestartCondition.OnFailure;

    /// <summary>Restarts on the same host within <see cref="Window"/>; 0 moves at once.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The time over which restarts are counted, from the first one; after it the count begins anew.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Delay, factor, bound and jitter.</summary>
    public Backoff Backoff { get; init; } = Backoff.OnTheSpot;
}

/// <summary>Moving to another host once <see cref="RestartPolicy"/> is used up.</summary>
public sealed record ReschedulePolicy
{
    /// <summary>Five moves within an hour, from 5 s to 5 min apart.</summary>
    public static ReschedulePolicy Default { get; } = new();

    /// <summary>Moves within <see cref="Window"/>; 0 forbids moving (also off a lost host: the replica then waits for it), −1 is without end.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The time over which moves are counted, from the first one.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Delay, factor, bound and jitter.</summary>
    public Backoff Backoff { get; init; } = Backoff.Elsewhere;
}

/// <summary>Exponential backoff: <c>min(Delay × Factor^n, MaxDelay)</c>, shortened by up to <see cref="Jitter"/> of itself.</summary>
public sealed record Backoff
{
    /// <summary>1 s, doubling, at most 30 s.</summary>
    public static Backoff OnTheSpot { get; } = new();

    /// <summary>5 s, doubling, at most 5 min.</summary>
    public static Backoff Elsewhere { get; } = new() { Delay = TimeSpan.FromSeconds(5), MaxDelay = TimeSpan.FromMinutes(5) };

    /// <summary>The first delay; zero is at once.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What each further delay is multiplied with; at least 1.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The longest delay.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The part of a delay, 0 to 1, that chance may take off it, so that what failed together does not start together.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>The delay before try number <paramref name="tries"/> (0 is the first).</summary>
    /// <param name="tries">How many there were already.</param>
    /// <param name="random">Chance, from 0 up to 1.</param>
    /// <returns>Whole milliseconds.</returns>
    public TimeSpan After(int tries, double random)
    {
        var full = Math.Min(Delay.TotalSeconds * Math.Pow(Factor, Math.Min(tries, 1000)), MaxDelay.TotalSeconds);
        return TimeSpan.FromMilliseconds((long)(full * 1000 * (1 - (Jitter * random))));
    }
}
