using System.Text.Json.Nodes;
using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Fields;

namespace ActorDataGen.Generator.Encoding;

/// <summary>The Avro schema of a kind of record.</summary>
internal static class AvroSchemaWriter
{
    private const string Namespace = "adg.datasets";

    /// <exception cref="DataSetException">A name is not one in Avro.</exception>
    public static string Write(RecordShape shape) =>
        Record(Identifier(shape.Name), shape.Description, shape.Fields).ToJsonString();

    private static JsonObject Record(string name, string description, IReadOnlyList<NamedField> fields)
    {
        var list = new JsonArray();
        foreach (var field in fields)
        {
            if (field.Name != Identifier(field.Name))
            {
                throw new DataSetException($"field '{field.Name}': a name in Avro has letters, digits and _ and begins with no digit; rename it or take another format");
            }

            JsonNode type = TypeOf($"{name}_{field.Name}", field.Field);
            var entry = new JsonObject { ["name"] = field.Name, ["type"] = field.Field.IsNullable ? new JsonArray("null", type) : type };
            if (field.Field.IsNullable)
            {
                entry["default"] = null;
            }

            if (field.Description.Length > 0)
            {
                entry["doc"] = field.Description;
            }

            list.Add((JsonNode)entry);
        }

        var record = new JsonObject { ["type"] = "record", ["name"] = name, ["namespace"] = Namespace };
        if (description.Length > 0)
        {
            record["doc"] = description;
        }

        record["fields"] = list;
        return record;
    }

    private static JsonNode TypeOf(string name, Field field) => field.Shape switch
    {
        FieldShape.Boolean => "boolean",
        FieldShape.Integer or FieldShape.InstantSeconds => "long",
        FieldShape.Float => "double",
        FieldShape.InstantMillis => new JsonObject { ["type"] = "long", ["logicalType"] = "timestamp-millis" },
        FieldShape.InstantMicros => new JsonObject { ["type"] = "long", ["logicalType"] = "timestamp-micros" },
        FieldShape.Object => Record(name, "", field.Members),
        FieldShape.Array => new JsonObject { ["type"] = "array", ["items"] = ItemOf(name, field.Members[0].Field) },
        _ => "string",
    };

    private static JsonNode ItemOf(string name, Field element)
    {
        var type = TypeOf($"{name}_item", element);
        return element.IsNullable ? new JsonArray("null", type) : type;
    }

    private static string Identifier(string name)
    {
        var text = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
        return text.Length == 0 || char.IsAsciiDigit(text[0]) ? $"_{text}" : text;
    }
}
