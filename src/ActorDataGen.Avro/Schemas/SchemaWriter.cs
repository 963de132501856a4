using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorDataGen.Avro.Schemas;

/// <summary>Writes a whole schema as JSON; parsing it again gives an equal schema.</summary>
internal static class SchemaWriter
{
    // Schemas are not put into web pages; unescaped they are easier to read.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 4000 };

    public static string Write(AvroSchema schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options)) Write(schema, "", json, []);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(AvroSchema schema, string space, Utf8JsonWriter json, HashSet<string> written)
    {
        if (schema is AvroNamedSchema named && !written.Add(named.FullName))
        {
            json.WriteStringValue(named.FullName);
            return;
        }

        switch (schema)
        {
            case AvroRecordSchema record:
                StartNamed(record, record.IsError ? "error" : "record", space, json);
                json.WriteStartArray("fields");
                foreach (var field in record.Fields) WriteField(field, record.Namespace, json, written);
                json.WriteEndArray();
                break;
            case AvroEnumSchema e:
                StartNamed(e, "enum", space, json);
                json.WriteStartArray("symbols");
                foreach (var symbol in e.Symbols) json.WriteStringValue(symbol);
                json.WriteEndArray();
                if (e.Default is not null) json.WriteString("default", e.Default);
                break;
            case AvroFixedSchema f:
                StartNamed(f, "fixed", space, json);
                json.WriteNumber("size", f.Size);
                break;
            case AvroArraySchema array:
                StartObject("array", json);
                json.WritePropertyName("items");
                Write(array.Items, space, json, written);
                break;
            case AvroMapSchema map:
                StartObject("map", json);
                json.WritePropertyName("values");
                Write(map.Values, space, json, written);
                break;
            case AvroUnionSchema union:
                json.WriteStartArray();
                foreach (var branch in union.Branches) Write(branch, space, json, written);
                json.WriteEndArray();
                return;
            default:
                if (schema.Properties.Count == 0)
                {
                    json.WriteStringValue(schema.TypeName);
                    return;
                }

                StartObject(schema.TypeName, json);
                break;
        }

        WriteProperties(schema.Properties, json);
        json.WriteEndObject();
    }

    private static void WriteField(AvroField field, string space, Utf8JsonWriter json, HashSet<string> written)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WritePropertyName("type");
        Write(field.Schema, space, json, written);
        if (field.Doc is not null) json.WriteString("doc", field.Doc);
        if (field.Default is { } value)
        {
            json.WritePropertyName("default");
            value.WriteTo(json);
        }

        if (field.Order != AvroFieldOrder.Ascending) json.WriteString("order", field.Order == AvroFieldOrder.Descending ? "descending" : "ignore");
        WriteAliases(field.Aliases, json);
        WriteProperties(field.Properties, json);
        json.WriteEndObject();
    }

    private static void StartObject(string type, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
    }

    private static void StartNamed(AvroNamedSchema schema, string type, string space, Utf8JsonWriter json)
    {
        StartObject(type, json);
        json.WriteString("name", schema.ShortName);
        // Written where it differs from what the type would inherit, the null namespace included.
        if (schema.Namespace != space) json.WriteString("namespace", schema.Namespace);
        if (schema.Doc is not null) json.WriteString("doc", schema.Doc);
        WriteAliases(schema.Aliases, json);
    }

    private static void WriteAliases(IReadOnlyCollection<string> aliases, Utf8JsonWriter json)
    {
        if (aliases.Count == 0) return;
        json.WriteStartArray("aliases");
        foreach (var alias in aliases) json.WriteStringValue(alias);
        json.WriteEndArray();
    }

    private static void WriteProperties(IReadOnlyDictionary<string, JsonElement> properties, Utf8JsonWriter json)
    {
        foreach (var (name, value) in properties)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }
}
