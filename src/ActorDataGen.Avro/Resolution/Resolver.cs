using System.Collections.Immutable;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Resolution;

/// <summary>Schema resolution: makes the plan to read what a writer's schema wrote as a reader's schema.</summary>
internal sealed class Resolver
{
    private readonly SchemaSizes _sizes = new();
    private readonly SkipPlan.Builder _skips;
    private readonly Dictionary<(AvroRecordSchema Writer, AvroRecordSchema Reader), RecordPlan> _records = [];
    private readonly List<(AvroRecordSchema Writer, AvroRecordSchema Reader)> _made = [];
    private readonly List<string> _path = [];

    private Resolver() => _skips = new SkipPlan.Builder(_sizes);

    /// <exception cref="AvroException">The schemas do not match.</exception>
    public static ReadPlan Resolve(AvroSchema writer, AvroSchema reader) => new Resolver().Plan(writer, reader);

    private ReadPlan Plan(AvroSchema writer, AvroSchema reader)
    {
        if (writer is AvroUnionSchema writerUnion) return PlanUnion(writerUnion, reader);
        if (reader is AvroUnionSchema readerUnion)
        {
            return SchemaMatch.FindBranch(writer, readerUnion) is { } branch
                ? Plan(writer, branch)
                : throw Mismatch($"the reader's union {Describe(reader)} has no type for {Describe(writer)}");
        }

        if (SchemaMatch.Mismatch(writer, reader) is { } mismatch) throw Mismatch(mismatch);
        switch (writer, reader)
        {
            case (AvroRecordSchema w, AvroRecordSchema r):
                return PlanRecord(w, r);
            case (AvroEnumSchema w, AvroEnumSchema r):
                return new EnumPlan(w, r);
            case (_, AvroFixedSchema r):
                return new FixedPlan(r);
            case (AvroArraySchema w, AvroArraySchema r):
                return new ArrayPlan(r, At("[]", () => Plan(w.Items, r.Items)), _sizes.Minimum(w.Items));
            case (AvroMapSchema w, AvroMapSchema r):
                return new MapPlan(r, At("{}", () => Plan(w.Values, r.Values)), 1 + _sizes.Minimum(w.Values));
            default:
                return new PrimitivePlan(writer.Type, reader);
        }
    }

    private UnionPlan PlanUnion(AvroUnionSchema writer, AvroSchema reader)
    {
        var plan = new UnionPlan(reader);
        var sameBranches = reader is AvroUnionSchema readerUnion && SchemaMatch.IsSame(writer, readerUnion) ? readerUnion.Branches : default;
        var branches = ImmutableArray.CreateBuilder<ReadPlan>(writer.Branches.Length);
        for (var i = 0; i < writer.Branches.Length; i++)
        {
            var target = sameBranches.IsDefault ? reader : sameBranches[i];
            branches.Add(PlanBranch(writer.Branches[i], target));
        }

        plan.Branches = branches.MoveToImmutable();
        return plan;
    }

    private ReadPlan PlanBranch(AvroSchema branch, AvroSchema target)
    {
        var made = _made.Count;
        var depth = _path.Count;
        try
        {
            return Plan(branch, target);
        }
        catch (AvroException e) when (e.Kind == AvroErrorKind.Resolution)
        {
            // Records that were begun inside are half made: nothing may refer to them.
            foreach (var pair in _made[made..]) _records.Remove(pair);
            _made.RemoveRange(made, _made.Count - made);
            _path.RemoveRange(depth, _path.Count - depth);
            return new FailPlan(target, e.Message);
        }
    }

    private RecordPlan PlanRecord(AvroRecordSchema writer, AvroRecordSchema reader)
    {
        if (_records.TryGetValue((writer, reader), out var known)) return known;
        var plan = new RecordPlan(reader, writer.IsRecursive || reader.IsRecursive);
        _records.Add((writer, reader), plan);
        _made.Add((writer, reader));
        var targets = SchemaMatch.FieldTargets(writer, reader);
        var steps = ImmutableArray.CreateBuilder<FieldStep>(writer.Fields.Length);
        foreach (var field in writer.Fields)
        {
            var skip = _skips.Build(field.Schema);
            if (targets[field.Position] is { } target) steps.Add(new FieldStep(target, At(field.Name, () => Plan(field.Schema, target.Schema)), skip));
            else if (skip is not SkipPlan.Nothing) steps.Add(new FieldStep(null, null, skip));
        }

        plan.Steps = steps.ToImmutable();
        plan.Defaults = [.. reader.Fields.Where(f => Array.IndexOf(targets, f) < 0).Select(f => PlanDefault(writer, f))];
        return plan;
    }

    private FieldDefault PlanDefault(AvroRecordSchema writer, AvroField field)
    {
        if (field.Default is null) throw Mismatch($"the reader's field \"{field.Name}\" has no default, and the writer's record {writer.Name} has no such field");
        return new FieldDefault(field, At(field.Name, () => Plan(field.Schema, field.Schema)), DefaultEncoder.Encode(field));
    }

    private T At<T>(string step, Func<T> plan)
    {
        _path.Add(step);
        var result = plan();
        _path.RemoveAt(_path.Count - 1);
        return result;
    }

    private AvroException Mismatch(string what)
    {
        var path = _path.Count == 0 ? "" : $"At {string.Join('.', _path)}: ";
        return new AvroException(AvroErrorKind.Resolution, $"{path}{what}.");
    }

    private static string Describe(AvroSchema schema) =>
        schema is AvroUnionSchema union ? $"[{string.Join(", ", union.Branches.Take(8).Select(b => b.Name))}]" : schema.Name;
}
