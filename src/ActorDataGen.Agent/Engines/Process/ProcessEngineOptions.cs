using System.Collections.Immutable;

namespace ActorDataGen.Agent.Engines.Process;

/// <summary>Settings of the process engine.</summary>
public sealed record ProcessEngineOptions
{
    /// <summary>Folder that keeps what is needed to find processes again after a restart. It outlives the node.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The generators it runs, by image name; every other image is refused.</summary>
    public ImmutableDictionary<string, GeneratorCommand> Catalogue { get; init; } = ImmutableDictionary<string, GeneratorCommand>.Empty;

    /// <summary>Bytes of log kept per process, at least; older lines go first. 16 MiB: a day of one line a second.</summary>
    public long MaxLogBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// How often running processes are looked at and logs trimmed. Exits are normally seen at once, by the file system's
    /// notification; this is what finds a process whose supervisor was killed with it.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Enforces CPU and memory limits by control groups where their file system can be written to.</summary>
    public bool UseControlGroups { get; init; } = true;
}

/// <summary>A catalogued generator.</summary>
/// <param name="Executable">Absolute path of the program.</param>
/// <param name="Arguments">Arguments that come before the job's own, for instance the path of a <c>.dll</c>.</param>
public sealed record GeneratorCommand(string Executable, ImmutableArray<string> Arguments);
