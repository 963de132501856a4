using ActorDataGen.Kafka.Topics;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Kafka.Tests;

/// <summary>The brokers that everything here has to work with.</summary>
public enum BrokerKind
{
    /// <summary>Apache Kafka, where <c>ADG_TEST_KAFKA</c> names it.</summary>
    Apache,
}

/// <summary>Starts each kind of broker when the first test asks for it; all tests of the assembly share them.</summary>
public sealed class BrokersUnderTest : IAsyncDisposable
{
    private readonly ApacheKafka _apache = new();

    public static TheoryData<BrokerKind> All { get; } = [BrokerKind.Apache];

    public async Task<KafkaConnectionOptions> RequireAsync(BrokerKind kind) => kind switch
    {
        BrokerKind.Apache => new KafkaConnectionOptions { BootstrapServers = await _apache.RequireAsync() },
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

    public ValueTask DisposeAsync() => _apache.DisposeAsync();
}
