using System.Collections.Immutable;

namespace ActorDataGen.Agent.Engines;

/// <summary>A container that shall run. The agent has resolved everything: secrets, addresses, defaults.</summary>
/// <param name="Identity">Whose it is; gives name and labels.</param>
/// <param name="Image">Image reference, or name in the process engine's catalogue.</param>
public sealed record LaunchRequest(ReplicaIdentity Identity, string Image)
{
    /// <summary>Replaces the image's entry point; empty keeps it.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Replaces the image's arguments; empty keeps them.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>The whole environment, secrets included; never logged.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Limit in cores; 0 is unlimited.</summary>
    public double Cpu { get; init; }

    /// <summary>Limit in bytes; 0 is unlimited.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Network to attach to; null takes the engine's own.</summary>
    public string? Network { get; init; }

    /// <summary>Time between SIGTERM and SIGKILL that the engine remembers with the container.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>How far a launch has got.</summary>
public enum LaunchPhase
{
    /// <summary>The image is being fetched.</summary>
    Pulling,

    /// <summary>The image is there; the container is being created and started.</summary>
    Creating,
}

/// <summary>Progress of a launch.</summary>
/// <param name="Phase">What is going on.</param>
/// <param name="BytesDone">Bytes fetched so far; 0 where unknown.</param>
/// <param name="BytesTotal">Bytes to fetch; 0 where unknown.</param>
public sealed record LaunchProgress(LaunchPhase Phase, long BytesDone = 0, long BytesTotal = 0);
