using ActorDataGen.Avro.Compatibility;
using ActorDataGen.EmbeddedRegistry.Entries;
using ActorDataGen.EmbeddedRegistry.State;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.EmbeddedRegistry.Tests.State;

/// <summary>The machines over the state, without a topic.</summary>
public sealed class RegistryStateTests
{
    private readonly RegistryState _state = new(AvroCompatibilityLevel.Backward);

    [Fact]
    public void Apply_AnyOrderOfHistory_KeepsTheGreatestId()
    {
        _state.Apply(new SchemaEntry("s", 1, 9, new SchemaDocument("\"int\""), false));
        _state.Apply(new SchemaRemoval("s", 1));
        Assert.Equal(9, _state.MaxId);
        Assert.Null(_state.ById(9));
        _state.RaiseMaxId(20);
        Assert.Equal(21, Register("t", "\"long\""));
    }

    [Fact]
    public void Apply_SameSchemaUnderTwoSubjects_LivesUntilBothAreGone()
    {
        Assert.Equal(1, Register("a", "\"int\""));
        Assert.Equal(1, Register("b", """{"type": "int"}"""));
        _state.Apply(new SchemaRemoval("a", 1));
        Assert.NotNull(_state.ById(1));
        _state.Apply(new SchemaRemoval("b", 1));
        Assert.Null(_state.ById(1));
    }

    [Fact]
    public void Apply_ConfluentsSubjectDeletion_DeletesUpToTheVersion()
    {
        _state.Apply(new ConfigEntry(null, "NONE"));
        Register("s", "\"int\"");
        Register("s", "\"string\"");
        _state.Apply(new SubjectDeletion("s", 1));
        Assert.Equal([2], _state.Versions("s", withDeleted: false).Select(v => v.Version));
        Assert.Equal([1, 2], _state.Versions("s", withDeleted: true).Select(v => v.Version));
    }

    [Fact]
    public void Register_WhiteSpaceAndOrderOfAttributes_MakeNoNewVersion()
    {
        Register("s", """{"name":"F","type":"fixed","size":1}""");
        Assert.Equal(1, Register("s", """{ "type" : "fixed", "size" : 1, "name" : "F" }"""));
        Assert.Single(_state.Versions("s", withDeleted: true));
    }

    [Fact]
    public void Register_TransitiveLevel_LooksAtAllVersions()
    {
        _state.Apply(new ConfigEntry("s", "BACKWARD_TRANSITIVE"));
        Register("s", """{"type":"record","name":"R","fields":[]}""");
        Register("s", """{"type":"record","name":"R","fields":[{"name":"a","type":"int","default":0}]}""");
        var answer = RegistrationMachine.Register(_state, "s", new SchemaRequest("""{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}""", null, null, null, null), normalize: false);
        Assert.Equal(409, answer.Status);
        Assert.Contains("R.a", ((RegistryError)answer.Body).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModeFor_Override_BeatsSubjects()
    {
        _state.Apply(new ModeEntry("s", "READWRITE"));
        _state.Apply(new ModeEntry(null, "READONLY"));
        Assert.Equal(RegistryMode.ReadWrite, _state.ModeFor("s"));
        _state.Apply(new ModeEntry(null, "READONLY_OVERRIDE"));
        Assert.Equal(RegistryMode.ReadOnlyOverride, _state.ModeFor("s"));
    }

    [Theory]
    [InlineData("""{"type": "int", "x": "\ud800"}""", false)]
    [InlineData("""{"type": "int", "x": "\ud800"}""", true)]
    [InlineData("""{"type": "int", "x": {"\ud800": 1}}""", true)]
    [InlineData("""{"type": "int", "x": {"\ud800": 1}}""", false)]
    public void Register_HalfASurrogatePair_IsAnInvalidSchema(string schema, bool normalize)
    {
        var answer = RegistrationMachine.Register(_state, "s", new SchemaRequest(schema, null, null, null, null), normalize);
        Assert.Equal(42201, Assert.IsType<RegistryError>(answer.Body).ErrorCode);
    }

    private int Register(string subject, string schema)
    {
        var answer = RegistrationMachine.Register(_state, subject, new SchemaRequest(schema, null, null, null, null), normalize: false);
        foreach (var entry in answer.Entries) _state.Apply(entry);
        return Assert.IsType<IdView>(answer.Body).Id;
    }
}
