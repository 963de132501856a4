using System.Buffers;
using System.Text.Json;
using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Resolution;

/// <summary>Turns a field's default from JSON into binary, from where it is read like any other value.</summary>
internal static class DefaultEncoder
{
    // Defaults of records may take in the defaults of their fields, many times over: a small schema can stand for a huge value.
    private const int MaxBytes = 1 << 20;

    public static byte[] Encode(AvroField field)
    {
        if (field.EncodedDefault is { } known) return known;
        var output = new ArrayBufferWriter<byte>();
        var writer = new AvroBinaryWriter(output);
        var steps = 0;
        Write(field.Schema, field.Default!.Value, ref writer, ref steps);
        writer.Flush();
        return field.EncodedDefault = output.WrittenSpan.ToArray();
    }

    private static void Write(AvroSchema schema, JsonElement value, ref AvroBinaryWriter writer, ref int steps)
    {
        if (++steps > MaxBytes) throw AvroException.BeyondLimit("A default, with the defaults in it, has more than a million values.");
        switch (schema)
        {
            case AvroRecordSchema record:
                // Counted always: a record's default may lead back to itself through defaults.
                writer.Enter();
                foreach (var field in record.Fields)
                {
                    Write(field.Schema, value.TryGetProperty(field.Name, out var given) ? given : field.Default!.Value, ref writer, ref steps);
                }

                writer.Leave();
                break;
            case AvroEnumSchema e:
                writer.WriteInt(e.IndexOf(value.GetString()!));
                break;
            case AvroFixedSchema:
                writer.WriteFixed(SchemaDefaults.Bytes(value.GetString()!));
                break;
            case AvroArraySchema array:
                writer.WriteLong(value.GetArrayLength());
                foreach (var item in value.EnumerateArray()) Write(array.Items, item, ref writer, ref steps);
                if (value.GetArrayLength() > 0) writer.WriteLong(0);
                break;
            case AvroMapSchema map:
                writer.WriteLong(value.GetPropertyCount());
                foreach (var entry in value.EnumerateObject())
                {
                    writer.WriteString(entry.Name);
                    Write(map.Values, entry.Value, ref writer, ref steps);
                }

                if (value.GetPropertyCount() > 0) writer.WriteLong(0);
                break;
            case AvroUnionSchema union:
                var branch = SchemaDefaults.BranchOf(union, value);
                writer.WriteInt(branch);
                Write(union.Branches[branch], value, ref writer, ref steps);
                break;
            default:
                WritePrimitive(schema.Type, value, ref writer);
                break;
        }
    }

    private static void WritePrimitive(AvroType type, JsonElement value, ref AvroBinaryWriter writer)
    {
        switch (type)
        {
            case AvroType.Boolean:
                writer.WriteBoolean(value.GetBoolean());
                break;
            case AvroType.Int:
                writer.WriteInt(value.GetInt32());
                break;
            case AvroType.Long:
                writer.WriteLong(value.GetInt64());
                break;
            case AvroType.Float:
                writer.WriteFloat(value.GetSingle());
                break;
            case AvroType.Double:
                writer.WriteDouble(value.GetDouble());
                break;
            case AvroType.Bytes:
                writer.WriteBytes(SchemaDefaults.Bytes(value.GetString()!));
                break;
            case AvroType.String:
                writer.WriteString(value.GetString()!);
                break;
        }
    }
}
