using ActorDataGen.Kafka.Topics;

namespace ActorDataGen.Kafka.Tests.Topics;

public sealed class TopicAdministratorTests(BrokersUnderTest brokers)
{
    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Ensure_TopicIsMissing_CreatesItAndFindsItNextTime(BrokerKind kind)
    {
        using var administrator = new TopicAdministrator(await brokers.RequireAsync(kind));
        var shape = new TopicShape($"ensure-{Guid.NewGuid():N}", 3, CleanupPolicy.Compact);
        Assert.Null(await administrator.PartitionsAsync(shape.Name, CancellationToken.None));
        await administrator.EnsureAsync([shape], CancellationToken.None);
        await administrator.EnsureAsync([shape], CancellationToken.None);
        Assert.Equal(3, await administrator.PartitionsAsync(shape.Name, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Ensure_OtherPartitionsOrPolicy_SaysWhichTopicAndWhatToDo(BrokerKind kind)
    {
        var connection = await brokers.RequireAsync(kind);
        using var administrator = new TopicAdministrator(connection);
        var topic = await brokers.CreateTopicAsync(connection, "shape", partitions: 2);

        var partitions = await Assert.ThrowsAsync<TopicShapeException>(() =>
            administrator.EnsureAsync([new TopicShape(topic, 12, CleanupPolicy.Delete)], CancellationToken.None));
        Assert.StartsWith($"Topic {topic} has 2 partitions and must have 12: set ", partitions.Message, StringComparison.Ordinal);

        var policy = await Assert.ThrowsAsync<TopicShapeException>(() =>
            administrator.EnsureAsync([new TopicShape(topic, 2, CleanupPolicy.Compact)], CancellationToken.None));
        Assert.StartsWith($"Topic {topic} has cleanup.policy=delete and must have compact: alter", policy.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Ensure_BrokersRefuseTheShape_SaysWhy(BrokerKind kind)
    {
        using var administrator = new TopicAdministrator(await brokers.RequireAsync(kind));
        var shape = new TopicShape("no spaces allowed", 1, CleanupPolicy.Delete);
        var e = await Assert.ThrowsAsync<TopicShapeException>(() => administrator.EnsureAsync([shape], CancellationToken.None));
        Assert.StartsWith("Topic no spaces allowed can't be created: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NoBrokersOrAForbiddenSetting_SaysWhichKey()
    {
        var none = Assert.Throws<ArgumentException>(() => new TopicAdministrator(new KafkaConnectionOptions { BootstrapServers = "" }));
        Assert.Contains("KAFKA_BOOTSTRAP_SERVERS", none.Message, StringComparison.Ordinal);
        var forbidden = Assert.Throws<ArgumentException>(() => new TopicAdministrator(new KafkaConnectionOptions
        {
            BootstrapServers = "localhost:1",
            Properties = new Dictionary<string, string> { ["isolation.level"] = "read_uncommitted" },
        }));
        Assert.Contains("isolation.level", forbidden.Message, StringComparison.Ordinal);
    }
}
