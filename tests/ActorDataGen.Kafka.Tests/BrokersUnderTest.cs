using ActorDataGen.Kafka.Topics;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Kafka.Tests;

/// <summary>The brokers that everything here has to work with.</summary>
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
    private readonly Lazy<Task<EmbeddedBroker.EmbeddedBroker>> _embedded = new(() =>
        EmbeddedBroker.EmbeddedBroker.StartAsync(new EmbeddedBroker.EmbeddedBrokerOptions()));

    public static TheoryData<BrokerKind> All { get; } = [BrokerKind.Apache, BrokerKind.Embedded];

    public async Task<KafkaConnectionOptions> RequireAsync(BrokerKind kind) => kind switch
    {
        BrokerKind.Apache => new KafkaConnectionOptions { BootstrapServers = await _apache.RequireAsync() },
        BrokerKind.Embedded => new KafkaConnectionOptions { BootstrapServers = (await _embedded.Value).BootstrapServers },
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Makes a topic that no other test uses.</summary>
    public async Task<string> CreateTopicAsync(
        KafkaConnectionOptions connection, string prefix, int partitions = 1, CleanupPolicy cleanup = CleanupPolicy.Delete)
    {
        var name = $"{prefix}-{Guid.NewGuid():N}";
        using var administrator = new TopicAdministrator(connection);
        await administrator.EnsureAsync([new TopicShape(name, partitions, cleanup)], CancellationToken.None);
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        await _apache.DisposeAsync();
        if (_embedded.IsValueCreated)
        {
            await (await _embedded.Value).DisposeAsync();
        }
    }
}
