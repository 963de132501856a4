using System.Buffers;
using System.IO.Compression;
using System.Text;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.KafkaProtocol.Records;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EmbeddedBroker.Tests.Contract;

public sealed class ProduceContractTests(ContractBroker broker) : ProduceContract
{
    protected override Task<string> StartAsync() => broker.RequireAsync();
}

public sealed class ProduceContractKafkaTests(ApacheKafka kafka) : ProduceContract
{
    protected override Task<string> StartAsync() => kafka.RequireAsync();
}

public abstract class ProduceContract : BrokerContract
{
    private async Task<long> ProducerIdAsync() => (await UntilReadyAsync(
        () => Client.SendAsync(new InitProducerIdRequest { TransactionTimeoutMs = 60_000 }, 4), r => r.ErrorCode)).ProducerId;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Produce_Acknowledged_HasItsOffset(short acks)
    {
        var topic = await NewTopicAsync();
        Assert.Equal((ErrorCode.None, 0), Outcome(await ProduceAsync(topic, Batch(["a", "b"]), acks)));
        Assert.Equal((ErrorCode.None, 2), Outcome(await ProduceAsync(topic, Batch(["c"]), acks)));
        Assert.Equal(["a", "b", "c"], await ReadAsync(topic));
        Assert.Equal(["c"], Values(await FetchAsync(topic, 2)));
    }

    [Fact]
    public async Task Produce_WithoutAcks_NoAnswer_ButThere()
    {
        var topic = await NewTopicAsync();
        await Client.SendOnlyAsync(ProduceOf(topic, Batch(["a"]), acks: 0));
        // The next answer on this connection is the next request's: nothing came for the first.
        await EventuallyAsync(() => ReadAsync(topic), values => values is ["a"]);
    }

    [Fact]
    public async Task Produce_OtherAcks_Refused()
    {
        var topic = await NewTopicAsync();
        Assert.Equal(ErrorCode.InvalidRequiredAcks, (await ProduceAsync(topic, Batch(["a"]), acks: 2)).ErrorCode);
    }

    [Fact]
    public async Task Produce_UnknownTopicOrPartition_Refused()
    {
        var topic = await NewTopicAsync();
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await ProduceAsync(topic, Batch(["a"]), partition: 1)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await ProduceAsync(NewName("none"), Batch(["a"]))).ErrorCode);
    }

    [Fact]
    public async Task Produce_BrokenBatch_Refused()
    {
        var topic = await NewTopicAsync();
        var batch = Batch(["abcdef"]);
        batch[^1] ^= 1;
        Assert.Equal(ErrorCode.CorruptMessage, (await ProduceAsync(topic, batch)).ErrorCode);
        Assert.Equal(0, (await ListOffsetAsync(topic, Latest)).Offset);
    }

    [Fact]
    public async Task Produce_LargerThanTheTopicAllows_Refused()
    {
        var topic = await NewTopicAsync(1, ("max.message.bytes", "1000"));
        Assert.Equal(ErrorCode.MessageTooLarge, (await ProduceAsync(topic, Batch([new string('x', 1000)]))).ErrorCode);
        Assert.Equal(ErrorCode.None, (await ProduceAsync(topic, Batch([new string('x', 500)]))).ErrorCode);
    }

    [Fact]
    public async Task Produce_CompactedTopic_WithoutKey_Refused()
    {
        var topic = await NewTopicAsync(1, ("cleanup.policy", "compact"));
        Assert.Equal(ErrorCode.InvalidRecord, (await ProduceAsync(topic, Batch(["a"]))).ErrorCode);
    }

    [Fact]
    public async Task Idempotent_Duplicate_IsDroppedAndHasItsFirstOffset()
    {
        var topic = await NewTopicAsync();
        var id = await ProducerIdAsync();
        Assert.Equal((ErrorCode.None, 0), Outcome(await ProduceAsync(topic, Batch(["a", "b"], id, 0, 0))));
        Assert.Equal((ErrorCode.None, 2), Outcome(await ProduceAsync(topic, Batch(["c"], id, 0, 2))));
        Assert.Equal((ErrorCode.None, 0), Outcome(await ProduceAsync(topic, Batch(["a", "b"], id, 0, 0))));
        Assert.Equal((ErrorCode.None, 2), Outcome(await ProduceAsync(topic, Batch(["c"], id, 0, 2))));
        Assert.Equal(["a", "b", "c"], await ReadAsync(topic));
    }

    [Fact]
    public async Task Idempotent_GapOrNewEpochNotFromZero_Refused()
    {
        var topic = await NewTopicAsync();
        var id = await ProducerIdAsync();
        await ProduceAsync(topic, Batch(["a"], id, 0, 0));
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, (await ProduceAsync(topic, Batch(["c"], id, 0, 2))).ErrorCode);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, (await ProduceAsync(topic, Batch(["c"], id, 1, 1))).ErrorCode);
        Assert.Equal(ErrorCode.None, (await ProduceAsync(topic, Batch(["b"], id, 1, 0))).ErrorCode);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, (await ProduceAsync(topic, Batch(["c"], id, 0, 1))).ErrorCode);
        Assert.Equal(["a", "b"], await ReadAsync(topic));
    }

    [Fact]
    public async Task Records_KeysHeadersNullsAndTimes_ComeBackAsTheyWere()
    {
        var topic = await NewTopicAsync();
        using var builder = new RecordBatchBuilder();
        builder.Add(1_000, "k"u8.ToArray(), null, [new RecordHeader("h", "v"u8.ToArray()), new RecordHeader("n", null), new RecordHeader("h", Array.Empty<byte>())]);
        builder.Add(500, null, Array.Empty<byte>());
        var sent = builder.Build();
        await ProduceAsync(topic, sent);
        var batch = Assert.Single(RecordReader.Split((await FetchAsync(topic, 0)).Records!.Value.ToArray()));
        var records = RecordReader.Read(batch);
        Assert.Equal((0, 1_000, "k"), (records[0].Offset, records[0].Timestamp, Encoding.UTF8.GetString(records[0].Key!.Value.Span)));
        Assert.Null(records[0].Value);
        Assert.Equal(["h", "n", "h"], records[0].Headers.Select(h => h.Key));
        Assert.Null(records[0].Headers[1].Value);
        Assert.Equal((1, 500, 0), (records[1].Offset, records[1].Timestamp, records[1].Value!.Value.Length));
        Assert.Null(records[1].Key);
        // From the checksum on nothing was touched; before it stand base offset and leader epoch.
        Assert.Equal(sent.AsSpan(RecordBatchHeader.CrcPosition).ToArray(), batch[RecordBatchHeader.CrcPosition..].ToArray());
    }

    [Fact]
    public async Task Records_Compressed_PassThroughUntouched()
    {
        var topic = await NewTopicAsync();
        var plain = Batch(["a", "b", "c"]);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain.AsSpan(RecordBatchHeader.Size));
        }

        byte[] sent = [.. plain[..RecordBatchHeader.Size], .. packed.ToArray()];
        var header = RecordBatchHeader.Read(plain) with { BatchLength = sent.Length - RecordBatchHeader.LengthOverhead, Attributes = 1 };
        header.Write(sent);
        (header with { Crc = Crc32C.Compute(sent.AsSpan(RecordBatchHeader.AttributesPosition)) }).Write(sent);
        Assert.Equal(ErrorCode.None, (await ProduceAsync(topic, sent)).ErrorCode);
        var data = await FetchAsync(topic, 0);
        Assert.Equal(sent[RecordBatchHeader.CrcPosition..], data.Records!.Value.ToArray()[RecordBatchHeader.CrcPosition..]);
        Assert.Equal(["a", "b", "c"], Values(data));
    }

    [Fact]
    public async Task Records_LogAppendTime_IsTheBrokers()
    {
        var topic = await NewTopicAsync(1, ("message.timestamp.type", "LogAppendTime"));
        var produced = await ProduceAsync(topic, Batch(["a"]));
        Assert.True(produced.LogAppendTimeMs > 1_700_000_000_000);
        var record = Assert.Single(RecordReader.Read(Assert.Single(RecordReader.Split((await FetchAsync(topic, 0)).Records!.Value.ToArray()))));
        Assert.Equal(produced.LogAppendTimeMs, record.Timestamp);
    }

    private static (ErrorCode, long) Outcome(ProducePartitionResponse response) => (response.ErrorCode, response.BaseOffset);
}
