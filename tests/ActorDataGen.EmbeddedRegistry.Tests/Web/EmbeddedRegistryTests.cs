using ActorDataGen.EmbeddedBroker;
using ActorDataGen.TestSupport;

[assembly: AssemblyFixture(typeof(ApacheKafka))]

namespace ActorDataGen.EmbeddedRegistry.Tests.Web;

/// <summary>The registry on Apache Kafka.</summary>
public sealed class EmbeddedRegistryOnApacheKafkaTests(ApacheKafka kafka) : EmbeddedRegistryContract
{
    protected override Task<string> ServersAsync() => kafka.RequireAsync();
}

/// <summary>The registry on the embedded broker, as one process runs them.</summary>
public sealed class EmbeddedRegistryOnEmbeddedBrokerTests : EmbeddedRegistryContract, IAsyncLifetime
{
    private EmbeddedBroker.EmbeddedBroker? _broker;

    public async ValueTask InitializeAsync() => _broker = await EmbeddedBroker.EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions());

    public async ValueTask DisposeAsync() => await _broker!.DisposeAsync();

    protected override Task<string> ServersAsync() => Task.FromResult(_broker!.BootstrapServers);
}
