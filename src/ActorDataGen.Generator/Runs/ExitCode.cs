namespace ActorDataGen.Generator.Runs;

/// <summary>What the generator's exit codes mean; docs/images.md tells everybody else. They follow sysexits.h where it has a word for it.</summary>
public static class ExitCode
{
    /// <summary>All records are written and committed.</summary>
    public const int Done = 0;

    /// <summary>A bug of the generator.</summary>
    public const int Bug = 1;

    /// <summary>The schema registry can't be reached.</summary>
    public const int RegistryUnreachable = 68;

    /// <summary>The broker can't be reached, at the start or any more: not the data set's fault, and worth another try.</summary>
    public const int BrokerUnreachable = 69;

    /// <summary>The broker refused: not allowed, no such topic, a record too large.</summary>
    public const int Refused = 77;

    /// <summary>A setting or the data set's description is wrong; another try gives the same.</summary>
    public const int WrongSettings = 78;

    /// <summary>A newer attempt of the same replica has taken over; this one's uncommitted records are void.</summary>
    public const int Fenced = 80;

    /// <summary>Told to stop by SIGTERM or SIGINT before the end; what was made is committed.</summary>
    public const int Stopped = 143;
}
