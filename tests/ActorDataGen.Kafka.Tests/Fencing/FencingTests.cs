using System.Diagnostics;
using ActorDataGen.Kafka.Producing;
using Confluent.Kafka;

namespace ActorDataGen.Kafka.Tests.Fencing;

/// <summary>
/// What ownership rests on: a transactional id per partition, and whoever takes it over ends the former owner's open transaction at once
/// and lets nothing of it through. The former owner is another process, frozen with SIGSTOP as a long pause would.
/// </summary>
public sealed class FencingTests(BrokersUnderTest brokers, ITestOutputHelper output)
{
    // The frozen owner's own transaction timeout is 60 s: without fencing, readers would wait for that.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task TakeOwnership_OwnerFrozenInATransaction_EndsItAtOnceAndTheZombieWritesNothing(BrokerKind kind)
    {
        var (connection, partition, id) = await PrepareAsync(kind);
        await using var zombie = await FencingProbe.HoldTransactionAsync(connection.BootstrapServers, partition.Topic, id);
        zombie.Freeze();
        await using (var bystander = await PartitionProducer.TakeOwnershipAsync(connection, $"{id}-bystander"))
        {
            await bystander.CommitAsync([Record(partition, "behind the open transaction")], null);
        }

        using var reader = new CommittedReader(connection.BootstrapServers, partition);
        Assert.Equal([], reader.ReadToEnd());

        var watch = Stopwatch.StartNew();
        await using var owner = await PartitionProducer.TakeOwnershipAsync(connection, id);
        Assert.Equal("behind the open transaction", reader.ReadOne());
        output.WriteLine($"{kind}: readers went on {watch.ElapsedMilliseconds} ms after the new owner came");
        Assert.True(watch.Elapsed < AtOnce, $"readers waited {watch.Elapsed}");
        await owner.CommitAsync([Record(partition, "from the owner")], null);

        zombie.Thaw();
        Assert.Equal("fenced", await zombie.CommitAsync());
        await owner.CommitAsync([Record(partition, "from the owner again")], null);
        Assert.Equal(["from the owner", "from the owner again"], reader.ReadToEnd());
    }

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Commit_OwnerFrozenBetweenTransactionsAndSucceeded_IsFencedAndStaysClosed(BrokerKind kind)
    {
        var (connection, partition, id) = await PrepareAsync(kind);
        await using var zombie = await FencingProbe.OwnAsync(connection.BootstrapServers, partition.Topic, id);
        Assert.Equal("committed", await zombie.CommitAsync());
        zombie.Freeze();
        await using var owner = await PartitionProducer.TakeOwnershipAsync(connection, id);
        await owner.CommitAsync([Record(partition, "from the owner")], null);

        zombie.Thaw();
        Assert.Equal("fenced", await zombie.CommitAsync());
        // It must not come back by initialising again: that would fence the owner.
        Assert.Equal("closed", await zombie.CommitAsync());
        await owner.CommitAsync([Record(partition, "from the owner again")], null);

        using var reader = new CommittedReader(connection.BootstrapServers, partition);
        Assert.Equal(["from the zombie", "from the owner", "from the owner again"], reader.ReadToEnd());
    }

    private async Task<(KafkaConnectionOptions Connection, TopicPartition Partition, string Id)> PrepareAsync(BrokerKind kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SIGSTOP and SIGCONT by their Linux numbers");
        var connection = await brokers.RequireAsync(kind);
        var topic = await brokers.CreateTopicAsync(connection, "fencing");
        return (connection, new TopicPartition(topic, 0), $"{topic}-controller-0");
    }

    private static OutgoingRecord Record(TopicPartition partition, string value) =>
        new(partition, null, System.Text.Encoding.UTF8.GetBytes(value));
}
