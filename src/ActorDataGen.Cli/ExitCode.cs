namespace ActorDataGen.Cli;

/// <summary>What the exit codes mean; <c>adg --help</c> and docs/cli.md list them.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>It failed, and the line on stderr says why.</summary>
    public const int Failure = 1;

    /// <summary>The command line, a file or a field was wrong.</summary>
    public const int Usage = 2;

    /// <summary>The job, agent or topic does not exist.</summary>
    public const int NotFound = 3;

    /// <summary>No node answers.</summary>
    public const int Unreachable = 4;

    /// <summary>What was waited for ended otherwise: a job failed.</summary>
    public const int JobFailed = 5;

    /// <summary>Interrupted.</summary>
    public const int Interrupted = 130;
}
