using ActorDataGen.EmbeddedBroker.Tests.Contract;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EmbeddedBroker.Tests.Clients;

/// <summary>
/// Other people's clients, unmodified, each in a program of its own: it produces, shares a group with a second consumer that comes and goes, and
/// sends records and offsets in transactions. The scripts check what the client sees; here it is looked at what the broker has.
/// </summary>
public sealed class OtherClientsTests(ContractBroker broker) : BrokerContract
{
    private const int Count = 200;

    protected override Task<string> StartAsync() => broker.RequireAsync();

    [Theory]
    [InlineData("confluent_client.py", "range")]
    [InlineData("confluent_client.py", "cooperative-sticky")]
    [InlineData("aiokafka_client.py")]
    [InlineData("kafka_python_client.py")]
    public Task Python_ProducesSharesAndCommits(string script, params string[] more) => RunAsync(TestEnvironment.RequirePython(), script, more);

    [Theory]
    [InlineData("kafkajs_client.js")]
    [InlineData("platformatic_client.js")]
    public Task Node_ProducesSharesAndCommits(string script)
    {
        var modules = Path.Combine(TestEnvironment.RequireNodeClients(), "node_modules");
        return RunAsync(TestEnvironment.RequireProgram("node"), script, [], new Dictionary<string, string> { ["NODE_PATH"] = modules });
    }

    private async Task RunAsync(string program, string script, string[] more, IReadOnlyDictionary<string, string>? environment = null)
    {
        var (topic, output, group) = (await NewTopicAsync(4), await NewTopicAsync(), NewName("group"));
        var said = await ClientProcess.RunAsync(
            program, [ClientProcess.Script(script), BootstrapServers, topic, output, group, $"{Count}", .. more], null, environment);
        Assert.Contains("done: produce, rebalance, transactions", said, StringComparison.Ordinal);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"kept {i}"), await ReadAsync(output, ReadCommitted));
        Assert.Equal(20, (await ReadAsync(output)).Count);
        var described = Assert.Single((await Client.SendAsync(new DescribeGroupsRequest { Groups = [group] }, 5)).Groups);
        // Two generations to share, one more each time somebody left.
        Assert.Equal((ErrorCode.None, "Empty"), (described.ErrorCode, described.GroupState));
        var committed = await Client.SendAsync(new OffsetFetchRequest { RequireStable = true, Groups = [new OffsetFetchRequestGroup { GroupId = group }] }, 8);
        Assert.True(committed.Groups[0].Topics[0].Partitions.Sum(p => p.CommittedOffset) >= Count);
    }
}
