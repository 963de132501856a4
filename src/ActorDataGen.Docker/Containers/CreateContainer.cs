namespace ActorDataGen.Docker.Containers;

/// <summary>A container to be made. What is null is the image's or the daemon's own.</summary>
public sealed record CreateContainer
{
    /// <summary>The image.</summary>
    public required string Image { get; init; }

    /// <summary>Replaces the entry point.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Replaces the arguments.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Environment as <c>NAME=value</c>.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Signal that asks the process to end; the image's, else SIGTERM.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Seconds from there to SIGKILL, where a stop does not say.</summary>
    public int? StopTimeout { get; init; }

    /// <summary>A terminal in place of two streams.</summary>
    public bool? Tty { get; init; }

    /// <summary>User, as <c>name</c> or <c>uid:gid</c>.</summary>
    public string? User { get; init; }

    /// <summary>What it gets of the host.</summary>
    public ContainerHost? HostConfig { get; init; }
}

/// <summary>What a container gets of its host.</summary>
public sealed record ContainerHost
{
    /// <summary>Bytes of memory.</summary>
    public long? Memory { get; init; }

    /// <summary>Bytes of memory and swap together.</summary>
    public long? MemorySwap { get; init; }

    /// <summary>Billionths of a core.</summary>
    public long? NanoCpus { get; init; }

    /// <summary>Processes and threads.</summary>
    public long? PidsLimit { get; init; }

    /// <summary>Network to join: a name, <c>none</c>, <c>bridge</c>, …</summary>
    public string? NetworkMode { get; init; }

    /// <summary>All of the host's devices and capabilities.</summary>
    public bool? Privileged { get; init; }

    /// <summary>A root file system that can't be written to.</summary>
    public bool? ReadonlyRootfs { get; init; }

    /// <summary>Capabilities taken away.</summary>
    public IReadOnlyList<string>? CapDrop { get; init; }

    /// <summary>Capabilities given.</summary>
    public IReadOnlyList<string>? CapAdd { get; init; }

    /// <summary>Such as <c>no-new-privileges</c>, <c>seccomp=…</c>.</summary>
    public IReadOnlyList<string>? SecurityOpt { get; init; }

    /// <summary>Namespace of shared memory: <c>private</c>, <c>host</c>, …</summary>
    public string? IpcMode { get; init; }

    /// <summary>Mounts of the host's folders.</summary>
    public IReadOnlyList<string>? Binds { get; init; }

    /// <summary>Extra lines for <c>/etc/hosts</c>, as <c>name:address</c>.</summary>
    public IReadOnlyList<string>? ExtraHosts { get; init; }

    /// <summary>An init process that collects orphans and passes signals on.</summary>
    public bool? Init { get; init; }

    /// <summary>Where its output goes.</summary>
    public ContainerLogging? LogConfig { get; init; }
}

/// <summary>Where a container's output goes.</summary>
/// <param name="Type">The driver, such as <c>json-file</c>.</param>
/// <param name="Config">Its settings.</param>
public sealed record ContainerLogging(string Type, IReadOnlyDictionary<string, string> Config);

/// <summary>A container that was made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Warnings">What the daemon could not do as asked.</param>
public sealed record CreatedContainer(string Id, IReadOnlyList<string>? Warnings);

/// <summary>How a wait ended.</summary>
internal sealed record WaitAnswer(long StatusCode, WaitError? Error);

/// <summary>Why the daemon could not wait.</summary>
internal sealed record WaitError(string? Message);
