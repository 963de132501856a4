namespace ActorDataGen.Avro.Schemas;

/// <summary>Walks over a schema.</summary>
internal static class SchemaWalk
{
    /// <summary>Calls once for each named type that a schema holds or refers to, in the order they are met.</summary>
    public static void EachNamed(AvroSchema schema, Action<AvroNamedSchema> visit) => Visit(schema, visit, []);

    private static void Visit(AvroSchema schema, Action<AvroNamedSchema> visit, HashSet<AvroNamedSchema> seen)
    {
        if (schema is AvroNamedSchema named)
        {
            if (!seen.Add(named)) return;
            visit(named);
        }

        switch (schema)
        {
            case AvroArraySchema array:
                Visit(array.Items, visit, seen);
                break;
            case AvroMapSchema map:
                Visit(map.Values, visit, seen);
                break;
            case AvroUnionSchema union:
                foreach (var branch in union.Branches) Visit(branch, visit, seen);
                break;
            case AvroRecordSchema record:
                foreach (var field in record.Fields) Visit(field.Schema, visit, seen);
                break;
        }
    }
}
