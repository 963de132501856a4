using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.KafkaProtocol.Records;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EmbeddedBroker.Tests.Contract;

public sealed class ReadContractTests(ContractBroker broker) : ReadContract
{
    protected override Task<string> StartAsync() => broker.RequireAsync();
}

public sealed class ReadContractKafkaTests(ApacheKafka kafka) : ReadContract
{
    protected override Task<string> StartAsync() => kafka.RequireAsync();
}

/// <summary>Fetching, and asking for offsets.</summary>
public abstract class ReadContract : BrokerContract
{
    [Fact]
    public async Task Fetch_NothingThere_WaitsAsLongAsAllowed_AndIsWokenByARecord()
    {
        var topic = await NewTopicAsync();
        Assert.Empty(Values(await FetchAsync(topic, 0, maxWait: 100, minBytes: 1)));
        var reader = await ConnectAsync();
        var waiting = FetchAsync(topic, 0, maxWait: 20_000, minBytes: 1, client: reader);
        await ProduceAsync(topic, Batch(["a"]));
        Assert.Equal(["a"], Values(await waiting));
    }

    [Fact]
    public async Task Fetch_OutsideOfTheLog_Refused()
    {
        var topic = await NewTopicAsync();
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await FetchAsync(topic, 1)).ErrorCode);
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await FetchAsync(topic, -5)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await FetchAsync(NewName("none"), 0)).ErrorCode);
    }

    [Fact]
    public async Task Fetch_FewerBytesThanABatch_GetsOneBatch()
    {
        var topic = await NewTopicAsync();
        await ProduceAsync(topic, Batch([new string('a', 1000)]));
        await ProduceAsync(topic, Batch([new string('b', 1000)]));
        Assert.Single(Values(await FetchAsync(topic, 0, maxBytes: 1)));
        Assert.Equal(2, (await ReadAsync(topic)).Count);
    }

    [Fact]
    public async Task Fetch_InTheMiddleOfABatch_GetsTheWholeBatch()
    {
        var topic = await NewTopicAsync();
        await ProduceAsync(topic, Batch(["a", "b", "c"]));
        Assert.Equal(["a", "b", "c"], Values(await FetchAsync(topic, 2)));
    }

    [Fact]
    public async Task Fetch_ASessionThatIsNotThere_Refused()
    {
        var topic = await NewTopicAsync();
        var response = await Client.SendAsync(
            new FetchRequest
            {
                SessionId = 4711,
                SessionEpoch = 7,
                Topics = [new FetchTopic { Topic = topic, Partitions = [new FetchPartition { PartitionMaxBytes = 1000 }] }],
            },
            12);
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, response.ErrorCode);
    }

    [Fact]
    public async Task ListOffsets_EarliestLatestByTimeAndMax()
    {
        var topic = await NewTopicAsync();
        foreach (var time in new[] { 1_000L, 3_000L, 2_000L })
        {
            using var builder = new RecordBatchBuilder();
            await ProduceAsync(topic, builder.Add(time, null, "x"u8.ToArray()).Build());
        }

        Assert.Equal(0, (await ListOffsetAsync(topic, Earliest)).Offset);
        Assert.Equal(3, (await ListOffsetAsync(topic, Latest)).Offset);
        Assert.Equal((0, 1_000), Found(await ListOffsetAsync(topic, 0)));
        Assert.Equal((1, 3_000), Found(await ListOffsetAsync(topic, 1_001)));
        Assert.Equal((1, 3_000), Found(await ListOffsetAsync(topic, 2_500)));
        Assert.Equal((-1, -1), Found(await ListOffsetAsync(topic, 3_001)));
        Assert.Equal((1, 3_000), Found(await ListOffsetAsync(topic, -3)));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await ListOffsetAsync(NewName("none"), Latest)).ErrorCode);

        static (long, long) Found(ListOffsetsPartitionResponse response) => (response.Offset, response.Timestamp);
    }

    [Fact]
    public async Task OffsetForLeaderEpoch_TheCurrentOne_EndsAtTheEnd()
    {
        var topic = await NewTopicAsync();
        await ProduceAsync(topic, Batch(["a", "b"]));
        var epoch = (await ListOffsetAsync(topic, Latest)).LeaderEpoch;
        var response = await Client.SendAsync(new OffsetForLeaderEpochRequest
        {
            ReplicaId = -1,
            Topics = [new OffsetForLeaderTopic { Topic = topic, Partitions = [new OffsetForLeaderPartition { LeaderEpoch = epoch }] }],
        });
        var partition = Assert.Single(Assert.Single(response.Topics).Partitions);
        Assert.Equal((ErrorCode.None, epoch, 2), (partition.ErrorCode, partition.LeaderEpoch, partition.EndOffset));
    }

    [Fact]
    public async Task DeleteRecords_MovesTheStart()
    {
        var topic = await NewTopicAsync();
        await ProduceAsync(topic, Batch(["a"]));
        await ProduceAsync(topic, Batch(["b"]));
        Assert.Equal((ErrorCode.None, 1), await DeleteAsync(1));
        Assert.Equal(1, (await ListOffsetAsync(topic, Earliest)).Offset);
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await FetchAsync(topic, 0)).ErrorCode);
        Assert.Equal(["b"], Values(await FetchAsync(topic, 1)));
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await DeleteAsync(9)).Item1);
        Assert.Equal((ErrorCode.None, 2), await DeleteAsync(-1));

        async Task<(ErrorCode, long)> DeleteAsync(long offset)
        {
            var response = await Client.SendAsync(new DeleteRecordsRequest
            {
                TimeoutMs = 10_000,
                Topics = [new DeleteRecordsTopic { Name = topic, Partitions = [new DeleteRecordsPartition { Offset = offset }] }],
            });
            var partition = Assert.Single(Assert.Single(response.Topics).Partitions);
            return (partition.ErrorCode, partition.LowWatermark);
        }
    }
}
