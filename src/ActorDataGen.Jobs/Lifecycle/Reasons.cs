namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>The sentences of a history that need no figures: shared, because a hundred thousand jobs tell the same story.</summary>
internal static class Reasons
{
    public const string Created = "Created.";
    public const string Held = "Created without being started.";
    public const string Scheduled = "Waits for its start time.";
    public const string FirstRun = "Starts at once.";
    public const string Due = "Its time has come.";
    public const string StartRequested = "Start was requested.";
    public const string StopRequested = "Stop was requested.";
    public const string RestartRequested = "Restart was requested.";
    public const string DeleteRequested = "Deletion was requested.";
    public const string ScaledDown = "The job was scaled down.";
    public const string Placed = "A place was found.";
    public const string Restarted = "Started again on the same agent.";
    public const string Elsewhere = "Another agent is looked for.";
    public const string GivenUp = "Given up: its policies allow no other attempt.";
    public const string LostAgent = "Its agent is lost.";
    public const string Draining = "Its agent is being emptied.";
    public const string AllSucceeded = "All replicas ended well.";
    public const string SomeFailed = "A replica was given up.";
    public const string AllStopped = "All replicas are stopped.";
    public const string Replaced = "The next run is due and replaces this one.";

    private static readonly string[] All =
    [
        Created, Held, Scheduled, FirstRun, Due, StartRequested, StopRequested, RestartRequested, DeleteRequested, ScaledDown,
        Placed, Restarted, Elsewhere, GivenUp, LostAgent, Draining, AllSucceeded, SomeFailed, AllStopped, Replaced, "", "Pulling.", "Creating.", "Running.",
    ];

    private static readonly Dictionary<string, string> Known = All.ToDictionary(reason => reason, StringComparer.Ordinal);

    /// <summary>The shared instance of a well-known sentence; any other is returned as it is.</summary>
    public static string Share(string reason) => Known.GetValueOrDefault(reason, reason);
}
