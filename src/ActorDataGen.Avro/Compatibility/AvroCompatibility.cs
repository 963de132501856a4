using System.Collections.Immutable;
using ActorDataGen.Avro.Resolution;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Compatibility;

/// <summary>What a new version of a schema must hold to, in the words of Confluent's registry.</summary>
public enum AvroCompatibilityLevel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It can read what the last version wrote.</summary>
    Backward,

    /// <summary>It can read what any earlier version wrote.</summary>
    BackwardTransitive,

    /// <summary>The last version can read what it writes.</summary>
    Forward,

    /// <summary>Every earlier version can read what it writes.</summary>
    ForwardTransitive,

    /// <summary>It and the last version can read one another.</summary>
    Full,

    /// <summary>It and every earlier version can read one another.</summary>
    FullTransitive,
}

/// <summary>The rule that a pair of schemas breaks.</summary>
public enum AvroIncompatibilityKind
{
    /// <summary>Two types that do not match and do not promote.</summary>
    TypeMismatch,

    /// <summary>Named types of different names, without an alias.</summary>
    NameMismatch,

    /// <summary>Fixed types of different sizes.</summary>
    FixedSizeMismatch,

    /// <summary>The writer's enum has symbols that the reader's lacks, and the reader's has no default.</summary>
    MissingEnumSymbols,

    /// <summary>The writer's union has a type that the reader cannot read.</summary>
    MissingUnionBranch,

    /// <summary>The reader has a field without default that the writer lacks.</summary>
    ReaderFieldMissingDefaultValue,
}

/// <summary>One reason why a reader cannot read all that a writer may write.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Path">Where, by field names: <c>job_status.metadata.job_id</c>; <c>[]</c> stands for items, <c>{}</c> for values.</param>
/// <param name="Message">What is wrong there.</param>
public sealed record AvroIncompatibility(AvroIncompatibilityKind Kind, string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message} ({Kind})";
}

/// <summary>Compares schemas: whether all that one may write can be read as another, and if not, why not.</summary>
public static class AvroCompatibility
{
    /// <summary>All reasons why a reader cannot read every value of a writer; none if it can.</summary>
    public static ImmutableArray<AvroIncompatibility> Read(AvroSchema reader, AvroSchema writer)
    {
        var check = new Check();
        check.Compare(writer, reader, reader.Name);
        return check.Found.ToImmutable();
    }

    /// <summary>All reasons why a new schema breaks a level against the versions before it; none if it keeps to it.</summary>
    /// <param name="level">The level.</param>
    /// <param name="schema">The new schema.</param>
    /// <param name="earlier">The versions before it, the oldest first.</param>
    public static ImmutableArray<AvroIncompatibility> Evolve(AvroCompatibilityLevel level, AvroSchema schema, IReadOnlyList<AvroSchema> earlier)
    {
        var isTransitive = level is AvroCompatibilityLevel.BackwardTransitive or AvroCompatibilityLevel.ForwardTransitive or AvroCompatibilityLevel.FullTransitive;
        var isBackward = level is not (AvroCompatibilityLevel.None or AvroCompatibilityLevel.Forward or AvroCompatibilityLevel.ForwardTransitive);
        var isForward = level is not (AvroCompatibilityLevel.None or AvroCompatibilityLevel.Backward or AvroCompatibilityLevel.BackwardTransitive);
        var found = ImmutableArray.CreateBuilder<AvroIncompatibility>();
        foreach (var other in isTransitive ? earlier.Reverse() : earlier.TakeLast(1))
        {
            if (isBackward) found.AddRange(Read(schema, other));
            if (isForward) found.AddRange(Read(other, schema));
        }

        return found.ToImmutable();
    }

    private sealed class Check
    {
        private readonly HashSet<(AvroRecordSchema, AvroRecordSchema)> _seen = [];

        public ImmutableArray<AvroIncompatibility>.Builder Found { get; } = ImmutableArray.CreateBuilder<AvroIncompatibility>();

        public void Compare(AvroSchema writer, AvroSchema reader, string path)
        {
            if (writer is AvroUnionSchema writerUnion)
            {
                CompareUnion(writerUnion, reader, path);
                return;
            }

            if (reader is AvroUnionSchema readerUnion)
            {
                if (SchemaMatch.FindBranch(writer, readerUnion) is { } branch) Compare(writer, branch, path);
                else Add(AvroIncompatibilityKind.MissingUnionBranch, path, $"the reader's union has no type for the writer's {writer.Name}");
                return;
            }

            if (SchemaMatch.Mismatch(writer, reader) is { } mismatch)
            {
                var kind = writer.Type != reader.Type || writer is not AvroNamedSchema ? AvroIncompatibilityKind.TypeMismatch
                    : writer is AvroFixedSchema w && reader is AvroFixedSchema r && w.ShortName == r.ShortName ? AvroIncompatibilityKind.FixedSizeMismatch
                    : AvroIncompatibilityKind.NameMismatch;
                Add(kind, path, mismatch);
                return;
            }

            switch (writer, reader)
            {
                case (AvroRecordSchema w, AvroRecordSchema r):
                    if (_seen.Add((w, r))) CompareFields(w, r, path);
                    break;
                case (AvroEnumSchema w, AvroEnumSchema { Default: null } r):
                    var missing = w.Symbols.Where(s => r.IndexOf(s) < 0).ToList();
                    if (missing.Count > 0)
                        Add(AvroIncompatibilityKind.MissingEnumSymbols, path, $"the reader's enum lacks {string.Join(", ", missing)} and has no default");
                    break;
                case (AvroArraySchema w, AvroArraySchema r):
                    Compare(w.Items, r.Items, path + "[]");
                    break;
                case (AvroMapSchema w, AvroMapSchema r):
                    Compare(w.Values, r.Values, path + "{}");
                    break;
            }
        }

        private void CompareUnion(AvroUnionSchema writer, AvroSchema reader, string path)
        {
            var same = reader is AvroUnionSchema union && SchemaMatch.IsSame(writer, union) ? union.Branches : default;
            for (var i = 0; i < writer.Branches.Length; i++)
            {
                var branch = writer.Branches[i];
                if (!same.IsDefault) Compare(branch, same[i], path);
                else if (reader is AvroUnionSchema || SchemaMatch.Mismatch(branch, reader) is null) Compare(branch, reader, path);
                else Add(AvroIncompatibilityKind.MissingUnionBranch, path, $"the writer's union may hold {branch.Name}, which the reader's {reader.Name} cannot");
            }
        }

        private void CompareFields(AvroRecordSchema writer, AvroRecordSchema reader, string path)
        {
            var targets = SchemaMatch.FieldTargets(writer, reader);
            foreach (var field in writer.Fields)
            {
                if (targets[field.Position] is { } target) Compare(field.Schema, target.Schema, $"{path}.{target.Name}");
            }

            foreach (var field in reader.Fields)
            {
                if (field.Default is null && Array.IndexOf(targets, field) < 0)
                    Add(AvroIncompatibilityKind.ReaderFieldMissingDefaultValue, $"{path}.{field.Name}", $"the reader's field has no default, and the writer's record {writer.Name} has no such field");
            }
        }

        private void Add(AvroIncompatibilityKind kind, string path, string message) => Found.Add(new AvroIncompatibility(kind, path, message));
    }
}
