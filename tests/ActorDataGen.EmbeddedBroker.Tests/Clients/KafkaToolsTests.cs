using System.Text.Json;
using ActorDataGen.EmbeddedBroker.Tests.Contract;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EmbeddedBroker.Tests.Clients;

/// <summary>Kafka's own command-line tools, with the Java client of Kafka 4.</summary>
public sealed class KafkaToolsTests(ContractBroker broker) : BrokerContract
{
    protected override Task<string> StartAsync() => broker.RequireAsync();

    private static Task<string> ToolAsync(string name, params string[] arguments) =>
        ClientProcess.RunAsync(Path.Combine(TestEnvironment.RequireKafka(), "bin", name), arguments);

    [Fact]
    public async Task Topics_CreatedDescribedAndDeleted()
    {
        var topic = NewName("tool");
        await ToolAsync("kafka-topics", "--bootstrap-server", BootstrapServers, "--create", "--topic", topic, "--partitions", "3", "--config", "retention.ms=1000");
        var described = await ToolAsync("kafka-topics", "--bootstrap-server", BootstrapServers, "--describe", "--topic", topic);
        Assert.Contains("PartitionCount: 3", described, StringComparison.Ordinal);
        Assert.Contains("retention.ms=1000", described, StringComparison.Ordinal);
        await ToolAsync("kafka-topics", "--bootstrap-server", BootstrapServers, "--delete", "--topic", topic);
    }

    [Fact]
    public async Task ProducerPerfTest_InTransactions_AndTransactionsListed()
    {
        var topic = await NewTopicAsync();
        var id = NewName("tx");
        var said = await ToolAsync(
            "kafka-producer-perf-test", "--topic", topic, "--num-records", "2000", "--record-size", "100", "--throughput", "-1", "--transactional-id", id,
            "--transaction-duration-ms", "50", "--producer-props", $"bootstrap.servers={BootstrapServers}", "compression.type=lz4");
        Assert.Contains("2000 records sent", said, StringComparison.Ordinal);
        // At least one marker stands beyond the records.
        Assert.True((await ListOffsetAsync(topic, Latest, ReadCommitted)).Offset > 2000);
        var listed = await ToolAsync("kafka-transactions", "--bootstrap-server", BootstrapServers, "list");
        Assert.Contains(listed.Split('\n'), line => line.StartsWith(id, StringComparison.Ordinal) && line.Contains("CompleteCommit", StringComparison.Ordinal));
        var described = await ToolAsync("kafka-transactions", "--bootstrap-server", BootstrapServers, "describe", "--transactional-id", id);
        Assert.Contains("CompleteCommit", described, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifiableProducerAndConsumers_ShareAGroup_AndConsumerGroupsTellsOfIt()
    {
        const int Total = 3000;
        var (topic, group) = (await NewTopicAsync(4), NewName("group"));
        var tools = Path.Combine(TestEnvironment.RequireKafka(), "bin");
        using var first = Consume();
        using var second = Consume();
        await EventuallyAsync(
            async () => (await Client.SendAsync(new DescribeGroupsRequest { Groups = [group] }, 5)).Groups[0],
            g => g.GroupState == "Stable" && g.Members.Count == 2,
            seconds: 60);
        var produced = await ToolAsync(
            "kafka-verifiable-producer", "--bootstrap-server", BootstrapServers, "--topic", topic, "--max-messages", $"{Total}",
            "--repeating-keys", "100");
        Assert.Contains($"\"acked\":{Total}", produced, StringComparison.Ordinal);
        await EventuallyAsync(
            async () => (await Client.SendAsync(new OffsetFetchRequest { Groups = [new OffsetFetchRequestGroup { GroupId = group }] }, 8))
                .Groups[0].Topics.SelectMany(t => t.Partitions).Sum(p => p.CommittedOffset),
            sum => sum == Total,
            seconds: 60);
        var described = await ToolAsync("kafka-consumer-groups", "--bootstrap-server", BootstrapServers, "--describe", "--group", group);
        Assert.Equal(4, described.Split('\n').Count(line => line.StartsWith(group, StringComparison.Ordinal)));
        UnixSignals.Terminate(first);
        UnixSignals.Terminate(second);
        var consumed = await Task.WhenAll(ConsumedAsync(first), ConsumedAsync(second));
        Assert.Equal(Total, consumed.Sum());
        Assert.All(consumed, count => Assert.NotEqual(0, count));

        System.Diagnostics.Process Consume() => ClientProcess.Start(
            Path.Combine(tools, "kafka-verifiable-consumer"),
            ["--bootstrap-server", BootstrapServers, "--topic", topic, "--group-id", group, "--session-timeout", "10000", "--group-protocol", "classic"]);
    }

    [Fact]
    public async Task DumpLog_ReadsTheCoordinatorsLogs()
    {
        var (topic, group, id) = (await NewTopicAsync(), NewName("group"), NewName("tx"));
        await Client.SendAsync(
            new OffsetCommitRequest
            {
                GroupId = group,
                Topics = [new OffsetCommitRequestTopic { Name = topic, Partitions = [new OffsetCommitRequestPartition { CommittedOffset = 4711 }] }],
            },
            9);
        await Client.SendAsync(new InitProducerIdRequest { TransactionalId = id, TransactionTimeoutMs = 1000 }, 4);
        Assert.Contains("4711", await DumpAsync("__consumer_offsets", "--offsets-decoder", group), StringComparison.Ordinal);
        Assert.Contains("\"transactionTimeoutMs\":1000", await DumpAsync("__transaction_state", "--transaction-log-decoder", id), StringComparison.Ordinal);

        async Task<string> DumpAsync(string log, string decoder, string name)
        {
            var file = Assert.Single(Directory.GetFiles(broker.DataDirectory, "*.log", SearchOption.AllDirectories), f => f.Contains(log, StringComparison.Ordinal));
            var dumped = await ToolAsync("kafka-dump-log", decoder, "--files", file);
            return Assert.Single(dumped.Split('\n'), line => line.Contains(name, StringComparison.Ordinal));
        }
    }

    private static async Task<long> ConsumedAsync(System.Diagnostics.Process consumer)
    {
        var total = 0L;
        while (await consumer.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("\"records_consumed\"", StringComparison.Ordinal))
            {
                using var json = JsonDocument.Parse(line);
                total += json.RootElement.GetProperty("count").GetInt64();
            }
        }

        return total;
    }
}
