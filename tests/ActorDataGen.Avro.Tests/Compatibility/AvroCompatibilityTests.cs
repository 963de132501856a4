using ActorDataGen.Avro.Compatibility;

namespace ActorDataGen.Avro.Tests.Compatibility;

public sealed class AvroCompatibilityTests
{
    private const string A = """{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}]}""";
    private const string AB = """{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}, {"name": "b", "type": "string"}]}""";
    private const string ABDefault = """{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}, {"name": "b", "type": "string", "default": ""}]}""";

    [Theory]
    [InlineData(AvroCompatibilityLevel.None, AB, A, true)]
    [InlineData(AvroCompatibilityLevel.Backward, AB, A, false)]
    [InlineData(AvroCompatibilityLevel.Backward, ABDefault, A, true)]
    [InlineData(AvroCompatibilityLevel.Backward, A, AB, true)]
    [InlineData(AvroCompatibilityLevel.Forward, AB, A, true)]
    [InlineData(AvroCompatibilityLevel.Forward, A, AB, false)]
    [InlineData(AvroCompatibilityLevel.Full, ABDefault, A, true)]
    [InlineData(AvroCompatibilityLevel.Full, AB, A, false)]
    public void Evolve_Level_IsKeptOrNot(AvroCompatibilityLevel level, string next, string last, bool isKept) =>
        Assert.Equal(isKept, AvroCompatibility.Evolve(level, AvroSchema.Parse(next), [AvroSchema.Parse(last)]).IsEmpty);

    [Theory]
    [InlineData(AvroCompatibilityLevel.Backward, true)]
    [InlineData(AvroCompatibilityLevel.BackwardTransitive, false)]
    [InlineData(AvroCompatibilityLevel.Forward, true)]
    [InlineData(AvroCompatibilityLevel.ForwardTransitive, true)]
    [InlineData(AvroCompatibilityLevel.Full, true)]
    [InlineData(AvroCompatibilityLevel.FullTransitive, false)]
    public void Evolve_BrokenOnlyAgainstTheFirstVersion_CountsWhereTransitive(AvroCompatibilityLevel level, bool isKept)
    {
        // The first lacks b, which the second brings with a default that the third leaves out.
        AvroSchema[] earlier = [AvroSchema.Parse(A), AvroSchema.Parse(ABDefault)];
        Assert.Equal(isKept, AvroCompatibility.Evolve(level, AvroSchema.Parse(AB), earlier).IsEmpty);
    }

    [Theory]
    [InlineData("\"int\"", "\"long\"", AvroIncompatibilityKind.TypeMismatch, "int")]
    [InlineData(AB, A, AvroIncompatibilityKind.ReaderFieldMissingDefaultValue, "R.b")]
    [InlineData("""{"type": "fixed", "name": "F", "size": 1}""", """{"type": "fixed", "name": "F", "size": 2}""", AvroIncompatibilityKind.FixedSizeMismatch, "F")]
    [InlineData("""{"type": "enum", "name": "E", "symbols": ["A"]}""", """{"type": "enum", "name": "E", "symbols": ["A", "B", "C"]}""", AvroIncompatibilityKind.MissingEnumSymbols, "E")]
    [InlineData("""{"type": "enum", "name": "E", "symbols": ["A"]}""", """{"type": "enum", "name": "G", "symbols": ["A"]}""", AvroIncompatibilityKind.NameMismatch, "E")]
    [InlineData("\"int\"", """["int", "string"]""", AvroIncompatibilityKind.MissingUnionBranch, "int")]
    [InlineData("""["null", "int"]""", "\"string\"", AvroIncompatibilityKind.MissingUnionBranch, "union")]
    [InlineData(
        """{"type": "record", "name": "R", "fields": [{"name": "l", "type": {"type": "array", "items": {"type": "map", "values": "int"}}}]}""",
        """{"type": "record", "name": "R", "fields": [{"name": "l", "type": {"type": "array", "items": {"type": "map", "values": "string"}}}]}""",
        AvroIncompatibilityKind.TypeMismatch, "R.l[]{}")]
    public void Read_RuleBroken_NamesTheFieldAndTheRule(string reader, string writer, AvroIncompatibilityKind kind, string path)
    {
        var reason = Assert.Single(AvroCompatibility.Read(AvroSchema.Parse(reader), AvroSchema.Parse(writer)));
        Assert.Equal((kind, path), (reason.Kind, reason.Path));
    }

    [Fact]
    public void Read_RecursiveSchemas_Ends()
    {
        var schema = AvroSchema.Parse("""{"type": "record", "name": "L", "fields": [{"name": "next", "type": ["null", "L"]}]}""");
        Assert.Empty(AvroCompatibility.Read(schema, AvroSchema.Parse(schema.ToString())));
    }

    [Fact]
    public void Read_EnumDefaultAndAliases_AreTaken()
    {
        Assert.Empty(Read("""{"type": "enum", "name": "E", "symbols": ["A"], "default": "A"}""", """{"type": "enum", "name": "E", "symbols": ["A", "B"]}"""));
        Assert.Empty(Read("""{"type": "fixed", "name": "n.New", "size": 1, "aliases": ["Old"]}""", """{"type": "fixed", "name": "n.Old", "size": 1}"""));
        Assert.Empty(Read("""{"type": "record", "name": "R", "fields": [{"name": "z", "aliases": ["a"], "type": "long"}]}""", A));

        static IEnumerable<AvroIncompatibility> Read(string reader, string writer) => AvroCompatibility.Read(AvroSchema.Parse(reader), AvroSchema.Parse(writer));
    }
}
