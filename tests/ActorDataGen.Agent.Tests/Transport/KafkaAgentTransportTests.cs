using System.Text;
using ActorDataGen.Agent.Transport;
using ActorDataGen.Controller.Tests.Cluster;
using ActorDataGen.EmbeddedBroker;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Kafka;
using ActorDataGen.Kafka.Producing;
using ActorDataGen.Kafka.Topics;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Serdes;
using Confluent.Kafka;
using Partitioner = ActorDataGen.Kafka.Partitioner;

namespace ActorDataGen.Agent.Tests.Transport;

/// <summary>The agent's transport over a broker.</summary>
public sealed class KafkaAgentTransportTests : IAsyncLifetime
{
    private static readonly AgentId Me = new("agent-a");

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(90));
    private readonly ManagementTopics _topics = new() { JobPartitions = 3, InstructionPartitions = 3 };
    private EmbeddedBroker.EmbeddedBroker _broker = null!;
    private KafkaConnectionOptions _connection = null!;
    private WireSerdes _serdes = null!;

    private CancellationToken Token => _limit.Token;

    public async ValueTask InitializeAsync()
    {
        _broker = await EmbeddedBroker.EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions { Listeners = [new BrokerListener("127.0.0.1", 0)] });
        _connection = new KafkaConnectionOptions { BootstrapServers = _broker.BootstrapServers };
        using var administrator = new TopicAdministrator(_connection);
        await administrator.EnsureAsync(
        [
            new TopicShape(_topics.JobStatus, 3, CleanupPolicy.Compact), new TopicShape(_topics.JobInstruction, 3, CleanupPolicy.Compact),
            new TopicShape(_topics.AgentHandling, 1, CleanupPolicy.Compact), new TopicShape(_topics.AgentStatus, 1, CleanupPolicy.Compact),
        ], Token);
        _serdes = new WireSerdes(new MemoryRegistry(), _topics);
        await _serdes.PrepareAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task Read_InstructionsThereAtTheStart_AreReadToTheEndAndOthersAreNotOurs()
    {
        var (mine, theirs) = (Instruction(Me, 0), Instruction(new AgentId("agent-b"), 1));
        await WriteAsync((mine, false), (theirs, false));
        await using var transport = Transport();
        await transport.OpenAsync(Token);
        var items = new List<AgentFeedItem>();
        AgentFeedBatch batch;
        do
        {
            batch = await transport.ReadAsync(Token);
            items.AddRange(batch.Items);
        }
        while (!batch.IsCaughtUp);
        var read = Assert.IsType<InstructionRead>(Assert.Single(items));
        Assert.Equal((mine.Uid, mine.Attempt, "img"), (read.Uid, read.Instruction!.Attempt, read.Instruction.Container!.Image));

        await WriteAsync((mine, true));
        var later = await transport.ReadAsync(Token);
        Assert.Equal(new InstructionRead(mine.Uid, 0, null), Assert.Single(later.Items));
        Assert.True(later.IsCaughtUp);
    }

    [Fact]
    public async Task Write_Report_LandsOnTheJobsPartitionAndTheAgentsKey()
    {
        await using var transport = Transport();
        await transport.OpenAsync(Token);
        var status = new ReplicaStatus { JobId = new JobId("job-7"), Uid = JobUid.New(), Replica = 2, Run = 1, Attempt = 3, Agent = Me, State = ReplicaState.Running, ContainerId = "c" };
        await transport.WriteAsync(new AgentReport([new ReplicaReport(status, "img")], new AgentStatus { Agent = Me, State = AgentState.Ready }), Token);

        var written = ReadOne(_topics.JobStatus, Partitioner.PartitionOf("job-7", 3));
        Assert.Equal(WireKeys.Replica(status.Uid, 2, 3), Encoding.UTF8.GetString(written.Message.Key!));
        Assert.Equal(status.State, WireMapping.ReplicaFromWire(await _serdes.JobStatus.ReadAsync(written.Message.Value, Token)).State);
        Assert.Equal("agent-a", Encoding.UTF8.GetString(ReadOne(_topics.AgentStatus, 0).Message.Key!));
    }

    [Fact]
    public async Task Write_SameIdOpenedElsewhere_ElderIsFencedAndYoungerWrites()
    {
        await using var elder = Transport();
        await elder.OpenAsync(Token);
        var heartbeat = new AgentReport([], new AgentStatus { Agent = Me, State = AgentState.Ready });
        await elder.WriteAsync(heartbeat, Token);
        await using var younger = Transport();
        await younger.OpenAsync(Token);
        var fenced = await Assert.ThrowsAsync<AgentFencedException>(() => elder.WriteAsync(heartbeat, Token));
        Assert.Contains("agent-a", fenced.Message, StringComparison.Ordinal);
        await younger.WriteAsync(heartbeat, Token);
    }

    private KafkaAgentTransport Transport() => new(Me, _connection, _topics, _serdes);

    private static ReplicaInstruction Instruction(AgentId agent, int replica) => new()
    {
        Agent = agent,
        JobId = new JobId("job"),
        Uid = JobUid.New(),
        Replica = replica,
        Run = 1,
        Attempt = 1,
        Desired = DesiredState.Run,
        Container = new ContainerSpec { Image = "img", Topic = "t" },
    };

    private async Task WriteAsync(params (ReplicaInstruction Instruction, bool IsTombstone)[] instructions)
    {
        await using var producer = await PartitionProducer.TakeOwnershipAsync(_connection, "test-controller", cancellationToken: Token);
        // Both on the same partition, as ids that share one are.
        await producer.CommitAsync([.. instructions.Select(one => new OutgoingRecord(
            new TopicPartition(_topics.JobInstruction, Partitioner.PartitionOf(Me.ToString(), 3)),
            Encoding.UTF8.GetBytes(WireKeys.Instruction(one.Instruction.Agent, one.Instruction.Uid, one.Instruction.Replica)),
            one.IsTombstone ? null : _serdes.JobInstruction.Write(WireMapping.ToWire(one.Instruction))))], null, Token);
    }

    private ConsumeResult<byte[]?, byte[]?> ReadOne(string topic, int partition)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(_connection.Configure(new ConsumerConfig { GroupId = "test", IsolationLevel = IsolationLevel.ReadCommitted })).Build();
        consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
        return consumer.Consume(Token);
    }
}
