using ActorDataGen.EmbeddedBroker;
using ActorDataGen.Kafka;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Controller.Tests.Cluster;

/// <summary>The brokers that a controller has to work with.</summary>
public enum BrokerKind
{
    /// <summary>Apache Kafka, where <c>ADG_TEST_KAFKA</c> names it.</summary>
    Apache,

    /// <summary>The embedded broker, in this process and in memory.</summary>
    Embedded,
}

/// <summary>Starts each kind of broker when the first test asks for it; all tests of the assembly share them.</summary>
public sealed class BrokersUnderTest : IAsyncDisposable
{
    private readonly ApacheKafka _apache = new();
    private readonly Lazy<Task<EmbeddedBroker.EmbeddedBroker>> _embedded =
        new(() => EmbeddedBroker.EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions()));

    public static TheoryData<BrokerKind> All { get; } = [BrokerKind.Apache, BrokerKind.Embedded];

    public async Task<KafkaConnectionOptions> RequireAsync(BrokerKind kind) => new()
    {
        BootstrapServers = kind == BrokerKind.Apache ? await _apache.RequireAsync() : (await _embedded.Value).BootstrapServers,
    };

    public async ValueTask DisposeAsync()
    {
        await _apache.DisposeAsync();
        if (_embedded.IsValueCreated)
        {
            await (await _embedded.Value).DisposeAsync();
        }
    }
}
