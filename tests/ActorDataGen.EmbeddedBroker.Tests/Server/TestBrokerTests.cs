using System.Buffers;
using System.Diagnostics;
using System.Text;
using ActorDataGen.EmbeddedBroker.Faults;
using ActorDataGen.EmbeddedBroker.Testing;
using ActorDataGen.EmbeddedBroker.Tests.Contract;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.KafkaProtocol.Records;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EmbeddedBroker.Tests.Server;

public sealed class TestBrokerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Records_ProducedOverTheWire_AreSeen(bool onDisk)
    {
        await using var broker = new TestBroker { OnDisk = onDisk };
        await broker.InitializeAsync();
        broker.CreateTopic("t", 2);
        await using var client = await WireClient.ConnectAsync(broker.BootstrapServers);
        await ProduceAsync(client, "t", 1, "hello");
        var record = Assert.Single(await broker.WaitForRecordsAsync("t", 1));
        Assert.Equal((1, 0L, "key", "hello"), (record.Partition, record.Offset, record.KeyText, record.ValueText));
        Assert.Equal(["t"], broker.Topics);
        Assert.Equal(1, broker.EndOffset("t", 1));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    public async Task Records_CompressedByLibrdkafka_AreRead(string codec)
    {
        var kcat = TestEnvironment.RequireProgram("kcat");
        await using var broker = await TestBroker.StartAsync();
        broker.CreateTopic("t");
        using var process = Process.Start(new ProcessStartInfo(kcat, ["-P", "-b", broker.BootstrapServers, "-t", "t", "-z", codec])
        {
            RedirectStandardInput = true,
        })!;
        var lines = Enumerable.Range(0, 5000).Select(i => $"line {i} of some text that repeats itself").ToList();
        await process.StandardInput.WriteLineAsync(string.Join('\n', lines));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(lines, (await broker.WaitForRecordsAsync("t", 5000)).Select(r => r.ValueText));
        Assert.Contains(broker.Broker.Topics.FindPartition("t", 0)!.ReadBatches(0), b => RecordBatchHeader.Read(b.Span).Compression != CompressionCodec.None);
    }

    [Fact]
    public async Task WaitForRecords_TooFew_SaysHowMany()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.CreateTopic("t");
        var error = await Assert.ThrowsAsync<TimeoutException>(() => broker.WaitForRecordsAsync("t", 3, TimeSpan.FromMilliseconds(20)));
        Assert.Contains("0 of 3", error.Message, StringComparison.Ordinal);
    }

    // What the promise of 50 ms a test class rests on; the limit here leaves room for a busy machine.
    [Fact]
    public async Task StartAsync_Warm_IsQuick()
    {
        await (await TestBroker.StartAsync()).DisposeAsync();
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            var broker = await TestBroker.StartAsync();
            best = watch.Elapsed < best ? watch.Elapsed : best;
            await broker.DisposeAsync();
        }

        Assert.True(best < TimeSpan.FromMilliseconds(50), $"{best.TotalMilliseconds} ms at best");
    }

    [Fact]
    public async Task Fault_Error_IsAnsweredSoManyTimes()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await WireClient.ConnectAsync(broker.BootstrapServers);
        broker.Faults.Add(new Fault { Api = ApiKey.Produce, Kind = FaultKind.Error, Error = ErrorCode.NotEnoughReplicas, Times = 2 });
        broker.CreateTopic("t");
        Assert.Equal(ErrorCode.NotEnoughReplicas, await ProduceAsync(client, "t", 0, "a"));
        Assert.Equal(ErrorCode.NotEnoughReplicas, await ProduceAsync(client, "t", 0, "b"));
        Assert.Equal(ErrorCode.None, await ProduceAsync(client, "t", 0, "c"));
        Assert.Equal("c", Assert.Single(broker.Records("t")).ValueText);
        Assert.Empty(broker.Faults.InForce);
    }

    [Fact]
    public async Task Fault_Stall_HoldsUntilItIsRemoved()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await WireClient.ConnectAsync(broker.BootstrapServers);
        broker.CreateTopic("t");
        var id = broker.Faults.Add(new Fault { Api = ApiKey.Produce, Kind = FaultKind.Stall });
        var produced = ProduceAsync(client, "t", 0, "late");
        await using var other = await WireClient.ConnectAsync(broker.BootstrapServers);
        await other.SendAsync(new MetadataRequest { Topics = [] });
        Assert.False(produced.IsCompleted);
        Assert.True(broker.Faults.Remove(id));
        Assert.Equal(ErrorCode.None, await produced);
    }

    [Theory]
    [InlineData(FaultKind.Drop, 0)]
    [InlineData(FaultKind.DropAnswer, 1)]
    public async Task Fault_Drop_ClosesBeforeOrAfterHandling(FaultKind kind, int expectedRecords)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await WireClient.ConnectAsync(broker.BootstrapServers);
        broker.CreateTopic("t");
        broker.Faults.Add(new Fault { Api = ApiKey.Produce, Kind = kind, Times = 1 });
        await client.SendOnlyAsync(Request("t", 0, "x"));
        Assert.Null(await client.TryReceiveAsync());
        Assert.Equal(expectedRecords, broker.Records("t").Count);
    }

    [Fact]
    public async Task Fault_Probability_HitsSome()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await WireClient.ConnectAsync(broker.BootstrapServers);
        broker.CreateTopic("t");
        broker.Faults.Add(new Fault { Api = ApiKey.Produce, Kind = FaultKind.Error, Error = ErrorCode.RequestTimedOut, Probability = 0.5 });
        var failed = 0;
        for (var i = 0; i < 200; i++)
        {
            failed += await ProduceAsync(client, "t", 0, "x") == ErrorCode.None ? 0 : 1;
        }

        Assert.InRange(failed, 50, 150);
        broker.Faults.Clear();
        Assert.Equal(ErrorCode.None, await ProduceAsync(client, "t", 0, "x"));
    }

    private static async Task<ErrorCode> ProduceAsync(WireClient client, string topic, int partition, string value) =>
        (await client.SendAsync(Request(topic, partition, value))).Responses[0].PartitionResponses[0].ErrorCode;

    private static ProduceRequest Request(string topic, int partition, string value)
    {
        using var builder = new RecordBatchBuilder();
        builder.Add(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), "key"u8.ToArray(), Encoding.UTF8.GetBytes(value));
        return new ProduceRequest
        {
            Acks = -1,
            TopicData = [new ProduceTopic
            {
                Name = topic,
                PartitionData = [new ProducePartition { Index = partition, Records = new ReadOnlySequence<byte>(builder.Build()) }],
            }],
        };
    }
}
