using System.Text.Json;
using System.Text.Json.Serialization;
using ActorDataGen.EmbeddedBroker.Storage;

namespace ActorDataGen.EmbeddedBroker.Topics;

/// <summary>A topic as <c>topics.json</c> has it.</summary>
internal sealed record TopicEntry(string Name, Guid Id, int Partitions, Dictionary<string, string> Configuration);

/// <summary>The file <c>topics.json</c>: which topics there are. Kafka keeps this in a log of its own; here one small file does.</summary>
internal static class TopicFile
{
    public const string Name = "topics.json";

    public static List<TopicEntry> Read(string path) =>
        File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), TopicFileContext.Default.ListTopicEntry) ?? [] : [];

    public static void Write(string path, IEnumerable<TopicEntry> topics) =>
        AtomicFile.Write(path, JsonSerializer.Serialize([.. topics], TopicFileContext.Default.ListTopicEntry));
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(List<TopicEntry>))]
internal sealed partial class TopicFileContext : JsonSerializerContext;
