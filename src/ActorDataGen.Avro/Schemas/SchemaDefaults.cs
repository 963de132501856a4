using System.Text.Json;

namespace ActorDataGen.Avro.Schemas;

/// <summary>Checks that a field's default is a value of its type.</summary>
internal static class SchemaDefaults
{
    public static void Check(AvroSchema schema, JsonElement value, string path)
    {
        if (Problem(schema, value, path) is { } problem) throw new AvroException(AvroErrorKind.Schema, problem);
    }

    /// <summary>The first branch that a union's default is a value of, or -1.</summary>
    public static int BranchOf(AvroUnionSchema union, JsonElement value)
    {
        for (var i = 0; i < union.Branches.Length; i++)
        {
            if (Problem(union.Branches[i], value, "") is null) return i;
        }

        return -1;
    }

    /// <summary>The bytes that a default of bytes or fixed stands for, or null: code points 0 to 255 are bytes.</summary>
    public static byte[]? Bytes(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] > 255) return null;
            bytes[i] = (byte)text[i];
        }

        return bytes;
    }

    private static string? Problem(AvroSchema schema, JsonElement value, string path)
    {
        switch (schema)
        {
            case AvroEnumSchema e:
                return value.ValueKind == JsonValueKind.String && e.IndexOf(value.GetString()!) >= 0 ? null : Wrong("one of its symbols");
            case AvroFixedSchema f:
                return value.ValueKind == JsonValueKind.String && Bytes(value.GetString()!)?.Length == f.Size
                    ? null
                    : Wrong($"a string of {f.Size} code points from 0 to 255");
            case AvroArraySchema a:
                if (value.ValueKind != JsonValueKind.Array) return Wrong("an array");
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    if (Problem(a.Items, item, $"{path}[{index++}]") is { } problem) return problem;
                }

                return null;
            case AvroMapSchema m:
                if (value.ValueKind != JsonValueKind.Object) return Wrong("an object");
                foreach (var entry in value.EnumerateObject())
                {
                    if (Problem(m.Values, entry.Value, $"{path}.{entry.Name}") is { } problem) return problem;
                }

                return null;
            case AvroUnionSchema u:
                return BranchOf(u, value) >= 0 ? null : Wrong("a value of one of its types");
            case AvroRecordSchema r:
                return RecordProblem(r, value, path);
            default:
                return PrimitiveProblem(schema.Type, value) is { } wanted ? Wrong(wanted) : null;
        }

        string Wrong(string wanted) => $"At {path}: the default of type \"{schema.Name}\" must be {wanted}.";
    }

    private static string? RecordProblem(AvroRecordSchema record, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object) return $"At {path}: the default of type \"{record.Name}\" must be an object.";
        foreach (var field in record.Fields)
        {
            if (value.TryGetProperty(field.Name, out var fieldValue))
            {
                if (Problem(field.Schema, fieldValue, $"{path}.{field.Name}") is { } problem) return problem;
            }
            else if (field.Default is null)
            {
                return $"At {path}: the default of type \"{record.Name}\" must have the field \"{field.Name}\".";
            }
        }

        return null;
    }

    private static string? PrimitiveProblem(AvroType type, JsonElement value)
    {
        var kind = value.ValueKind;
        return type switch
        {
            AvroType.Null => kind == JsonValueKind.Null ? null : "null",
            AvroType.Boolean => kind is JsonValueKind.True or JsonValueKind.False ? null : "true or false",
            AvroType.Int => kind == JsonValueKind.Number && value.TryGetInt32(out _) ? null : "an integer of 32 bits",
            AvroType.Long => kind == JsonValueKind.Number && value.TryGetInt64(out _) ? null : "an integer of 64 bits",
            AvroType.Float => kind == JsonValueKind.Number && float.IsFinite(value.GetSingle()) ? null : "a number that a float can hold",
            AvroType.Double => kind == JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? null : "a number that a double can hold",
            AvroType.Bytes => kind == JsonValueKind.String && Bytes(value.GetString()!) is not null ? null : "a string of code points from 0 to 255",
            _ => kind == JsonValueKind.String ? null : "a string",
        };
    }
}
