using System.Text.Json.Serialization;

namespace ActorDataGen.Docker.Daemon;

/// <summary>A daemon's versions.</summary>
public sealed record DockerVersion
{
    /// <summary>The daemon's own.</summary>
    public string Version { get; init; } = "";

    /// <summary>The newest API version it speaks.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>The oldest API version it accepts.</summary>
    [JsonPropertyName("MinAPIVersion")]
    public string MinApiVersion { get; init; } = "";
}

/// <summary>What a daemon tells of its host.</summary>
public sealed record DockerInfo
{
    /// <summary>Processors.</summary>
    [JsonPropertyName("NCPU")]
    public int Processors { get; init; }

    /// <summary>Bytes of memory.</summary>
    [JsonPropertyName("MemTotal")]
    public long Memory { get; init; }

    /// <summary>Folder of images and containers, on the daemon's host.</summary>
    public string DockerRootDir { get; init; } = "";

    /// <summary>The daemon's version.</summary>
    public string ServerVersion { get; init; } = "";

    /// <summary>Containers live on while the daemon is away.</summary>
    public bool LiveRestoreEnabled { get; init; }
}
