using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ActorDataGen.Client;
using ActorDataGen.Client.Contract;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ActorDataGen.Cli.Jobs;

/// <summary>A job written in a YAML or JSON file. JSON is YAML, so one reader takes both.</summary>
internal static class JobFile
{
    private static readonly JsonSerializerOptions Strict = new(AdgClient.Json)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new LenientText() },
    };

    /// <exception cref="UsageException">The file cannot be read or says something that a job has not.</exception>
    public static JobDocument Read(string path)
    {
        string text;
        try
        {
            text = path == "-" ? Console.In.ReadToEnd() : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"job file {path} cannot be read: {e.Message}");
        }

        return Parse(text, path);
    }

    public static JobDocument Parse(string text, string path)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents is not [{ RootNode: YamlMappingNode root }])
            {
                throw new UsageException($"job file {path} is not one mapping; write fields such as image: and topic:");
            }

            return ToJson(root).Deserialize<JobDocument>(Strict)!;
        }
        catch (YamlException e)
        {
            throw new UsageException($"job file {path}, line {e.Start.Line}: {e.Message}");
        }
        catch (JsonException e)
        {
            var field = e.Path?.TrimStart('$', '.');
            throw new UsageException(e.Message.Contains("could not be mapped", StringComparison.Ordinal)
                ? $"job file {path}: a job has no field {field}; docs/job-file.md lists them"
                : $"job file {path}: {field} has a value of the wrong kind; docs/job-file.md says what it takes");
        }
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, ToJson(c.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } => null,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" } => true,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "false" } => false,
        YamlScalarNode scalar => Scalar(scalar),
        _ => throw new UsageException("a job file has no aliases"),
    };

    // A number may be meant as text (env: {PORT: 80}), and only the field knows: numbers stay numbers, and text fields take them too.
    private static JsonValue Scalar(YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain && JsonNumber(scalar.Value!) is { } number ? number : JsonValue.Create(scalar.Value!)!;

    private static JsonValue? JsonNumber(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? JsonValue.Create(real)
        : null;

    /// <summary>Lets a field of text take a number or a truth value, as they stand in the file.</summary>
    private sealed class LenientText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => throw new JsonException(),
        };

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
