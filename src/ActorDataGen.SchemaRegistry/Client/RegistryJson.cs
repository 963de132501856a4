using System.Text.Json.Serialization;

namespace ActorDataGen.SchemaRegistry.Client;

/// <summary>A reference, as it goes over the wire.</summary>
internal sealed record ReferenceJson(string Name, string Subject, int Version);

/// <summary>A request to register or find a schema.</summary>
internal sealed record SchemaRequestJson(string Schema, string? SchemaType, IReadOnlyList<ReferenceJson>? References);

/// <summary>An answer that holds a schema.</summary>
internal sealed record SchemaAnswerJson(string? Subject, int Version, int Id, string? Schema, string? SchemaType, IReadOnlyList<ReferenceJson>? References);

/// <summary>An answer to a registration.</summary>
internal sealed record IdJson(int Id);

/// <summary>A level of compatibility, under the two names that it goes by.</summary>
internal sealed record ConfigJson(string? CompatibilityLevel, string? Compatibility);

/// <summary>A mode.</summary>
internal sealed record ModeJson(string Mode);

/// <summary>An answer to a compatibility test.</summary>
internal sealed record CompatibilityJson([property: JsonPropertyName("is_compatible")] bool IsCompatible, IReadOnlyList<string>? Messages);

/// <summary>An error.</summary>
internal sealed record ErrorJson([property: JsonPropertyName("error_code")] int ErrorCode, string? Message);

/// <summary>How they are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SchemaRequestJson))]
[JsonSerializable(typeof(SchemaAnswerJson))]
[JsonSerializable(typeof(IdJson))]
[JsonSerializable(typeof(ConfigJson))]
[JsonSerializable(typeof(ModeJson))]
[JsonSerializable(typeof(CompatibilityJson))]
[JsonSerializable(typeof(ErrorJson))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class RegistryJson : JsonSerializerContext;
