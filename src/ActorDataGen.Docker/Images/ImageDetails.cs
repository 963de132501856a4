using System.Text.Json.Serialization;

namespace ActorDataGen.Docker.Images;

/// <summary>All about an image, as far as it is used here.</summary>
public sealed record ImageDetails
{
    /// <summary>Its id, a digest.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its names.</summary>
    public string[]? RepoTags { get; init; }

    /// <summary>Its names by digest.</summary>
    public string[]? RepoDigests { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }
}

/// <summary>An image in a list.</summary>
public sealed record ImageSummary
{
    /// <summary>Its id, a digest.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its names.</summary>
    public string[]? RepoTags { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }
}

/// <summary>How far a pull is.</summary>
/// <param name="BytesDone">Bytes fetched of the layers that are known by now.</param>
/// <param name="BytesTotal">Bytes of these layers.</param>
public readonly record struct PullProgress(long BytesDone, long BytesTotal);

/// <summary>A line of a pull.</summary>
internal sealed record PullLine(
    [property: JsonPropertyName("status")] string? Status,
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("progressDetail")] PullDetail? Detail,
    [property: JsonPropertyName("error")] string? Error);

/// <summary>Bytes of a layer.</summary>
internal sealed record PullDetail(
    [property: JsonPropertyName("current")] long? Current,
    [property: JsonPropertyName("total")] long? Total);
