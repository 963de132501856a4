using System.Text.Json.Serialization;
using ActorDataGen.Docker.Streams;

namespace ActorDataGen.Docker.Events;

/// <summary>Something that happened.</summary>
public sealed record DockerEvent
{
    /// <summary>To what: <c>container</c>, <c>image</c>, …</summary>
    public string Type { get; init; } = "";

    /// <summary>What: <c>start</c>, <c>die</c>, <c>oom</c>, <c>destroy</c>, …</summary>
    public string Action { get; init; } = "";

    /// <summary>To which one.</summary>
    public DockerEventActor Actor { get; init; } = new();

    /// <summary>When, in nanoseconds since 1970.</summary>
    [JsonPropertyName("timeNano")]
    public long TimeNano { get; init; }

    /// <summary>When.</summary>
    [JsonIgnore]
    public DockerTime Time => new(TimeNano);
}

/// <summary>What an event happened to.</summary>
public sealed record DockerEventActor
{
    /// <summary>Its id.</summary>
    [JsonPropertyName("ID")]
    public string Id { get; init; } = "";

    /// <summary>Its labels, and the event's own words such as <c>exitCode</c>.</summary>
    public Dictionary<string, string> Attributes { get; init; } = [];
}
