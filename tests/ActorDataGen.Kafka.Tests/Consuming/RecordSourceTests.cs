using System.Threading.Channels;
using ActorDataGen.Kafka.Consuming;
using ActorDataGen.Kafka.Producing;
using Confluent.Kafka;

namespace ActorDataGen.Kafka.Tests.Consuming;

public sealed class RecordSourceTests(BrokersUnderTest brokers)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Open_MoreRecordsThanCapacity_PausesUntilTheyAreAcknowledged(BrokerKind kind)
    {
        var (connection, partition) = await PrepareAsync(kind, "bounded", records: 5_000);
        await using var source = RecordSource.Reader(connection, "bounded");
        var sink = new Sink();
        var feed = source.Open(partition, Offset.Beginning, sink, capacity: 1_000);
        var underWay = 0;
        var largest = 0;
        var read = 0;
        while (read < 5_000)
        {
            var batch = await sink.NextAsync();
            read += batch;
            underWay += batch;
            largest = Math.Max(largest, underWay);
            if (underWay >= 1_000)
            {
                feed.Acknowledge(underWay);
                underWay = 0;
            }
        }

        // One delivery may overshoot, none may come after it.
        Assert.InRange(largest, 1_000, 1_500);
        feed.Acknowledge(underWay);
        Assert.Equal(partition, await sink.CaughtUpAsync());
    }

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Open_OpenTransactionHidesCommittedRecords_IsNotCaughtUpBeforeItEnds(BrokerKind kind)
    {
        var (connection, partition) = await PrepareAsync(kind, "hidden", records: 1);
        using var agent = new ProducerBuilder<string, string>(
            new ProducerConfig { BootstrapServers = connection.BootstrapServers, TransactionalId = partition.Topic }).Build();
        agent.InitTransactions(Limit);
        agent.BeginTransaction();
        await agent.ProduceAsync(partition, new Message<string, string> { Value = "open" });
        await WriteAsync(connection, partition, 1);

        await using var source = RecordSource.Reader(connection, "hidden");
        var sink = new Sink();
        source.Open(partition, Offset.Beginning, sink);
        Assert.Equal(1, await sink.NextAsync());
        agent.CommitTransaction(Limit);
        // Had it said so before, this record would have come after the word that all had arrived.
        var rest = await sink.NextAsync();
        while (rest < 2)
        {
            rest += await sink.NextAsync();
        }

        Assert.Equal(3, await sink.RecordsWhenCaughtUpAsync());
    }

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Join_SecondMemberComesAndLeaves_PartitionsAreGivenUpInOrderAndGoOnFromWhatWasCommitted(BrokerKind kind)
    {
        var connection = await brokers.RequireAsync(kind);
        var topic = await brokers.CreateTopicAsync(connection, "group", partitions: 4);
        for (var p = 0; p < 4; p++)
        {
            await WriteAsync(connection, new TopicPartition(topic, p), 10);
        }

        var first = new Owner();
        await using var one = RecordSource.Join(connection, topic, topic, first);
        await first.HoldsAsync(4);
        Assert.True(await one.IsMemberAsync(new TopicPartition(topic, 0)));

        var partition = new TopicPartition(topic, 1);
        Assert.Equal(Offset.Beginning, await one.CommittedAsync(new TopicPartition(topic, 3)));
        await using (var producer = await PartitionProducer.TakeOwnershipAsync(connection, topic))
        {
            await producer.CommitAsync([], new ConsumedOffset(new TopicPartitionOffset(partition, 7), () => one.Membership));
        }

        var second = new Owner();
        var two = RecordSource.Join(connection, topic, topic, second);
        await second.HoldsAsync(2);
        await first.HoldsAsync(2);
        Assert.Equal(4, first.Partitions.Union(second.Partitions).Count());
        await two.DisposeAsync();
        Assert.Empty(second.Partitions);
        await first.HoldsAsync(4);

        var start = await one.CommittedAsync(partition);
        Assert.Equal(7, start.Value);
        var sink = new Sink();
        one.Open(partition, start, sink);
        Assert.Equal(3, await sink.NextAsync());
    }

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task IsMember_AnotherGroupsName_IsFalseWithoutAssignment(BrokerKind kind)
    {
        var connection = await brokers.RequireAsync(kind);
        var topic = await brokers.CreateTopicAsync(connection, "member", partitions: 1);
        var first = new Owner();
        await using var one = RecordSource.Join(connection, topic, topic, first);
        await first.HoldsAsync(1);
        // A client that is no member may not commit into a group that has members.
        await using var stranger = RecordSource.Reader(connection with
        {
            Properties = new Dictionary<string, string> { ["client.id"] = "stranger" },
        }, "stranger", group: topic);
        Assert.False(await stranger.IsMemberAsync(new TopicPartition(topic, 0)));
    }

    private async Task<(KafkaConnectionOptions, TopicPartition)> PrepareAsync(BrokerKind kind, string name, int records)
    {
        var connection = await brokers.RequireAsync(kind);
        var partition = new TopicPartition(await brokers.CreateTopicAsync(connection, name), 0);
        await WriteAsync(connection, partition, records);
        return (connection, partition);
    }

    private static async Task WriteAsync(KafkaConnectionOptions connection, TopicPartition partition, int records)
    {
        await using var producer = await PartitionProducer.TakeOwnershipAsync(connection, $"{partition.Topic}-writer");
        await producer.CommitAsync([.. Enumerable.Range(0, records).Select(i => new OutgoingRecord(partition, null, [(byte)i]))], null);
    }

    private sealed class Sink : IRecordSink
    {
        private readonly Channel<int> _batches = Channel.CreateUnbounded<int>();
        private readonly TaskCompletionSource<(TopicPartition Partition, int Records)> _caughtUp =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        private int _records;

        public async Task<int> NextAsync() => await _batches.Reader.ReadAsync().AsTask().WaitAsync(Limit);

        public async Task<TopicPartition> CaughtUpAsync() => (await _caughtUp.Task.WaitAsync(Limit)).Partition;

        public async Task<int> RecordsWhenCaughtUpAsync() => (await _caughtUp.Task.WaitAsync(Limit)).Records;

        public void Arrived(RecordFeed feed, IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records)
        {
            _records += records.Count;
            Assert.True(_batches.Writer.TryWrite(records.Count));
        }

        public void CaughtUp(RecordFeed feed, Offset next) => _caughtUp.TrySetResult((feed.Partition, _records));
    }

    private sealed class Owner : IPartitionOwner
    {
        private readonly Channel<int> _changes = Channel.CreateUnbounded<int>();
        private readonly HashSet<TopicPartition> _partitions = [];

        public HashSet<TopicPartition> Partitions
        {
            get
            {
                lock (_partitions)
                {
                    return [.. _partitions];
                }
            }
        }

        public async Task HoldsAsync(int count)
        {
            while (Partitions.Count != count)
            {
                await _changes.Reader.ReadAsync().AsTask().WaitAsync(Limit);
            }
        }

        public void Assigned(IReadOnlyList<TopicPartition> partitions) => Change(() => _partitions.UnionWith(partitions));

        public Task Revoked(IReadOnlyList<TopicPartition> partitions)
        {
            Change(() => _partitions.ExceptWith(partitions));
            return Task.CompletedTask;
        }

        public void Lost(IReadOnlyList<TopicPartition> partitions) => Change(() => _partitions.ExceptWith(partitions));

        private void Change(Action change)
        {
            lock (_partitions)
            {
                change();
            }

            _changes.Writer.TryWrite(0);
        }
    }
}
