namespace ActorDataGen.Generator.Runs;

/// <summary>
/// Decides how many records may be made now. The times that records are due are absolute, so a late wake-up is made good by the
/// next turn and the rate is exact over any length of time.
/// </summary>
internal readonly record struct PaceMachine(double Speed, bool IsPaced, long FirstDueMicros, long MostDueMicros)
{
    /// <summary>Never waits longer than this, to notice a stop and to commit in time.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    /// <summary>Sleeping for less costs more than it gives: some records a little early or late do not matter, wake-ups do.</summary>
    public static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether a record may be made that is due at a time of the data set's, so long after this attempt began.</summary>
    public bool IsDue(long dueMicros, TimeSpan elapsed) => !IsPaced || WhenDue(dueMicros) <= elapsed.TotalMicroseconds;

    /// <summary>Whether the run is over before that record.</summary>
    public bool IsOver(long dueMicros, TimeSpan elapsed) => dueMicros == long.MaxValue
        || (IsPaced ? dueMicros >= MostDueMicros : elapsed.TotalMicroseconds >= MostDueMicros);

    /// <summary>How long to wait for a record.</summary>
    public TimeSpan WaitFor(long dueMicros, TimeSpan elapsed)
    {
        var wait = WhenDue(dueMicros) - elapsed.TotalMicroseconds;
        return TimeSpan.FromMicroseconds(Math.Clamp(wait, ShortestWait.TotalMicroseconds, LongestWait.TotalMicroseconds));
    }

    // A resumed attempt begins with its first record: what was missed while nothing ran is not made up in a rush.
    private double WhenDue(long dueMicros) => (dueMicros - FirstDueMicros) / Speed;
}
