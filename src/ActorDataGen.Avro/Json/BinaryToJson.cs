using System.Text;
using System.Text.Json;
using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Resolution;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Json;

/// <summary>Writes what stands in binary as JSON.</summary>
internal static class BinaryToJson
{
    public static void Write(AvroSchema schema, ref AvroBinaryReader input, Utf8JsonWriter json) => Write(schema, ref input, json, new SchemaSizes());

    private static void Write(AvroSchema schema, ref AvroBinaryReader input, Utf8JsonWriter json, SchemaSizes sizes)
    {
        // Whatever takes no bytes in binary takes some in JSON.
        input.Charge(16);
        switch (schema)
        {
            case AvroRecordSchema record:
                if (record.IsRecursive) input.Enter();
                json.WriteStartObject();
                foreach (var field in record.Fields)
                {
                    json.WritePropertyName(field.Name);
                    Write(field.Schema, ref input, json, sizes);
                }

                json.WriteEndObject();
                if (record.IsRecursive) input.Leave();
                break;
            case AvroEnumSchema e:
                var index = input.ReadInt();
                json.WriteStringValue((uint)index < (uint)e.Symbols.Length ? e.Symbols[index] : throw AvroException.BadData($"{index} is not a position in the enum {e.Name}."));
                break;
            case AvroFixedSchema f:
                json.WriteStringValue(Encoding.Latin1.GetString(input.ReadFixed(f.Size)));
                break;
            case AvroArraySchema array:
                json.WriteStartArray();
                while (input.ReadBlockStart(sizes.Minimum(array.Items), out var end) is var count && count > 0)
                {
                    for (var i = 0; i < count; i++) Write(array.Items, ref input, json, sizes);
                    input.ReadBlockEnd(end);
                }

                json.WriteEndArray();
                break;
            case AvroMapSchema map:
                WriteMap(map, ref input, json, sizes);
                break;
            case AvroUnionSchema union:
                var branch = input.ReadInt();
                if ((uint)branch >= (uint)union.Branches.Length) throw AvroException.BadData($"Branch {branch} of a union of {union.Branches.Length} types.");
                if (union.Branches[branch].Type == AvroType.Null)
                {
                    json.WriteNullValue();
                    break;
                }

                json.WriteStartObject();
                json.WritePropertyName(union.Branches[branch].Name);
                Write(union.Branches[branch], ref input, json, sizes);
                json.WriteEndObject();
                break;
            default:
                WritePrimitive(schema.Type, ref input, json);
                break;
        }
    }

    private static void WriteMap(AvroMapSchema map, ref AvroBinaryReader input, Utf8JsonWriter json, SchemaSizes sizes)
    {
        json.WriteStartObject();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (input.ReadBlockStart(1 + sizes.Minimum(map.Values), out var end) is var count && count > 0)
        {
            for (var i = 0; i < count; i++)
            {
                var key = input.ReadString();
                if (!seen.Add(key)) throw AvroException.BadData("A map has a key twice, which JSON cannot say.");
                json.WritePropertyName(key);
                Write(map.Values, ref input, json, sizes);
            }

            input.ReadBlockEnd(end);
        }

        json.WriteEndObject();
    }

    private static void WritePrimitive(AvroType type, ref AvroBinaryReader input, Utf8JsonWriter json)
    {
        switch (type)
        {
            case AvroType.Null:
                json.WriteNullValue();
                break;
            case AvroType.Boolean:
                json.WriteBooleanValue(input.ReadBoolean());
                break;
            case AvroType.Int:
                json.WriteNumberValue(input.ReadInt());
                break;
            case AvroType.Long:
                json.WriteNumberValue(input.ReadLong());
                break;
            case AvroType.Float:
                var single = input.ReadFloat();
                if (float.IsFinite(single)) json.WriteNumberValue(single);
                else json.WriteStringValue(NotANumber(single));
                break;
            case AvroType.Double:
                var number = input.ReadDouble();
                if (double.IsFinite(number)) json.WriteNumberValue(number);
                else json.WriteStringValue(NotANumber(number));
                break;
            case AvroType.Bytes:
                json.WriteStringValue(Encoding.Latin1.GetString(input.ReadBytes()));
                break;
            default:
                json.WriteStringValue(input.ReadString());
                break;
        }
    }

    // The specification does not say; Java writes these words.
    private static string NotANumber(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}
