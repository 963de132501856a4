using System.Collections.Immutable;
using ActorDataGen.Docker;
using ActorDataGen.Docker.Connecting;
using ActorDataGen.Docker.Credentials;

namespace ActorDataGen.Agent.Engines.Docker;

/// <summary>Settings of the Docker engine.</summary>
public sealed record DockerEngineOptions
{
    /// <summary>The daemon. Default: as the <c>docker</c> command finds it.</summary>
    public DockerEndpoint Endpoint { get; init; } = DockerEndpoint.FromEnvironment();

    /// <summary>Patience with the daemon.</summary>
    public DockerClientOptions Client { get; init; } = new();

    /// <summary>
    /// Images that may run, by pattern (<c>*</c> and <c>?</c>) over their names without tag, with or without
    /// <c>docker.io/</c> and <c>library/</c>. Default: all.
    /// </summary>
    public ImmutableArray<string> AllowedImages { get; init; } = ["*"];

    /// <summary>What containers may do to their host.</summary>
    public ContainerProfile Profile { get; init; } = ContainerProfile.Restricted;

    /// <summary>Network for requests that name none; null is Docker's default bridge.</summary>
    public string? Network { get; init; }

    /// <summary>Logins by registry; they win over Docker's own credential store.</summary>
    public ImmutableDictionary<string, RegistryCredentials> Credentials { get; init; } = ImmutableDictionary<string, RegistryCredentials>.Empty;

    /// <summary>Folder of Docker's <c>config.json</c> with its credential store; null is the user's own.</summary>
    public string? DockerConfigDirectory { get; init; }

    /// <summary>Bytes of log that the daemon keeps of each container. 16 MiB, in two files.</summary>
    public long MaxLogBytes { get; init; } = 16L * 1024 * 1024;
}

/// <summary>What a container may do to its host.</summary>
public sealed record ContainerProfile
{
    /// <summary>
    /// Nothing that data generators do not need: no capability, no way to new privileges, no namespace and no folder of the
    /// host; the daemon's default seccomp profile stays on.
    /// </summary>
    public static ContainerProfile Restricted { get; } = new();

    /// <summary>Capabilities given back after all are taken, such as <c>NET_BIND_SERVICE</c>.</summary>
    public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <summary>Programs may gain privileges by set-uid.</summary>
    public bool AllowNewPrivileges { get; init; }

    /// <summary>Jobs may join the host's network, or another container's.</summary>
    public bool AllowHostNetwork { get; init; }

    /// <summary>Processes and threads a container may have. 512: far above any generator, far below what hurts a host.</summary>
    public int ProcessLimit { get; init; } = 512;

    /// <summary>The root file system can't be written to.</summary>
    public bool ReadOnlyRoot { get; init; }
}
