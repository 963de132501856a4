using System.Text.Json;
using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Json;

/// <summary>Writes JSON in binary.</summary>
internal static class JsonToBinary
{
    public static void Write(AvroSchema schema, JsonElement json, ref AvroBinaryWriter output, string path)
    {
        switch (schema)
        {
            case AvroRecordSchema record:
                Expect(json, JsonValueKind.Object, schema, path);
                if (record.IsRecursive) output.Enter();
                foreach (var field in record.Fields)
                {
                    if (!json.TryGetProperty(field.Name, out var value)) throw Error(path, $"the record {record.Name} must have the field \"{field.Name}\"");
                    Write(field.Schema, value, ref output, $"{path}.{field.Name}");
                }

                if (json.GetPropertyCount() != record.Fields.Length) throw Error(path, $"there is a field that the record {record.Name} does not have");
                if (record.IsRecursive) output.Leave();
                break;
            case AvroEnumSchema e:
                Expect(json, JsonValueKind.String, schema, path);
                output.WriteInt(e.IndexOf(json.GetString()!) is var index && index >= 0 ? index : throw Error(path, $"the enum {e.Name} has no such symbol"));
                break;
            case AvroFixedSchema f:
                var bytes = Bytes(json, schema, path);
                if (bytes.Length != f.Size) throw Error(path, $"the fixed {f.Name} has {f.Size} bytes, not {bytes.Length}");
                output.WriteFixed(bytes);
                break;
            case AvroArraySchema array:
                Expect(json, JsonValueKind.Array, schema, path);
                if (json.GetArrayLength() > 0) output.WriteLong(json.GetArrayLength());
                foreach (var item in json.EnumerateArray()) Write(array.Items, item, ref output, path + "[]");
                output.WriteLong(0);
                break;
            case AvroMapSchema map:
                Expect(json, JsonValueKind.Object, schema, path);
                if (json.GetPropertyCount() > 0) output.WriteLong(json.GetPropertyCount());
                foreach (var entry in json.EnumerateObject())
                {
                    output.WriteString(entry.Name);
                    Write(map.Values, entry.Value, ref output, $"{path}.{entry.Name}");
                }

                output.WriteLong(0);
                break;
            case AvroUnionSchema union:
                WriteUnion(union, json, ref output, path);
                break;
            default:
                WritePrimitive(schema, json, ref output, path);
                break;
        }
    }

    private static void WriteUnion(AvroUnionSchema union, JsonElement json, ref AvroBinaryWriter output, string path)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            output.WriteInt(union.NullBranch is var nothing && nothing >= 0 ? nothing : throw Error(path, "the union does not allow null"));
            return;
        }

        if (json.ValueKind != JsonValueKind.Object || json.GetPropertyCount() != 1) throw Error(path, "a value of a union is null or {\"type\": value}");
        var named = json.EnumerateObject().First();
        for (var i = 0; i < union.Branches.Length; i++)
        {
            if (union.Branches[i].Name != named.Name) continue;
            output.WriteInt(i);
            Write(union.Branches[i], named.Value, ref output, path);
            return;
        }

        throw Error(path, $"the union has no type \"{named.Name}\"");
    }

    private static void WritePrimitive(AvroSchema schema, JsonElement json, ref AvroBinaryWriter output, string path)
    {
        switch (schema.Type)
        {
            case AvroType.Null:
                Expect(json, JsonValueKind.Null, schema, path);
                break;
            case AvroType.Boolean:
                if (json.ValueKind != JsonValueKind.True) Expect(json, JsonValueKind.False, schema, path);
                output.WriteBoolean(json.GetBoolean());
                break;
            case AvroType.Int:
                Expect(json, JsonValueKind.Number, schema, path);
                output.WriteInt(json.TryGetInt32(out var i) ? i : throw Error(path, "the number is not an int"));
                break;
            case AvroType.Long:
                Expect(json, JsonValueKind.Number, schema, path);
                output.WriteLong(json.TryGetInt64(out var l) ? l : throw Error(path, "the number is not a long"));
                break;
            case AvroType.Float:
                output.WriteFloat((float)Number(json, schema, path, json.ValueKind == JsonValueKind.Number ? json.GetSingle() : 0));
                break;
            case AvroType.Double:
                output.WriteDouble(Number(json, schema, path, json.ValueKind == JsonValueKind.Number ? json.GetDouble() : 0));
                break;
            case AvroType.Bytes:
                output.WriteBytes(Bytes(json, schema, path));
                break;
            default:
                Expect(json, JsonValueKind.String, schema, path);
                output.WriteString(json.GetString()!);
                break;
        }
    }

    private static double Number(JsonElement json, AvroSchema schema, string path, double number)
    {
        if (json.ValueKind == JsonValueKind.Number) return double.IsFinite(number) ? number : throw Error(path, $"the number is beyond a {schema.Name}");
        Expect(json, JsonValueKind.String, schema, path);
        return json.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw Error(path, $"a {schema.Name} must be a number"),
        };
    }

    private static byte[] Bytes(JsonElement json, AvroSchema schema, string path)
    {
        Expect(json, JsonValueKind.String, schema, path);
        return SchemaDefaults.Bytes(json.GetString()!) ?? throw Error(path, "bytes are code points from 0 to 255");
    }

    private static void Expect(JsonElement json, JsonValueKind kind, AvroSchema schema, string path)
    {
        if (json.ValueKind != kind) throw Error(path, $"JSON {json.ValueKind} is not a value of {schema.Name}");
    }

    private static AvroException Error(string path, string what) => AvroException.BadData($"At {path}: {what}.");
}
