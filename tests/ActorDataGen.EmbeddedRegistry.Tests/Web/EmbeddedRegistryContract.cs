using ActorDataGen.Avro.Compatibility;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.EmbeddedRegistry.Tests.Web;

/// <summary>What the registry must do on any broker.</summary>
public abstract class EmbeddedRegistryContract
{
    private static readonly SchemaDocument One = new("""{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}""");
    private static readonly SchemaDocument Two = new("""{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"string","default":""}]}""");
    private static readonly SchemaDocument Bad = new("""{"type":"record","name":"R","fields":[{"name":"a","type":"string"}]}""");

    [Fact]
    public async Task Registry_Restarted_KeepsIdsVersionsAndSettings()
    {
        var servers = await ServersAsync();
        var topic = RegistryHost.NewTopic();
        int last;
        await using (var first = await RegistryHost.StartAsync(servers, topic))
        {
            Assert.Equal(1, await first.Client.RegisterAsync("a-value", One));
            Assert.Equal(2, await first.Client.RegisterAsync("a-value", Two));
            Assert.Equal(1, await first.Client.RegisterAsync("b-value", One));
            last = await first.Client.RegisterAsync("c-value", new SchemaDocument("\"long\""));
            await first.Client.SetCompatibilityAsync(AvroCompatibilityLevel.Full, "a-value");
            await first.Client.DeleteSubjectAsync("c-value");
            await first.Client.DeleteSubjectAsync("c-value", permanent: true);
        }

        await using var second = await RegistryHost.StartAsync(servers, topic);
        Assert.Equal(["a-value", "b-value"], await second.Client.GetSubjectsAsync());
        Assert.Equal(1, await second.Client.RegisterAsync("d-value", One));
        Assert.Equal(2, (await second.Client.GetLatestAsync("a-value"))!.Id);
        Assert.Equal(One, await second.Client.GetByIdAsync(1));
        Assert.Equal(AvroCompatibilityLevel.Full, await second.Client.GetCompatibilityAsync("a-value"));
        Assert.Equal(last + 1, await second.Client.RegisterAsync("e-value", new SchemaDocument("\"double\"")));
    }

    [Fact]
    public async Task Registry_TwoOnOneTopic_SeeTheSame()
    {
        var servers = await ServersAsync();
        var topic = RegistryHost.NewTopic();
        await using var one = await RegistryHost.StartAsync(servers, topic);
        await using var two = await RegistryHost.StartAsync(servers, topic);
        Assert.Equal(1, await one.Client.RegisterAsync("a", One));
        Assert.Equal(2, await two.Client.RegisterAsync("a", Two));
    }

    [Fact]
    public async Task Register_Refusals_HaveConfluentsStatusAndCode()
    {
        await using var host = await RegistryHost.StartAsync(await ServersAsync(), RegistryHost.NewTopic());
        await host.Client.RegisterAsync("a/b", One);
        Assert.Equal((409, 409), await host.RefusedAsync("POST", "/subjects/a%2Fb/versions", new { schema = Bad.Schema }));
        Assert.Equal((422, 42201), await host.RefusedAsync("POST", "/subjects/a%2Fb/versions", new { schema = "{" }));
        Assert.Equal((422, 42201), await host.RefusedAsync("POST", "/subjects/a%2Fb/versions", new { schema = "{}", schemaType = "JSON" }));
        Assert.Equal((400, 400), await Status(host.Http.PostAsync("/subjects/x/versions", new StringContent("no"))));
        Assert.Equal((404, 40401), await host.RefusedAsync("GET", "/subjects/no/versions"));
        Assert.Equal((404, 40402), await host.RefusedAsync("GET", "/subjects/a%2Fb/versions/9"));
        Assert.Equal((422, 42202), await host.RefusedAsync("GET", "/subjects/a%2Fb/versions/0"));
        Assert.Equal((404, 40403), await host.RefusedAsync("GET", "/schemas/ids/77"));
        Assert.Equal((404, 40403), await host.RefusedAsync("POST", "/subjects/a%2Fb", new { schema = Two.Schema }));
        Assert.Equal((404, 40401), await host.RefusedAsync("POST", "/subjects/no", new { schema = Two.Schema }));
        Assert.Equal((422, 42203), await host.RefusedAsync("PUT", "/config", new { compatibility = "BEST" }));
        Assert.Equal((422, 42204), await host.RefusedAsync("PUT", "/mode", new { mode = "BEST" }));
        Assert.Equal((404, 40408), await host.RefusedAsync("GET", "/config/a%2Fb"));
        Assert.Equal((404, 40409), await host.RefusedAsync("GET", "/mode/a%2Fb"));
    }

    [Fact]
    public async Task Delete_SoftThenHard_HidesThenForgets()
    {
        await using var host = await RegistryHost.StartAsync(await ServersAsync(), RegistryHost.NewTopic());
        await host.Client.RegisterAsync("s", One);
        await host.Client.RegisterAsync("s", Two);
        Assert.Equal((404, 40407), await host.RefusedAsync("DELETE", "/subjects/s/versions/1?permanent=true"));
        Assert.Equal((200, "1"), await host.SendAsync("DELETE", "/subjects/s/versions/1"));
        Assert.Equal((404, 40406), await host.RefusedAsync("DELETE", "/subjects/s/versions/1"));
        Assert.Equal((200, "[2]"), await host.SendAsync("GET", "/subjects/s/versions"));
        Assert.Equal((200, "[1,2]"), await host.SendAsync("GET", "/subjects/s/versions?deleted=true"));
        Assert.Equal((404, 40402), await host.RefusedAsync("GET", "/subjects/s/versions/1"));
        Assert.Equal((404, 40405), await host.RefusedAsync("DELETE", "/subjects/s?permanent=true"));
        Assert.Equal((200, "[2]"), await host.SendAsync("DELETE", "/subjects/s"));
        Assert.Equal((404, 40404), await host.RefusedAsync("DELETE", "/subjects/s"));
        Assert.Equal((200, "[]"), await host.SendAsync("GET", "/subjects"));
        Assert.Equal((200, "[\"s\"]"), await host.SendAsync("GET", "/subjects?deleted=true"));
        Assert.Equal(200, (await host.SendAsync("GET", "/schemas/ids/1")).Status);
        Assert.Equal((200, "[1,2]"), await host.SendAsync("DELETE", "/subjects/s?permanent=true"));
        Assert.Equal((404, 40403), await host.RefusedAsync("GET", "/schemas/ids/1"));
    }

    [Fact]
    public async Task Register_AfterSoftDelete_TakesTheOldIdAndANewVersion()
    {
        await using var host = await RegistryHost.StartAsync(await ServersAsync(), RegistryHost.NewTopic());
        await host.Client.RegisterAsync("s", One);
        await host.Client.DeleteSubjectAsync("s");
        Assert.Equal(1, await host.Client.RegisterAsync("s", One));
        Assert.Equal((1, 2), (await host.Client.GetLatestAsync("s") is { } latest) ? (latest.Id, latest.Version) : default);
    }

    [Fact]
    public async Task Modes_ReadOnlyAndImport_AreHeld()
    {
        await using var host = await RegistryHost.StartAsync(await ServersAsync(), RegistryHost.NewTopic());
        await host.Client.RegisterAsync("s", One);
        await host.Client.SetModeAsync(RegistryMode.ReadOnly, "s");
        Assert.Equal((422, 42205), await host.RefusedAsync("POST", "/subjects/s/versions", new { schema = Two.Schema }));
        Assert.Equal((422, 42205), await host.RefusedAsync("DELETE", "/subjects/s"));
        Assert.Equal(RegistryMode.ReadOnly, await host.Client.GetModeAsync("s"));
        Assert.Equal((422, 42205), await host.RefusedAsync("PUT", "/mode", new { mode = "IMPORT" }));
        Assert.Equal((422, 42205), await host.RefusedAsync("POST", "/subjects/t/versions", new { schema = Two.Schema, id = 40 }));
        await host.Client.SetModeAsync(RegistryMode.Import, "t");
        Assert.Equal(200, (await host.SendAsync("POST", "/subjects/t/versions", new { schema = Two.Schema, id = 40, version = 7 })).Status);
        Assert.Equal(200, (await host.SendAsync("POST", "/subjects/t/versions", new { schema = Bad.Schema, id = 41 })).Status);
        Assert.Equal((422, 42205), await host.RefusedAsync("POST", "/subjects/t/versions", new { schema = One.Schema, id = 40 }));
        Assert.Equal((200, "[7,8]"), await host.SendAsync("GET", "/subjects/t/versions"));
        await host.Client.SetModeAsync(RegistryMode.ReadWrite, "t");
        Assert.Equal(42, await host.Client.RegisterAsync("u", new SchemaDocument("\"bytes\"")));
    }

    [Fact]
    public async Task References_UsedAndDeleted_AreFollowedAndGuarded()
    {
        await using var host = await RegistryHost.StartAsync(await ServersAsync(), RegistryHost.NewTopic());
        await host.Client.RegisterAsync("point", new SchemaDocument("""{"type":"record","name":"geo.Point","fields":[{"name":"x","type":"int"}]}"""));
        var line = new SchemaDocument("""{"type":"record","name":"Line","fields":[{"name":"to","type":"geo.Point"}]}""") { References = [new("geo.Point", "point", 1)] };
        var id = await host.Client.RegisterAsync("line", line);
        Assert.Equal(line, await host.Client.GetByIdAsync(id));
        Assert.Equal((200, $"[{id}]"), await host.SendAsync("GET", "/subjects/point/versions/1/referencedby"));
        Assert.Equal((422, 42206), await host.RefusedAsync("DELETE", "/subjects/point"));
        Assert.Equal((422, 42206), await host.RefusedAsync("DELETE", "/subjects/point/versions/1"));
        Assert.Equal((422, 42201), await host.RefusedAsync("POST", "/subjects/line/versions", new { schema = line.Schema }));
        var parsed = await new ActorDataGen.SchemaRegistry.Serialization.RegistrySchemas(host.Client).GetAsync(id);
        Assert.Contains("geo.Point", parsed.CanonicalForm, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_Normalize_TakesOtherSpellingsForTheSame()
    {
        await using var host = await RegistryHost.StartAsync(await ServersAsync(), RegistryHost.NewTopic());
        var one = new SchemaDocument("""{"type":"record","name":"R","namespace":"n","fields":[{"name":"a","type":{"type":"int","x":1,"y":{"p":1,"q":2}},"default":1}]}""");
        var same = new SchemaDocument("""{"fields": [{"default": 1, "type": {"y": {"q": 2, "p": 1}, "x": 1, "type": "int"}, "name": "a"}], "name": "n.R", "type": "record"}""");
        var other = new SchemaDocument(one.Schema.Replace("\"default\":1", "\"default\":2", StringComparison.Ordinal));
        var id = await host.Client.RegisterAsync("s", one);
        Assert.Null(await host.Client.FindAsync("s", same));
        Assert.Equal(1, (await host.Client.FindAsync("s", same, normalize: true))!.Version);
        Assert.Equal(id, await host.Client.RegisterAsync("s", same, normalize: true));
        Assert.Null(await host.Client.FindAsync("s", other, normalize: true));
        Assert.NotEqual(id, await host.Client.RegisterAsync("s", other, normalize: true));

        // Under another subject the normal form itself is kept, whichever spelling comes first.
        var kept = await host.Client.RegisterAsync("t", same, normalize: true);
        Assert.Equal(kept, await host.Client.RegisterAsync("u", one, normalize: true));
        Assert.Equal((200, "[1,2]"), await host.SendAsync("GET", "/subjects/s/versions"));
    }

    [Fact]
    public async Task Register_NormalizeWithReferences_KeepsThemByName()
    {
        await using var host = await RegistryHost.StartAsync(await ServersAsync(), RegistryHost.NewTopic());
        await host.Client.RegisterAsync("point", new SchemaDocument("""{"type":"record","name":"geo.Point","fields":[{"name":"x","type":"int"}]}"""));
        var line = new SchemaDocument("""{"fields": [{"type": "geo.Point", "name": "to"}], "name": "Line", "type": "record"}""") { References = [new("geo.Point", "point", 1)] };
        var id = await host.Client.RegisterAsync("line", line, normalize: true);
        var kept = await host.Client.GetByIdAsync(id);
        Assert.Equal("""{"name":"Line","type":"record","fields":[{"name":"to","type":"geo.Point"}]}""", kept.Schema);
        Assert.Equal(line.References, kept.References);
        Assert.Equal(id, (await host.Client.FindAsync("line", line, normalize: true))!.Id);
    }

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("application/vnd.schemaregistry+json", "application/vnd.schemaregistry+json")]
    [InlineData("*/*", "application/vnd.schemaregistry.v1+json")]
    public async Task Answer_Accept_NamesTheContentType(string accept, string contentType)
    {
        await using var host = await RegistryHost.StartAsync(await ServersAsync(), RegistryHost.NewTopic());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/subjects") { Headers = { { "Accept", accept } } };
        using var response = await host.Http.SendAsync(request);
        Assert.Equal(contentType, response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task TestCompatibility_Levels_AnswerWithReasons()
    {
        await using var host = await RegistryHost.StartAsync(await ServersAsync(), RegistryHost.NewTopic());
        await host.Client.RegisterAsync("s", One);
        Assert.True((await host.Client.TestCompatibilityAsync("s", Two)).IsCompatible);
        var answer = await host.Client.TestCompatibilityAsync("s", Bad, 1);
        Assert.False(answer.IsCompatible);
        Assert.Contains("R.a", Assert.Single(answer.Messages), StringComparison.Ordinal);
        await host.Client.SetCompatibilityAsync(AvroCompatibilityLevel.None);
        Assert.True((await host.Client.TestCompatibilityAsync("s", Bad)).IsCompatible);
    }

    protected abstract Task<string> ServersAsync();

    private static async Task<(int, int)> Status(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        var body = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return ((int)response.StatusCode, body.RootElement.GetProperty("error_code").GetInt32());
    }
}
