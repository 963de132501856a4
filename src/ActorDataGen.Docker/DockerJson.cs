using System.Text.Json.Serialization;
using ActorDataGen.Docker.Containers;
using ActorDataGen.Docker.Events;
using ActorDataGen.Docker.Images;
using ActorDataGen.Docker.Networks;
using ActorDataGen.Docker.Daemon;

namespace ActorDataGen.Docker;

/// <summary>An error as the API words it.</summary>
internal sealed record DockerErrorBody([property: JsonPropertyName("message")] string? Message);

/// <summary>The API's documents. Its names are in Pascal case, as ours are; null is left out, so the daemon's defaults hold.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DockerErrorBody))]
[JsonSerializable(typeof(DockerVersion))]
[JsonSerializable(typeof(DockerInfo))]
[JsonSerializable(typeof(CreateContainer))]
[JsonSerializable(typeof(CreatedContainer))]
[JsonSerializable(typeof(ContainerDetails))]
[JsonSerializable(typeof(ContainerSummary[]))]
[JsonSerializable(typeof(WaitAnswer))]
[JsonSerializable(typeof(ContainerStatistics))]
[JsonSerializable(typeof(ImageDetails))]
[JsonSerializable(typeof(ImageSummary[]))]
[JsonSerializable(typeof(PullLine))]
[JsonSerializable(typeof(DockerEvent))]
[JsonSerializable(typeof(NetworkDetails))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class DockerJson : JsonSerializerContext;
