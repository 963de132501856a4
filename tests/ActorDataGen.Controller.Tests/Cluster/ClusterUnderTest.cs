using System.Text;
using ActorDataGen.Controller.Bridge;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Kafka;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Serdes;
using Confluent.Kafka;

namespace ActorDataGen.Controller.Tests.Cluster;

/// <summary>A cluster with topics of its own on shared brokers: submits, and follows what becomes of jobs.</summary>
internal sealed class ClusterUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly List<IAsyncDisposable> _parts = [];

    private ClusterUnderTest(ControllerOptions options)
    {
        Options = options;
        var topics = options.Topics;
        Serdes = new WireSerdes(Registry, topics);
        _producer = new ProducerBuilder<byte[]?, byte[]?>(options.Kafka.Configure(new ProducerConfig { LingerMs = 0, Acks = Acks.All })).Build();
    }

    public MemoryRegistry Registry { get; } = new();

    public WireSerdes Serdes { get; }

    public ControllerOptions Options { get; }

    public static async Task<ClusterUnderTest> StartAsync(KafkaConnectionOptions kafka, int partitions = 3, TimeSpan? lostAfter = null, bool bridge = false)
    {
        var name = $"c{Guid.NewGuid():N}"[..12];
        var cluster = new ClusterUnderTest(new ControllerOptions
        {
            Kafka = kafka,
            Topics = new ManagementTopics { Prefix = $"{name}-", JobPartitions = partitions, InstructionPartitions = 2 },
            Group = $"{name}-controllers",
            TransactionalIdPrefix = name,
            Bridge = !bridge ? null : new BridgeOptions
            {
                InstructionTopic = $"{name}-old-Job_Instruction",
                StatusTopic = $"{name}-old-Job_Status",
                AgentStatusTopic = $"{name}-old-Agent_Status",
                AgentInterval = TimeSpan.FromMilliseconds(500),
            },
            Liveness = new LivenessOptions { LostAfter = lostAfter ?? TimeSpan.FromSeconds(30) },
        });
        await cluster.Serdes.PrepareAsync();
        return cluster;
    }

    public async Task<ControllerHost> StartControllerAsync()
    {
        var host = new ControllerHost(Options, Registry, TestLoggers.Instance);
        _parts.Add(host);
        await host.StartAsync();
        return host;
    }

    public async Task<SimulatedAgent> StartAgentAsync(string id, AgentResources capacity = default, bool finishes = false)
    {
        var agent = new SimulatedAgent(new AgentId(id), Options, Serdes, capacity, finishes);
        _parts.Add(agent);
        await agent.StartAsync();
        return agent;
    }

    public Task SubmitAsync(JobCommand command, int? partition = null) => SubmitAsync(
        command.JobId.ToString(), Serdes.JobHandling.Write(WireMapping.ToWire(command, TimeProvider.System.GetUtcNow())), partition);

    /// <summary>Writes a submission as it is; without a partition to the right one.</summary>
    public Task SubmitAsync(string? key, byte[]? value, int? partition = null) => _producer.ProduceAsync(
        new TopicPartition(Options.Topics.JobHandling, partition ?? PartitionOf(key!)),
        new Message<byte[]?, byte[]?> { Key = key is null ? null : Encoding.UTF8.GetBytes(key), Value = value });

    /// <summary>Writes to any topic's first partition, without a key.</summary>
    public Task WriteAsync(string topic, byte[] value) =>
        _producer.ProduceAsync(new TopicPartition(topic, 0), new Message<byte[]?, byte[]?> { Value = value });

    public int PartitionOf(string job) => Kafka.Partitioner.PartitionOf(job, Options.Topics.JobPartitions);

    /// <summary>Writes a status as an agent would.</summary>
    public Task ReportAsync(ReplicaStatus status) => _producer.ProduceAsync(
        new TopicPartition(Options.Topics.JobStatus, PartitionOf(status.JobId.ToString())),
        new Message<byte[]?, byte[]?>
        {
            Key = Encoding.UTF8.GetBytes(WireKeys.Replica(status.Uid, status.Replica, status.Attempt)),
            Value = Serdes.JobStatus.Write(WireMapping.ToWire(status, "image")),
        });

    /// <summary>Waits until a job's published state is as wanted; null means that there is none.</summary>
    public Task<JobState?> JobAsync(string job, Func<JobState?, bool> wanted) => FollowAsync(
        new TopicPartition(Options.Topics.JobStatus, PartitionOf(job)), $"job/{job}",
        value => value is null ? null : WireMapping.JobFromWire(Read(Serdes.JobStatus, value)), wanted, $"job {job}");

    public Task<JobState?> JobAsync(string job, JobPhase phase) => JobAsync(job, state => state?.Phase == phase);

    /// <summary>Waits until an instruction is as wanted.</summary>
    public Task<ReplicaInstruction?> InstructionAsync(AgentId agent, JobUid uid, int replica, Func<ReplicaInstruction?, bool> wanted) =>
        FollowAsync(
            new TopicPartition(Options.Topics.JobInstruction, Kafka.Partitioner.PartitionOf(agent.ToString(), Options.Topics.InstructionPartitions)),
            WireKeys.Instruction(agent, uid, replica),
            value => value is null ? null : WireMapping.FromWire(Read(Serdes.JobInstruction, value)), wanted, "instruction");

    /// <summary>Waits for the first record of a topic that fits.</summary>
    public Task<ConsumeResult<byte[]?, byte[]?>> RecordAsync(string topic, int partitions, Func<ConsumeResult<byte[]?, byte[]?>, bool> wanted) =>
        Task.Run(() =>
        {
            using var consumer = Consumer();
            consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
            using var limit = new CancellationTokenSource(Limit);
            while (true)
            {
                var record = consumer.Consume(limit.Token);
                if (wanted(record))
                {
                    return record;
                }
            }
        });

    public async ValueTask DisposeAsync()
    {
        for (var i = _parts.Count - 1; i >= 0; i--)
        {
            await _parts[i].DisposeAsync();
        }

        _producer.Dispose();
    }

    public IConsumer<byte[]?, byte[]?> Consumer() => new ConsumerBuilder<byte[]?, byte[]?>(Options.Kafka.Configure(new ConsumerConfig
    {
        GroupId = $"{Options.Group}-test",
        IsolationLevel = IsolationLevel.ReadCommitted,
        EnableAutoCommit = false,
        FetchWaitMaxMs = 50,
        AutoOffsetReset = AutoOffsetReset.Earliest,
    })).Build();

    private static T Read<T>(WireSerde<T> serde, byte[] value) =>
        serde.TryRead(value, out var read) ? read : throw new InvalidOperationException("not of a built-in schema");

    private async Task<T?> FollowAsync<T>(TopicPartition partition, string key, Func<byte[]?, T?> read, Func<T?, bool> wanted, string what)
    {
        var seen = new List<T?>();
        try
        {
            await RecordAsync(partition, record =>
            {
                if (Encoding.UTF8.GetString(record.Message.Key ?? []) != key)
                {
                    return false;
                }

                seen.Add(read(record.Message.Value));
                return wanted(seen[^1]);
            });
            return seen[^1];
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The {what} did not become as wanted; the last of {seen.Count}: {(seen.Count > 0 ? seen[^1] : default)}");
        }
    }

    private Task<ConsumeResult<byte[]?, byte[]?>> RecordAsync(TopicPartition partition, Func<ConsumeResult<byte[]?, byte[]?>, bool> wanted) =>
        Task.Run(() =>
        {
            using var consumer = Consumer();
            consumer.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
            using var limit = new CancellationTokenSource(Limit);
            while (true)
            {
                var record = consumer.Consume(limit.Token);
                if (wanted(record))
                {
                    return record;
                }
            }
        });
}
