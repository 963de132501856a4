using ActorDataGen.Kafka.Producing;
using Confluent.Kafka;

namespace ActorDataGen.Kafka.Tests.Producing;

public sealed class PartitionProducerTests(BrokersUnderTest brokers, ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Commit_ManyBackToBack_TakesFarLessThanLibrdkafkasDefaultWait(BrokerKind kind)
    {
        var connection = await brokers.RequireAsync(kind);
        var partition = new TopicPartition(await brokers.CreateTopicAsync(connection, "commit"), 0);
        await using var producer = await PartitionProducer.TakeOwnershipAsync(connection, partition.Topic);
        var records = new[] { new OutgoingRecord(partition, "k"u8.ToArray(), "v"u8.ToArray()) };
        var times = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await producer.CommitAsync(records, null);
            times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine($"{kind}: commit p50 {times[20]:F1} ms, p95 {times[38]:F1} ms");
        using var reader = new CommittedReader(connection.BootstrapServers, partition);
        Assert.Equal(40, reader.ReadToEnd().Count);
    }

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Commit_ARecordThatIsTooLarge_WritesNothingOfTheTransactionAndCloses(BrokerKind kind)
    {
        var connection = await brokers.RequireAsync(kind);
        var partition = new TopicPartition(await brokers.CreateTopicAsync(connection, "large"), 0);
        await using var producer = await PartitionProducer.TakeOwnershipAsync(connection, partition.Topic);
        await Assert.ThrowsAsync<TransactionFailedException>(() => producer.CommitAsync(
            [new OutgoingRecord(partition, null, [1]), new OutgoingRecord(partition, null, new byte[65 * 1024 * 1024])], null));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => producer.CommitAsync([], null));

        await using var next = await PartitionProducer.TakeOwnershipAsync(connection, partition.Topic);
        using var reader = new CommittedReader(connection.BootstrapServers, partition);
        Assert.Equal([], reader.ReadToEnd());
    }
}
