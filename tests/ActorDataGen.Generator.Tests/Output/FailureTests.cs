using System.Net;
using System.Net.Sockets;
using ActorDataGen.Generator.Runs;

namespace ActorDataGen.Generator.Tests.Output;

public sealed class FailureTests
{
    [Theory]
    [InlineData("own")]
    [InlineData("librdkafka")]
    public async Task Run_NobodyListens_SaysThatTheBrokerCannotBeReached(string producer)
    {
        var servers = $"127.0.0.1:{FreePort()}";
        var (code, progress, errors) = await RunAsync(new GeneratorSettings
        {
            BootstrapServers = servers,
            Topic = "t",
            JobUid = "u",
            Producer = Enum.Parse<ProducerKind>(producer, ignoreCase: true),
            BrokerTimeout = TimeSpan.FromSeconds(1),
        });
        Assert.Equal(ExitCode.BrokerUnreachable, code);
        Assert.StartsWith($"adg-generator: no broker answers at {servers} (KAFKA_BOOTSTRAP_SERVERS): ", errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
        Assert.Contains("\"state\":\"failed\"", progress, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AvroWithoutRegistry_SaysWhatToSet()
    {
        var (code, _, errors) = await RunAsync(new GeneratorSettings { BootstrapServers = "x:1", Topic = "t", Format = RecordFormat.Avro });
        Assert.Equal(ExitCode.WrongSettings, code);
        Assert.Contains("SCHEMA_REGISTRY_URL", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RegistryDown_HasACodeOfItsOwn()
    {
        var (code, _, errors) = await RunAsync(new GeneratorSettings
        {
            BootstrapServers = "x:1",
            Topic = "t",
            Format = RecordFormat.Avro,
            SchemaRegistryUrl = $"http://127.0.0.1:{FreePort()}",
        });
        Assert.Equal(ExitCode.RegistryUnreachable, code);
        Assert.Contains("does not answer", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BrokerThatIsNoHostAndPort_IsAWrongSetting()
    {
        var (code, _, errors) = await RunAsync(new GeneratorSettings { BootstrapServers = "nonsense", Topic = "t", JobUid = "u" });
        Assert.Equal(ExitCode.WrongSettings, code);
        Assert.Equal("adg-generator: KAFKA_BOOTSTRAP_SERVERS: 'nonsense' is not host:port\n", errors);
    }

    [Fact]
    public async Task Run_UnknownStream_NamesThoseThereAre()
    {
        var (code, _, errors) = await RunAsync(new GeneratorSettings { BootstrapServers = "x:1", Topic = "t", DataSet = "orders", Streams = ["x"] });
        Assert.Equal(ExitCode.WrongSettings, code);
        Assert.Contains("customers, orders", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Progress, string Errors)> RunAsync(GeneratorSettings settings)
    {
        using var progress = new StringWriter();
        using var errors = new StringWriter { NewLine = "\n" };
        var code = await GeneratorRun.RunAsync(settings, progress, errors, TimeProvider.System, TestContext.Current.CancellationToken);
        return (code, progress.ToString(), errors.ToString());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
