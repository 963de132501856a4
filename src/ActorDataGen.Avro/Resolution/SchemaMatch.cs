using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Resolution;

/// <summary>Which schemas match, and which parts of them belong together: shared by reading and by compatibility checks.</summary>
internal static class SchemaMatch
{
    /// <summary>
    /// Why two schemas that are not unions do not match, or null if they do. Records and items are not looked into: they
    /// are resolved on their own.
    /// </summary>
    public static string? Mismatch(AvroSchema writer, AvroSchema reader)
    {
        switch (writer, reader)
        {
            case (AvroRecordSchema or AvroEnumSchema, _) when writer.Type == reader.Type:
                return NamesMatch((AvroNamedSchema)writer, (AvroNamedSchema)reader) ? null : DifferentNames(writer, reader);
            case (AvroFixedSchema w, AvroFixedSchema r):
                if (!NamesMatch(w, r)) return DifferentNames(writer, reader);
                if (w.Size != r.Size) return $"the writer's fixed {w.Name} has {w.Size} bytes, the reader's {r.Size}";
                break;
            case (AvroArraySchema, AvroArraySchema) or (AvroMapSchema, AvroMapSchema):
                return null;
            default:
                if (!Promotes(writer.Type, reader.Type)) return $"the writer's {writer.Name} cannot be read as {reader.Name}";
                break;
        }

        return writer.LogicalType is { Kind: AvroLogicalKind.Decimal } wd && reader.LogicalType is { Kind: AvroLogicalKind.Decimal } rd && wd != rd
            ? $"the writer's decimal({wd.Precision}, {wd.Scale}) is not the reader's decimal({rd.Precision}, {rd.Scale})"
            : null;
    }

    /// <summary>
    /// The branch of a reader's union for one type of a writer: the first that is of exactly its type, else the first that
    /// matches. The specification speaks of the first match alone; by that, a string would turn into bytes as soon as a
    /// union of both gains a branch. The reference implementation looks for the exact type first, and so do we.
    /// </summary>
    public static AvroSchema? FindBranch(AvroSchema writer, AvroUnionSchema reader)
    {
        foreach (var branch in reader.Branches)
        {
            if (IsSame(writer, branch)) return branch;
        }

        foreach (var branch in reader.Branches)
        {
            if (Matches(writer, branch)) return branch;
        }

        return null;
    }

    /// <summary>Whether two schemas are of one type: named ones by full name, items and branches in turn.</summary>
    public static bool IsSame(AvroSchema a, AvroSchema b) => (a, b) switch
    {
        (AvroNamedSchema x, AvroNamedSchema y) => x.Type == y.Type && x.FullName == y.FullName && Mismatch(x, y) is null,
        (AvroArraySchema x, AvroArraySchema y) => IsSame(x.Items, y.Items),
        (AvroMapSchema x, AvroMapSchema y) => IsSame(x.Values, y.Values),
        (AvroUnionSchema x, AvroUnionSchema y) => x.Branches.Length == y.Branches.Length && x.Branches.Zip(y.Branches).All(p => IsSame(p.First, p.Second)),
        _ => a.Type == b.Type && Mismatch(a, b) is null,
    };

    /// <summary>For each of the writer's fields the reader's field that takes it, by name or else by alias, or null.</summary>
    public static AvroField?[] FieldTargets(AvroRecordSchema writer, AvroRecordSchema reader)
    {
        var targets = new AvroField?[writer.Fields.Length];
        foreach (var field in writer.Fields) targets[field.Position] = reader.FindField(field.Name);
        foreach (var field in reader.Fields)
        {
            if (writer.FindField(field.Name) is not null) continue;
            foreach (var alias in field.Aliases)
            {
                if (writer.FindField(alias) is not { } source || targets[source.Position] is not null) continue;
                targets[source.Position] = field;
                break;
            }
        }

        return targets;
    }

    private static bool Matches(AvroSchema writer, AvroSchema reader) => (writer, reader) switch
    {
        (AvroArraySchema w, AvroArraySchema r) => Matches(w.Items, r.Items),
        (AvroMapSchema w, AvroMapSchema r) => Matches(w.Values, r.Values),
        (AvroUnionSchema, _) or (_, AvroUnionSchema) => true,
        _ => Mismatch(writer, reader) is null,
    };

    private static bool NamesMatch(AvroNamedSchema writer, AvroNamedSchema reader)
    {
        if (writer.ShortName == reader.ShortName) return true;
        foreach (var alias in reader.Aliases)
        {
            if (alias == writer.FullName || SchemaNames.Qualify(alias, "").Short == writer.ShortName) return true;
        }

        return false;
    }

    private static bool Promotes(AvroType writer, AvroType reader) => writer == reader || (writer, reader) switch
    {
        (AvroType.Int, AvroType.Long or AvroType.Float or AvroType.Double) => true,
        (AvroType.Long, AvroType.Float or AvroType.Double) => true,
        (AvroType.Float, AvroType.Double) => true,
        (AvroType.String, AvroType.Bytes) or (AvroType.Bytes, AvroType.String) => true,
        _ => false,
    };

    private static string DifferentNames(AvroSchema writer, AvroSchema reader) =>
        $"the writer's {writer.TypeName} is named {writer.Name}, the reader's {reader.Name}, and no alias joins them";
}
