using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.EmbeddedRegistry.Entries;

/// <summary>Keys and values of the topic, as Confluent's registry writes them: either can take over the other's topic.</summary>
internal static class RegistryEntryCodec
{
    public static (byte[] Key, byte[]? Value) Write(RegistryEntry entry)
    {
        var (key, value) = entry switch
        {
            SchemaEntry e => (SchemaKey(e.Subject, e.Version), SchemaValue(e)),
            SchemaRemoval e => (SchemaKey(e.Subject, e.Version), null),
            ConfigEntry e => (SettingKey("CONFIG", e.Subject), e.Level is null ? null : new JsonObject { ["compatibilityLevel"] = e.Level }),
            ModeEntry e => (SettingKey("MODE", e.Subject), e.Mode is null ? null : new JsonObject { ["mode"] = e.Mode }),
            SubjectDeletion e => (SettingKey("DELETE_SUBJECT", e.Subject), new JsonObject { ["subject"] = e.Subject, ["version"] = e.UpToVersion }),
            _ => (new JsonObject { ["keytype"] = "NOOP", ["magic"] = 0 }, (JsonObject?)null),
        };
        return (Bytes(key), value is null ? null : Bytes(value));
    }

    /// <summary>Reads a record; null if it is none of ours, or of a kind that this registry does not know.</summary>
    public static RegistryEntry? Read(byte[]? key, byte[]? value)
    {
        try
        {
            if (key is null || JsonNode.Parse(key) is not JsonObject k) return null;
            var v = value is null ? null : JsonNode.Parse(value) as JsonObject;
            return (string?)k["keytype"] switch
            {
                "SCHEMA" => ReadSchema((string)k["subject"]!, (int)k["version"]!, v),
                "CONFIG" => new ConfigEntry((string?)k["subject"], (string?)v?["compatibilityLevel"]),
                "MODE" => new ModeEntry((string?)k["subject"], (string?)v?["mode"]),
                "DELETE_SUBJECT" when v is not null => new SubjectDeletion((string)k["subject"]!, (int)v["version"]!),
                "NOOP" => new NoEntry(),
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException or ArgumentException)
        {
            return null;
        }
    }

    private static RegistryEntry ReadSchema(string subject, int version, JsonObject? value)
    {
        if (value is null) return new SchemaRemoval(subject, version);
        var references = (value["references"] as JsonArray ?? [])
            .Select(r => new SchemaReference((string)r!["name"]!, (string)r["subject"]!, (int)r["version"]!)).ToImmutableArray();
        var document = new SchemaDocument((string)value["schema"]!, (string?)value["schemaType"] ?? SchemaDocument.Avro) { References = references };
        return new SchemaEntry(subject, version, (int)value["id"]!, document, (bool?)value["deleted"] ?? false);
    }

    private static JsonObject SchemaKey(string subject, int version) =>
        new() { ["keytype"] = "SCHEMA", ["subject"] = subject, ["version"] = version, ["magic"] = 1 };

    private static JsonObject SettingKey(string type, string? subject) => new() { ["keytype"] = type, ["subject"] = subject, ["magic"] = 0 };

    private static JsonObject SchemaValue(SchemaEntry entry)
    {
        var value = new JsonObject { ["subject"] = entry.Subject, ["version"] = entry.Version, ["id"] = entry.Id };
        if (entry.Document.SchemaType != SchemaDocument.Avro) value["schemaType"] = entry.Document.SchemaType;
        if (!entry.Document.References.IsEmpty)
        {
            value["references"] = new JsonArray(
                [.. entry.Document.References.Select(r => (JsonNode)new JsonObject { ["name"] = r.Name, ["subject"] = r.Subject, ["version"] = r.Version })]);
        }

        value["schema"] = entry.Document.Schema;
        value["deleted"] = entry.IsDeleted;
        return value;
    }

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json);
}
