namespace ActorDataGen.Agent.Engines;

/// <summary>What a container is doing, as its engine says.</summary>
public enum ContainerState
{
    /// <summary>Created and never started.</summary>
    Created,

    /// <summary>Its main process runs.</summary>
    Running,

    /// <summary>Its main process has ended.</summary>
    Exited,
}

/// <summary>A container as an engine sees it.</summary>
/// <param name="Id">The engine's id.</param>
/// <param name="Identity">Whose it is.</param>
/// <param name="State">What it is doing.</param>
public sealed record EngineContainer(string Id, ReplicaIdentity Identity, ContainerState State)
{
    /// <summary>When its process started; null when it never did.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How it ended; null until it did.</summary>
    public ContainerExit? Exit { get; init; }
}

/// <summary>How a container's process ended.</summary>
/// <param name="Code">Exit code, 128 + n for signal n; null where nobody was there to see it.</param>
/// <param name="At">When.</param>
/// <param name="OutOfMemory">The kernel killed it for its memory limit.</param>
/// <param name="Reason">What else the engine has to say, in words for people; null for nothing.</param>
public sealed record ContainerExit(int? Code, DateTimeOffset At, bool OutOfMemory = false, string? Reason = null);

/// <summary>Something that happened to a container, seen by watching.</summary>
/// <param name="ContainerId">The engine's id.</param>
/// <param name="Identity">Whose it is.</param>
public abstract record EngineEvent(string ContainerId, ReplicaIdentity Identity);

/// <summary>A container's process started.</summary>
public sealed record ContainerStarted(string ContainerId, ReplicaIdentity Identity, DateTimeOffset At) : EngineEvent(ContainerId, Identity);

/// <summary>A container's process ended.</summary>
public sealed record ContainerExited(string ContainerId, ReplicaIdentity Identity, ContainerExit Exit) : EngineEvent(ContainerId, Identity);

/// <summary>A container is gone, its logs with it.</summary>
public sealed record ContainerRemoved(string ContainerId, ReplicaIdentity Identity) : EngineEvent(ContainerId, Identity);

/// <summary>What a host offers.</summary>
/// <param name="Cpu">Cores.</param>
/// <param name="MemoryBytes">Bytes of memory.</param>
public sealed record EngineCapacity(double Cpu, long MemoryBytes);

/// <summary>An engine that answered.</summary>
/// <param name="Version">Its version, for people.</param>
/// <param name="StorageDirectory">Folder whose disk fills when containers write; null where it is on another machine.</param>
public sealed record EngineInfo(string Version, string? StorageDirectory);

/// <summary>What a container uses right now.</summary>
/// <param name="At">When this was measured.</param>
/// <param name="CpuTime">Processor time used since the start, over all its processes.</param>
/// <param name="MemoryBytes">Resident memory, without page cache where the engine tells them apart.</param>
/// <param name="Processes">Number of processes.</param>
/// <param name="BytesReceived">Bytes from the network since the start; 0 where the engine can't tell.</param>
/// <param name="BytesSent">Bytes to the network since the start; 0 where the engine can't tell.</param>
public sealed record ContainerStats(
    DateTimeOffset At, TimeSpan CpuTime, long MemoryBytes, int Processes, long BytesReceived = 0, long BytesSent = 0);
