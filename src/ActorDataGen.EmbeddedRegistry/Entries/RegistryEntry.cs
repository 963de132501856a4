using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.EmbeddedRegistry.Entries;

/// <summary>A record of the topic. A subject of null stands for the registry as a whole.</summary>
internal abstract record RegistryEntry;

/// <summary>A version of a subject, perhaps deleted softly.</summary>
internal sealed record SchemaEntry(string Subject, int Version, int Id, SchemaDocument Document, bool IsDeleted) : RegistryEntry;

/// <summary>A version is deleted for good.</summary>
internal sealed record SchemaRemoval(string Subject, int Version) : RegistryEntry;

/// <summary>A compatibility level is set, or unset (null).</summary>
internal sealed record ConfigEntry(string? Subject, string? Level) : RegistryEntry;

/// <summary>A mode is set, or unset (null).</summary>
internal sealed record ModeEntry(string? Subject, string? Mode) : RegistryEntry;

/// <summary>All versions of a subject up to one are deleted softly: how Confluent's registry writes it; ours writes each version.</summary>
internal sealed record SubjectDeletion(string Subject, int UpToVersion) : RegistryEntry;

/// <summary>Says nothing; its place in the log does.</summary>
internal sealed record NoEntry : RegistryEntry;
