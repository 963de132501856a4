namespace ActorDataGen.EmbeddedBroker;

/// <summary>
/// When records are made to reach the disk. A record that was acknowledged always outlives the process, because the operating
/// system has it; what a power cut or a crash of the machine may take is what was not flushed yet.
/// </summary>
public sealed record FlushPolicy
{
    /// <summary>Flushes in the background, at the default interval: a power cut may cost the last five seconds.</summary>
    public static FlushPolicy Background { get; } = new();

    /// <summary>Flushes before each acknowledgement: a power cut costs nothing that was acknowledged; a flush a request.</summary>
    public static FlushPolicy Always { get; } = new() { EveryAppend = true };

    /// <summary>Whether an append is acknowledged only after it was flushed. Default false.</summary>
    public bool EveryAppend { get; init; }

    /// <summary>
    /// How often the background flushes; default 5 s. It is also how much must be verified after a crash of the process.
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);
}
