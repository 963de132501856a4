namespace ActorDataGen.Docker;

/// <summary>Patience of a client.</summary>
public sealed record DockerClientOptions
{
    /// <summary>How long a call may take that is answered at once by nature. 60 s: creating on a busy disk takes seconds.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long connecting may take. 5 s: a socket file answers at once or not at all, a host far away within seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a pull may go without progress. 60 s: registries take that long to gather a layer, not longer.</summary>
    public TimeSpan PullStallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an idle connection is kept for the next call.</summary>
    public TimeSpan IdleConnectionTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
