using System.Collections.Immutable;
using System.Text.Json;

namespace ActorDataGen.Avro.Schemas;

/// <summary>Parses one schema text. Every error says where (a path as in <c>$.fields[2].type</c>) and which rule.</summary>
internal sealed class SchemaParser
{
    private static readonly HashSet<string> NoAttributes = ["type"];
    private static readonly HashSet<string> ArrayAttributes = ["type", "items"];
    private static readonly HashSet<string> MapAttributes = ["type", "values"];
    private static readonly HashSet<string> RecordAttributes = ["type", "name", "namespace", "doc", "aliases", "fields"];
    private static readonly HashSet<string> EnumAttributes = ["type", "name", "namespace", "doc", "aliases", "symbols", "default"];
    private static readonly HashSet<string> FixedAttributes = ["type", "name", "namespace", "doc", "aliases", "size"];
    private static readonly HashSet<string> FieldAttributes = ["name", "type", "doc", "order", "aliases", "default"];
    private readonly AvroLimits _limits;
    private readonly Dictionary<string, AvroNamedSchema> _names = new(StringComparer.Ordinal);
    private readonly List<AvroRecordSchema> _open = [];
    private readonly List<string> _path = [];
    private readonly List<(AvroField Field, string Path)> _defaults = [];
    private int _types;
    private int _depth;

    public SchemaParser(AvroLimits limits, IEnumerable<AvroSchema>? references)
    {
        _limits = limits;
        foreach (var reference in references ?? []) SchemaWalk.EachNamed(reference, named => _names[named.FullName] = named);
    }

    public AvroSchema Parse(string json)
    {
        if (json.Length > _limits.MaxSchemaLength)
            throw AvroException.BeyondLimit($"The schema has {json.Length} characters; at most {_limits.MaxSchemaLength} are allowed.");
        try
        {
            // A level of types takes up to four of JSON: record, its fields, a field, its type.
            var options = new JsonDocumentOptions { MaxDepth = _limits.MaxSchemaDepth * 4, AllowDuplicateProperties = false };
            using var document = JsonDocument.Parse(json, options);
            var schema = ParseType(document.RootElement, "");
            // Last, because a default may be of a type that was still being read.
            foreach (var (field, path) in _defaults) SchemaDefaults.Check(field.Schema, field.Default!.Value, path);
            return schema;
        }
        catch (JsonException e)
        {
            throw new AvroException(AvroErrorKind.Schema, $"The schema is not JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // Strings of JSON may escape half a surrogate pair, which only shows when they are read.
            throw Error("text must be valid Unicode", e);
        }
    }

    private AvroSchema ParseType(JsonElement json, string space)
    {
        if (++_types > _limits.MaxSchemaTypes) throw AvroException.BeyondLimit($"The schema holds more than {_limits.MaxSchemaTypes} types.");
        if (++_depth > _limits.MaxSchemaDepth) throw AvroException.BeyondLimit($"The schema nests types deeper than {_limits.MaxSchemaDepth}.");
        try
        {
            return json.ValueKind switch
            {
                JsonValueKind.String => Reference(json.GetString()!, space),
                JsonValueKind.Object => ParseObject(json, space),
                JsonValueKind.Array => ParseUnion(json, space),
                _ => throw Error("a type is a name (string), an object with \"type\", or a union (array)"),
            };
        }
        finally
        {
            _depth--;
        }
    }

    private AvroSchema ParseObject(JsonElement json, string space)
    {
        if (!json.TryGetProperty("type", out var typeAttribute)) throw Error("an object that describes a type must have \"type\"");
        if (typeAttribute.ValueKind != JsonValueKind.String) throw Error("\"type\" must be the name of a type (string)");
        var type = typeAttribute.GetString()!;
        if (SchemaNames.Primitives.TryGetValue(type, out var primitive))
        {
            var properties = OtherAttributes(json, NoAttributes);
            return new AvroPrimitiveSchema(primitive, LogicalTypes.Find(primitive, 0, properties), properties);
        }

        return type switch
        {
            "record" or "error" => ParseRecord(json, space, type == "error"),
            "enum" => ParseEnum(json, space),
            "fixed" => ParseFixed(json, space),
            "array" => new AvroArraySchema(At("items", () => ParseType(Required(json, "items"), space)), OtherAttributes(json, ArrayAttributes)),
            "map" => new AvroMapSchema(At("values", () => ParseType(Required(json, "values"), space)), OtherAttributes(json, MapAttributes)),
            _ => Reference(type, space),
        };
    }

    private AvroSchema Reference(string name, string space)
    {
        if (SchemaNames.Primitives.TryGetValue(name, out var primitive)) return new AvroPrimitiveSchema(primitive);
        var full = SchemaNames.Qualify(name, space).Full;
        // Falling back to the null namespace is Java's habit, without which a canonical form could not always be parsed again.
        if (!_names.TryGetValue(full, out var found) && !_names.TryGetValue(name, out found))
            throw Error($"\"{full}\" is not a type: names must be defined before they are used");
        if (found is AvroRecordSchema record) MarkRecursion(record);
        return found;
    }

    // A record is recursive if it is met again while it is open, or refers to a closed one that reaches an open one.
    private void MarkRecursion(AvroRecordSchema record)
    {
        var from = _open.IndexOf(record);
        if (from < 0 && !record.IsRecursive) return;
        for (var i = Math.Max(from, 0); i < _open.Count; i++) _open[i].IsRecursive = true;
    }

    private AvroUnionSchema ParseUnion(JsonElement json, string space)
    {
        var branches = ImmutableArray.CreateBuilder<AvroSchema>(json.GetArrayLength());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in json.EnumerateArray())
        {
            var branch = At($"[{branches.Count}]", () => ParseType(item, space));
            if (branch.Type == AvroType.Union) throw Error("a union may not directly hold a union");
            if (!seen.Add(branch.Name)) throw Error($"a union may not hold \"{branch.Name}\" twice");
            branches.Add(branch);
        }

        return new AvroUnionSchema(branches.MoveToImmutable());
    }

    private AvroRecordSchema ParseRecord(JsonElement json, string space, bool isError)
    {
        var (name, aliases, doc) = ParseNamed(json, space);
        var record = new AvroRecordSchema(name, isError, aliases, doc, OtherAttributes(json, RecordAttributes));
        Define(record);
        var fieldsAttribute = Required(json, "fields");
        if (fieldsAttribute.ValueKind != JsonValueKind.Array) throw Error("\"fields\" must be an array");
        _open.Add(record);
        var fields = ImmutableArray.CreateBuilder<AvroField>(fieldsAttribute.GetArrayLength());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in fieldsAttribute.EnumerateArray())
        {
            fields.Add(At($"fields[{fields.Count}]", () => ParseField(item, name.Namespace, fields.Count, seen)));
        }

        _open.RemoveAt(_open.Count - 1);
        record.Fields = fields.MoveToImmutable();
        return record;
    }

    private AvroField ParseField(JsonElement json, string space, int position, HashSet<string> seen)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Error("a field must be an object");
        var name = RequiredString(json, "name");
        if (!SchemaNames.IsName(name)) throw Error($"the field name \"{name}\" must match [A-Za-z_][A-Za-z0-9_]*");
        if (!seen.Add(name)) throw Error($"the field \"{name}\" is defined twice");
        var type = At("type", () => ParseType(Required(json, "type"), space));
        // In whatever case: Confluent's registry writes it in capitals into every schema that it normalizes.
        var order = OptionalString(json, "order")?.ToLowerInvariant() switch
        {
            null or "ascending" => AvroFieldOrder.Ascending,
            "descending" => AvroFieldOrder.Descending,
            "ignore" => AvroFieldOrder.Ignore,
            var other => throw Error($"\"order\" is \"{other}\"; it must be ascending, descending or ignore"),
        };
        var field = new AvroField(name, position, type)
        {
            Default = json.TryGetProperty("default", out var value) ? value.Clone() : null,
            Aliases = Aliases(json),
            Order = order,
            Doc = Doc(json),
            Properties = OtherAttributes(json, FieldAttributes),
        };
        if (field.Default is not null) _defaults.Add((field, PathText() + ".default"));
        return field;
    }

    private AvroEnumSchema ParseEnum(JsonElement json, string space)
    {
        var (name, aliases, doc) = ParseNamed(json, space);
        var symbolsAttribute = Required(json, "symbols");
        if (symbolsAttribute.ValueKind != JsonValueKind.Array) throw Error("\"symbols\" must be an array of strings");
        var symbols = ImmutableArray.CreateBuilder<string>(symbolsAttribute.GetArrayLength());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in symbolsAttribute.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) throw Error("\"symbols\" must be an array of strings");
            var symbol = item.GetString()!;
            if (!SchemaNames.IsName(symbol)) throw Error($"the symbol \"{symbol}\" must match [A-Za-z_][A-Za-z0-9_]*");
            if (!seen.Add(symbol)) throw Error($"the symbol \"{symbol}\" stands twice");
            symbols.Add(symbol);
        }

        var @default = OptionalString(json, "default");
        if (@default is not null && !seen.Contains(@default)) throw Error($"the default \"{@default}\" is not one of the symbols");
        var result = new AvroEnumSchema(name, symbols.MoveToImmutable(), @default, aliases, doc, OtherAttributes(json, EnumAttributes));
        Define(result);
        return result;
    }

    private AvroFixedSchema ParseFixed(JsonElement json, string space)
    {
        var (name, aliases, doc) = ParseNamed(json, space);
        var sizeAttribute = Required(json, "size");
        // Quotes around the size are what the canonical form's rule [INTEGERS] takes away, so they are met in the field.
        var size = -1;
        var isSize = sizeAttribute.ValueKind switch
        {
            JsonValueKind.Number => sizeAttribute.TryGetInt32(out size),
            JsonValueKind.String => int.TryParse(sizeAttribute.GetString(), System.Globalization.NumberStyles.None, null, out size),
            _ => false,
        };
        if (!isSize || size < 0) throw Error("\"size\" must be an integer from 0 to 2147483647");
        var properties = OtherAttributes(json, FixedAttributes);
        var result = new AvroFixedSchema(name, size, aliases, doc, LogicalTypes.Find(AvroType.Fixed, size, properties), properties);
        Define(result);
        return result;
    }

    private (SchemaName Name, ImmutableArray<string> Aliases, string? Doc) ParseNamed(JsonElement json, string space)
    {
        var written = RequiredString(json, "name");
        var ownSpace = OptionalString(json, "namespace") ?? space;
        var name = SchemaNames.Qualify(written, ownSpace);
        if (!SchemaNames.IsName(name.Short)) throw Error($"the name \"{written}\" must match [A-Za-z_][A-Za-z0-9_]*, perhaps after a namespace and a dot");
        if (!SchemaNames.IsNamespace(name.Namespace)) throw Error($"the namespace \"{name.Namespace}\" must be names joined by dots");
        if (SchemaNames.Primitives.ContainsKey(name.Short)) throw Error($"\"{name.Short}\" is a primitive type and may not be defined in any namespace");
        // An alias with a dot is a full name, one without is in the namespace of the name it stands for; any text is allowed.
        var aliases = Aliases(json).Select(a => a.Contains('.', StringComparison.Ordinal) ? a : new SchemaName(name.Namespace, a).Full);
        return (name, [.. aliases], Doc(json));
    }

    private void Define(AvroNamedSchema schema)
    {
        if (!_names.TryAdd(schema.FullName, schema)) throw Error($"\"{schema.FullName}\" is defined twice");
    }

    private ImmutableArray<string> Aliases(JsonElement json)
    {
        if (!json.TryGetProperty("aliases", out var attribute)) return [];
        if (attribute.ValueKind != JsonValueKind.Array) throw Error("\"aliases\" must be an array of strings");
        var aliases = ImmutableArray.CreateBuilder<string>(attribute.GetArrayLength());
        foreach (var alias in attribute.EnumerateArray())
        {
            if (alias.ValueKind != JsonValueKind.String) throw Error("\"aliases\" must be an array of strings");
            aliases.Add(alias.GetString()!);
        }

        return aliases.MoveToImmutable();
    }

    private static string? Doc(JsonElement json) =>
        json.TryGetProperty("doc", out var doc) && doc.ValueKind == JsonValueKind.String ? doc.GetString() : null;

    private JsonElement Required(JsonElement json, string attribute) =>
        json.TryGetProperty(attribute, out var value) ? value : throw Error($"\"{attribute}\" is missing");

    private string RequiredString(JsonElement json, string attribute) =>
        OptionalString(json, attribute) ?? throw Error($"\"{attribute}\" is missing");

    private string? OptionalString(JsonElement json, string attribute)
    {
        if (!json.TryGetProperty(attribute, out var value)) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Error($"\"{attribute}\" must be a string");
    }

    private static Dictionary<string, JsonElement> OtherAttributes(JsonElement json, HashSet<string> known)
    {
        var others = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var attribute in json.EnumerateObject())
        {
            if (known.Contains(attribute.Name)) continue;
            CheckText(attribute.Value);
            others.Add(attribute.Name, attribute.Value.Clone());
        }

        return others;
    }

    // Nobody reads these here, but the schema is to be written again: text that is no Unicode must show now.
    private static void CheckText(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) CheckText(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject()) CheckText(property.Value);
                break;
        }
    }

    private T At<T>(string step, Func<T> parse)
    {
        _path.Add(step);
        var result = parse();
        _path.RemoveAt(_path.Count - 1);
        return result;
    }

    private string PathText()
    {
        var text = new System.Text.StringBuilder("$");
        foreach (var step in _path)
        {
            if (step[0] != '[') text.Append('.');
            text.Append(step);
        }

        return text.ToString();
    }

    private AvroException Error(string rule, Exception? inner = null) => new(AvroErrorKind.Schema, $"At {PathText()}: {rule}.", inner);
}
