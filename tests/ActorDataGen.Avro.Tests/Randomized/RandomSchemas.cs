using System.Text.Json.Nodes;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Tests.Randomized;

/// <summary>Makes random schemas, and random evolutions of schemas that can still read what the schema wrote.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="withLogicalTypes">Whether logical types occur.</param>
public sealed class RandomSchemas(Random random, bool withLogicalTypes)
{
    private static readonly string[] Primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];
    private static readonly (string Base, string Logical)[] Logicals =
    [
        ("int", "date"), ("int", "time-millis"), ("long", "time-micros"), ("long", "timestamp-millis"), ("long", "timestamp-micros"),
        ("long", "timestamp-nanos"), ("long", "local-timestamp-millis"), ("long", "local-timestamp-micros"), ("string", "uuid"), ("bytes", "decimal"),
    ];

    private readonly List<string> _closed = [];
    private readonly List<string> _open = [];
    private int _names;
    private bool _hasNamespaces;

    /// <summary>A schema.</summary>
    public AvroSchema Next() => AvroSchema.Parse(NextText());

    /// <summary>A schema's text: mostly records.</summary>
    public string NextText()
    {
        _closed.Clear();
        _open.Clear();
        // All or none: others do not find a type without namespace from within one that has one.
        _hasNamespaces = random.Next(2) == 0;
        return (random.Next(4) > 0 ? Record(0) : Type(0)).ToJsonString();
    }

    /// <summary>A schema that can read what another wrote.</summary>
    public AvroSchema Evolve(AvroSchema schema) => AvroSchema.Parse(Evolved(schema, [], isBranch: false).ToJsonString());

    private JsonNode Type(int depth)
    {
        switch (random.Next(depth > 4 ? 8 : 15))
        {
            case < 7:
                return Primitive();
            case 7 when withLogicalTypes:
                var (type, logical) = Logicals[random.Next(Logicals.Length)];
                var node = new JsonObject { ["type"] = type, ["logicalType"] = logical };
                if (logical == "decimal") (node["precision"], node["scale"]) = (12, 4);
                return node;
            case 7 or 8:
                return _closed.Count > 0 ? _closed[random.Next(_closed.Count)] : Primitive();
            case 9:
                return new JsonObject { ["type"] = "array", ["items"] = Type(depth + 1) };
            case 10:
                return new JsonObject { ["type"] = "map", ["values"] = Type(depth + 1) };
            case 11:
                return Enum();
            case 12:
                return Fixed();
            case 13:
                return Union(depth);
            default:
                return Record(depth);
        }
    }

    private JsonNode Primitive() => Primitives[random.Next(Primitives.Length)];

    private string NewName() => (_hasNamespaces ? $"n{random.Next(3)}.T" : "T") + _names++;

    private JsonObject Enum()
    {
        var name = NewName();
        var symbols = new JsonArray([.. Enumerable.Range(0, random.Next(1, 5)).Select(i => (JsonNode)$"S{i}")]);
        _closed.Add(name);
        return Named("enum", name, "symbols", symbols);
    }

    private JsonObject Fixed()
    {
        var name = NewName();
        _closed.Add(name);
        return Named("fixed", name, "size", random.Next(0, 20));
    }

    private JsonObject Record(int depth)
    {
        var name = NewName();
        _open.Add(name);
        var fields = new JsonArray();
        var count = random.Next(depth == 0 ? 1 : 0, 7);
        for (var i = 0; i < count; i++)
        {
            // Back to a record that is still open only where the value can end.
            var type = random.Next(12) == 0 ? new JsonArray("null", _open[random.Next(_open.Count)]) : Type(depth + 1);
            fields.Add(new JsonObject { ["name"] = $"f{i}", ["type"] = type });
        }

        _open.Remove(name);
        _closed.Add(name);
        return Named("record", name, "fields", fields);
    }

    private static JsonObject Named(string type, string name, string key, JsonNode value) => new() { ["type"] = type, ["name"] = name, [key] = value };

    // Only branches that no implementation can take for one another by the look of a value.
    private JsonArray Union(int depth)
    {
        var branches = new List<Func<JsonNode>>
        {
            () => "null", () => Primitives[random.Next(1, 6)],
            () => random.Next(3) > 0 ? Primitives[random.Next(6, 8)] : new JsonObject { ["type"] = "array", ["items"] = Type(depth + 2) },
            () => random.Next(2) == 0 ? new JsonObject { ["type"] = "map", ["values"] = Type(depth + 2) } : Record(depth + 1),
        };
        var chosen = branches.OrderBy(_ => random.Next()).Take(random.Next(1, 5)).Select(b => b());
        return new JsonArray([.. chosen]);
    }

    private JsonNode Evolved(AvroSchema schema, Dictionary<string, string> renamed, bool isBranch)
    {
        if (schema is AvroNamedSchema named && renamed.TryGetValue(named.FullName, out var known)) return known;
        var evolved = Change(schema, renamed, isBranch);
        return !isBranch && schema is not AvroUnionSchema && schema.Type != AvroType.Null && random.Next(10) == 0 ? new JsonArray("null", evolved) : evolved;
    }

    private JsonNode Change(AvroSchema schema, Dictionary<string, string> renamed, bool isBranch)
    {
        switch (schema)
        {
            case AvroRecordSchema record:
                return EvolvedRecord(record, renamed);
            case AvroEnumSchema e:
                renamed[e.FullName] = e.FullName;
                var node = Named("enum", e.FullName, "symbols", new JsonArray([.. e.Symbols.Select(s => (JsonNode)s), .. random.Next(3) == 0 ? ["X"] : Array.Empty<JsonNode>()]));
                if (random.Next(3) != 0) return node;
                // The first symbol stands for the last, which is taken away.
                node["default"] = e.Symbols[0];
                if (e.Symbols.Length > 1) node["symbols"]!.AsArray().RemoveAt(e.Symbols.Length - 1);
                return node;
            case AvroFixedSchema f:
                renamed[f.FullName] = f.FullName;
                return Named("fixed", f.FullName, "size", f.Size);
            case AvroArraySchema array:
                return new JsonObject { ["type"] = "array", ["items"] = Evolved(array.Items, renamed, isBranch: false) };
            case AvroMapSchema map:
                return new JsonObject { ["type"] = "map", ["values"] = Evolved(map.Values, renamed, isBranch: false) };
            case AvroUnionSchema union:
                var branches = union.Branches.Select(b => Evolved(b, renamed, isBranch: true)).ToList();
                if (union.NullBranch < 0 && random.Next(3) == 0) branches.Add("null");
                return new JsonArray([.. branches]);
            default:
                return schema.Properties.Count > 0 ? JsonNode.Parse(schema.ToString())! : isBranch ? SchemaNames.OfType(schema.Type) : Promoted(schema.Type);
        }
    }

    private JsonNode Promoted(AvroType type) => (type, random.Next(4)) switch
    {
        (AvroType.Int, 0) => "long",
        (AvroType.Int, 1) => "double",
        (AvroType.Long, 0) => "double",
        (AvroType.Float, 0) => "double",
        (AvroType.String, 0) => "bytes",
        _ => SchemaNames.OfType(type),
    };

    private JsonObject EvolvedRecord(AvroRecordSchema record, Dictionary<string, string> renamed)
    {
        var isRenamed = random.Next(6) == 0;
        var name = isRenamed ? record.FullName + "New" : record.FullName;
        renamed[record.FullName] = name;
        var fields = new List<JsonNode>();
        foreach (var field in record.Fields)
        {
            // A named type that is defined in a field must stay, as others may refer to it.
            var isPlain = field.Schema is AvroPrimitiveSchema;
            if (isPlain && random.Next(6) == 0) continue;
            var evolved = new JsonObject { ["name"] = field.Name, ["type"] = Evolved(field.Schema, renamed, isBranch: false) };
            if (random.Next(6) == 0) (evolved["name"], evolved["aliases"]) = ("new_" + field.Name, new JsonArray(field.Name));
            fields.Add(evolved);
        }

        if (random.Next(2) == 0) fields.Add(Added());
        // Only fields of plain types change places: the first that holds a named type defines it.
        if (fields.TrueForAll(f => f["type"] is JsonValue)) fields = [.. fields.OrderBy(_ => random.Next())];
        var node = Named("record", name, "fields", new JsonArray([.. fields]));
        if (isRenamed) node["aliases"] = new JsonArray(record.FullName);
        return node;
    }

    private JsonObject Added() => random.Next(6) switch
    {
        0 => new JsonObject { ["name"] = "added", ["type"] = "int", ["default"] = 7 },
        1 => new JsonObject { ["name"] = "added", ["type"] = "string", ["default"] = "é" },
        2 => new JsonObject { ["name"] = "added", ["type"] = new JsonArray("null", "string"), ["default"] = null },
        3 => new JsonObject { ["name"] = "added", ["type"] = new JsonObject { ["type"] = "array", ["items"] = "long" }, ["default"] = new JsonArray(1, 2) },
        4 => new JsonObject { ["name"] = "added", ["type"] = new JsonObject { ["type"] = "map", ["values"] = "boolean" }, ["default"] = new JsonObject { ["k"] = true } },
        _ => new JsonObject { ["name"] = "added", ["type"] = "double", ["default"] = 1.5 },
    };
}
