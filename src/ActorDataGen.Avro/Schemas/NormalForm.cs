using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorDataGen.Avro.Schemas;

/// <summary>
/// Writes the whole schema in one fixed form: full names, attributes in one order, others' attributes and aliases sorted, and
/// nothing that says what holds anyway. Unlike the parsing canonical form it keeps defaults, aliases and documentation.
/// </summary>
internal static class NormalForm
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 4000 };

    /// <summary>Writes a schema; the types of <paramref name="references"/> stand by name.</summary>
    public static string Write(AvroSchema schema, IEnumerable<AvroSchema> references)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in references) SchemaWalk.EachNamed(reference, named => written.Add(named.FullName));
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options)) Write(schema, "", json, written);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(AvroSchema schema, string space, Utf8JsonWriter json, HashSet<string> written)
    {
        switch (schema)
        {
            case AvroNamedSchema named when !written.Add(named.FullName):
                json.WriteStringValue(named.FullName);
                return;
            case AvroUnionSchema union:
                json.WriteStartArray();
                foreach (var branch in union.Branches) Write(branch, space, json, written);
                json.WriteEndArray();
                return;
            case AvroPrimitiveSchema { Properties.Count: 0 }:
                json.WriteStringValue(schema.TypeName);
                return;
        }

        json.WriteStartObject();
        if (schema is AvroNamedSchema { FullName: var name, Namespace: var own })
        {
            json.WriteString("name", name);
            // A name without a dot would take the namespace around it.
            if (own.Length == 0 && space.Length > 0) json.WriteString("namespace", "");
        }

        json.WriteString("type", schema is AvroRecordSchema { IsError: true } ? "error" : schema.TypeName);
        switch (schema)
        {
            case AvroRecordSchema record:
                json.WriteStartArray("fields");
                foreach (var field in record.Fields) WriteField(field, record.Namespace, json, written);
                json.WriteEndArray();
                break;
            case AvroEnumSchema e:
                json.WriteStartArray("symbols");
                foreach (var symbol in e.Symbols) json.WriteStringValue(symbol);
                json.WriteEndArray();
                if (e.Default is not null) json.WriteString("default", e.Default);
                break;
            case AvroFixedSchema f:
                json.WriteNumber("size", f.Size);
                break;
            case AvroArraySchema array:
                json.WritePropertyName("items");
                Write(array.Items, space, json, written);
                break;
            case AvroMapSchema map:
                json.WritePropertyName("values");
                Write(map.Values, space, json, written);
                break;
        }

        if (schema is AvroNamedSchema described) WriteDescription(described.Doc, described.Aliases, json);
        WriteSorted(schema.Properties, json, isDecimal: schema.LogicalType is { Kind: AvroLogicalKind.Decimal });
        json.WriteEndObject();
    }

    private static void WriteField(AvroField field, string space, Utf8JsonWriter json, HashSet<string> written)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WritePropertyName("type");
        Write(field.Schema, space, json, written);
        if (field.Order != AvroFieldOrder.Ascending) json.WriteString("order", field.Order == AvroFieldOrder.Descending ? "descending" : "ignore");
        WriteDescription(field.Doc, field.Aliases, json);
        if (field.Default is { } value)
        {
            json.WritePropertyName("default");
            WriteValue(value, json);
        }

        WriteSorted(field.Properties, json, isDecimal: false);
        json.WriteEndObject();
    }

    private static void WriteDescription(string? doc, IReadOnlyCollection<string> aliases, Utf8JsonWriter json)
    {
        if (!string.IsNullOrEmpty(doc)) json.WriteString("doc", doc);
        if (aliases.Count == 0) return;
        json.WriteStartArray("aliases");
        foreach (var alias in aliases.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) json.WriteStringValue(alias);
        json.WriteEndArray();
    }

    private static void WriteSorted(IEnumerable<KeyValuePair<string, JsonElement>> properties, Utf8JsonWriter json, bool isDecimal)
    {
        foreach (var (name, value) in properties.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            // A decimal without a scale has scale 0.
            if (isDecimal && name == "scale" && value.GetInt32() == 0) continue;
            json.WritePropertyName(name);
            WriteValue(value, json);
        }
    }

    private static void WriteValue(JsonElement value, Utf8JsonWriter json)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                WriteSorted(value.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value)), json, isDecimal: false);
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray()) WriteValue(item, json);
                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
