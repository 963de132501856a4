using System.Globalization;
using System.Text;

namespace ActorDataGen.Avro.Schemas;

/// <summary>
/// Writes the parsing canonical form: the attributes that reading needs, in a fixed order, with full names and without
/// white space. A type that was met before, or is being written, stands by its full name.
/// </summary>
internal static class CanonicalForm
{
    public static string Write(AvroSchema schema)
    {
        var text = new StringBuilder();
        Write(schema, text, []);
        return text.ToString();
    }

    private static void Write(AvroSchema schema, StringBuilder text, HashSet<string> written)
    {
        if (schema is AvroNamedSchema named && !written.Add(named.FullName))
        {
            text.Append('"').Append(named.FullName).Append('"');
            return;
        }

        switch (schema)
        {
            case AvroRecordSchema record:
                Head(record, record.IsError ? "error" : "record", text).Append(",\"fields\":[");
                foreach (var field in record.Fields)
                {
                    if (field.Position > 0) text.Append(',');
                    text.Append("{\"name\":\"").Append(field.Name).Append("\",\"type\":");
                    Write(field.Schema, text, written);
                    text.Append('}');
                }

                text.Append("]}");
                break;
            case AvroEnumSchema e:
                // Symbols are plain ASCII names, so there is nothing to escape.
                Head(e, "enum", text).Append(",\"symbols\":[").AppendJoin(',', e.Symbols.Select(symbol => $"\"{symbol}\"")).Append("]}");
                break;
            case AvroFixedSchema f:
                Head(f, "fixed", text).Append(",\"size\":").Append(f.Size.ToString(CultureInfo.InvariantCulture)).Append('}');
                break;
            case AvroArraySchema array:
                Write(array.Items, text.Append("{\"type\":\"array\",\"items\":"), written);
                text.Append('}');
                break;
            case AvroMapSchema map:
                Write(map.Values, text.Append("{\"type\":\"map\",\"values\":"), written);
                text.Append('}');
                break;
            case AvroUnionSchema union:
                text.Append('[');
                for (var i = 0; i < union.Branches.Length; i++)
                {
                    if (i > 0) text.Append(',');
                    Write(union.Branches[i], text, written);
                }

                text.Append(']');
                break;
            default:
                text.Append('"').Append(schema.TypeName).Append('"');
                break;
        }
    }

    private static StringBuilder Head(AvroNamedSchema schema, string type, StringBuilder text) =>
        text.Append("{\"name\":\"").Append(schema.FullName).Append("\",\"type\":\"").Append(type).Append('"');
}
