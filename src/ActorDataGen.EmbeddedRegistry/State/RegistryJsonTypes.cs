using System.Text.Json.Serialization;

namespace ActorDataGen.EmbeddedRegistry.State;

internal sealed record RegistryError([property: JsonPropertyName("error_code")] int ErrorCode, string Message);

internal sealed record ReferenceView(string Name, string Subject, int Version);

/// <summary>A request that brings a schema.</summary>
internal sealed record SchemaRequest(string? Schema, string? SchemaType, IReadOnlyList<ReferenceView>? References, int? Id, int? Version);

/// <summary>A version of a subject.</summary>
internal sealed record VersionView(
    string? Subject, int? Version, int? Id, string? Guid, string? SchemaType, IReadOnlyList<ReferenceView>? References, string Schema, bool? Deleted, int? MaxId);

internal sealed record IdView(int Id, int? Version, string? Guid);

internal sealed record SubjectVersionView(string Subject, int Version);

internal sealed record ContextIdView(string Context, int Id);

internal sealed record ConfigView(string? CompatibilityLevel, string? Compatibility);

internal sealed record ModeView(string? Mode);

internal sealed record CompatibilityView([property: JsonPropertyName("is_compatible")] bool IsCompatible, IReadOnlyList<string>? Messages);

internal sealed record ServerIdView(ServerScope Scope, string Id);

internal sealed record ServerScope(IReadOnlyList<string> Path);

internal sealed record ServerVersionView(string Version, string CommitId);

internal sealed record NothingView;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegistryError))]
[JsonSerializable(typeof(SchemaRequest))]
[JsonSerializable(typeof(VersionView))]
[JsonSerializable(typeof(List<VersionView>))]
[JsonSerializable(typeof(IdView))]
[JsonSerializable(typeof(List<SubjectVersionView>))]
[JsonSerializable(typeof(List<ContextIdView>))]
[JsonSerializable(typeof(ConfigView))]
[JsonSerializable(typeof(ModeView))]
[JsonSerializable(typeof(CompatibilityView))]
[JsonSerializable(typeof(ServerIdView))]
[JsonSerializable(typeof(ServerVersionView))]
[JsonSerializable(typeof(NothingView))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(List<int>))]
[JsonSerializable(typeof(int))]
internal sealed partial class RegistryJsonTypes : JsonSerializerContext;
