using System.Diagnostics;
using System.Text.Json;
using ActorDataGen.Avro;
using ActorDataGen.EmbeddedBroker;
using ActorDataGen.SchemaRegistry.Serialization;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EmbeddedRegistry.Tests.Clients;

/// <summary>The registry under clients that others wrote, unmodified, exchanging messages with our serializers.</summary>
public sealed class OtherClientsTests : IAsyncLifetime
{
    private static readonly AvroSchema OrderSchema = AvroSchema.Parse(
        """{"type": "record", "name": "Order", "namespace": "shop", "fields": [{"name": "id", "type": "long"}, {"name": "note", "type": ["null", "string"], "default": null}]}""");

    private EmbeddedBroker.EmbeddedBroker? _broker;

    public async ValueTask InitializeAsync() => _broker = await EmbeddedBroker.EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions());

    public async ValueTask DisposeAsync() => await _broker!.DisposeAsync();

    [Fact]
    public async Task ConfluentKafkaForPython_Everything_GoesAsWithConfluentsRegistry()
    {
        var python = TestEnvironment.RequirePython();
        await using var host = await RegistryHost.StartAsync(_broker!.BootstrapServers, RegistryHost.NewTopic());
        var ours = await new RegistrySerializer<Order>(host.Client, OrderSchema).SerializeAsync("ours", new Order(11, "ß"));
        var answer = await RunAsync(python, Path.Combine(AppContext.BaseDirectory, "Clients", "registry.py"), host.Url, Convert.ToHexString(ours));
        var theirs = Convert.FromHexString(answer.GetProperty("hex").GetString()!);
        // They deleted the subject for good, but the id was also given to our own, equal schema.
        Assert.Equal(new Order(7, "grüß"), await new RegistryDeserializer<Order>(host.Client, OrderSchema).DeserializeAsync(theirs));
        var expected = JsonSerializer.Serialize(new
        {
            hex = Convert.ToHexStringLower(theirs),
            decoded = new { id = 7, note = "grüß" },
            theirs = new { id = 11, note = "ß", count = 1 },
            compatible = new[] { true, false },
            again = true,
            refused = new[] { 409, 409 },
            found = new object[] { "py-value", 2, true },
            latest = new object[] { 2, true, "Order" },
            by_id = "count",
            versions = new[] { 1, 2 },
            references = new[] { new object[] { "shop.Order", "py-value", 2 } },
            line = new { order = new { id = 1, note = (string?)null, count = 2 } },
            referenced = new[] { 422, 42206 },
            deleted_line = new[] { 1 },
            level = "BACKWARD",
            own_level = "FULL",
            config = "FULL",
            subjects = new[] { "ours-value", "py-value" },
            deleted_version = 2,
            deleted = new[] { 1 },
            gone = new[] { 404, 40401 },
            deleted_hard = new[] { 1, 2 },
        });
        Assert.Equal(expected, JsonSerializer.Serialize(answer));
    }

    [Fact]
    public async Task KafkaJsRegistryForNode_Everything_GoesAsWithConfluentsRegistry()
    {
        var folder = TestEnvironmentForRegistry.RequireNodeRegistry();
        await using var host = await RegistryHost.StartAsync(_broker!.BootstrapServers, RegistryHost.NewTopic());
        var ours = await new RegistrySerializer<Order>(host.Client, OrderSchema).SerializeAsync("ours", new Order(11, "ß"));
        var answer = await RunAsync(TestEnvironment.RequireProgram("node"), Path.Combine(folder, "registry.js"), host.Url, Convert.ToHexString(ours));
        Assert.Equal([1, 1, 1, 1, 1], answer.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32()));
        Assert.Equal("tschüss", answer.GetProperty("note").GetString());
        Assert.Contains("incompatible", answer.GetProperty("refusal").GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Equal(11, answer.GetProperty("theirs").GetProperty("id").GetInt32());
        var message = Convert.FromHexString(answer.GetProperty("hex").GetString()!);
        Assert.Equal(new Order(42, "tschüss"), await new RegistryDeserializer<Order>(host.Client, OrderSchema).DeserializeAsync(message));
    }

    private static async Task<JsonElement> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors + await output);
        return JsonDocument.Parse(await output).RootElement;
    }

    private sealed record Order(long Id, string? Note);
}
