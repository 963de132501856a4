using System.Text;
using ActorDataGen.Controller;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Kafka;
using ActorDataGen.Kafka.Topics;
using ActorDataGen.SchemaRegistry;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Serdes;
using Confluent.Kafka;

namespace ActorDataGen.Benchmarks.Cluster;

/// <summary>A cluster with topics of its own, and everything around its controller made as cheap as it can be.</summary>
internal sealed class BenchmarkCluster : IAsyncDisposable
{
    private readonly ControllerOptions _options;
    private readonly ISchemaRegistry _registry = new BenchmarkRegistry();
    private readonly WireSerdes _serdes;
    private readonly IProducer<byte[], byte[]?> _producer;

    private BenchmarkCluster(ControllerOptions options)
    {
        _options = options;
        _serdes = new WireSerdes(_registry, options.Topics);
        _producer = new ProducerBuilder<byte[], byte[]?>(options.Kafka.Configure(new ProducerConfig
        {
            LingerMs = 5, Acks = Acks.All, BatchSize = 256 * 1024, QueueBufferingMaxMessages = 1_000_000, CompressionType = CompressionType.None,
        })).SetLogHandler((_, _) => { }).Build();
    }

    public static async Task<BenchmarkCluster> CreateAsync(KafkaConnectionOptions kafka)
    {
        var name = $"bench{Guid.NewGuid():N}"[..13];
        var cluster = new BenchmarkCluster(new ControllerOptions
        {
            Kafka = kafka,
            Topics = new ManagementTopics { Prefix = $"{name}-" },
            Group = $"{name}-controllers",
            TransactionalIdPrefix = name,
            Liveness = new LivenessOptions { LostAfter = TimeSpan.FromHours(1) },
        });
        using var administrator = new TopicAdministrator(kafka);
        await administrator.EnsureAsync(ClusterTopics.Shapes(cluster._options.Topics), CancellationToken.None);
        await cluster._serdes.PrepareAsync();
        return cluster;
    }

    public ControllerHost Controller() => new(_options, _registry);

    /// <summary>One heartbeat of each agent; they have room for everything.</summary>
    public Task HeartbeatsAsync(int agents)
    {
        for (var i = 0; i < agents; i++)
        {
            var agent = new AgentId($"agent-{i}");
            Write(_options.Topics.AgentStatus, agent.ToString(), _options.Topics.InstructionPartitions, agent.ToString(),
                _serdes.AgentStatus.Write(WireMapping.ToWire(
                    new AgentStatus { Agent = agent, State = AgentState.Ready, At = TimeProvider.System.GetUtcNow() })));
        }

        return FlushAsync();
    }

    public async Task SubmitAsync(string name, int jobs)
    {
        await Task.Run(() =>
        {
            for (var i = 0; i < jobs; i++)
            {
                var id = $"{name}-{i}";
                Write(_options.Topics.JobHandling, id, _options.Topics.JobPartitions, id,
                    _serdes.JobHandling.Write(WireMapping.ToWire(new CreateJob(Spec(id)), TimeProvider.System.GetUtcNow())));
            }
        });
        await FlushAsync();
    }

    /// <summary>Ended jobs, each written so many times.</summary>
    public async Task HistoryAsync(int jobs, int updates)
    {
        var now = TimeProvider.System.GetUtcNow();
        await Task.Run(() =>
        {
            for (var update = 1; update <= updates; update++)
            {
                for (var i = 0; i < jobs; i++)
                {
                    var id = $"old-{i}";
                    var state = new JobState
                    {
                        Spec = Spec(id), Uid = JobUid.New(), Phase = JobPhase.Succeeded, Revision = update, Run = 1, SubmittedAt = now,
                        CreatedAt = now, StartedAt = now, EndedAt = now,
                        Changes = [new JobChange(now, JobPhase.Running, "It runs."), new JobChange(now, JobPhase.Succeeded, "It ended well.")],
                    };
                    Write(_options.Topics.JobStatus, id, _options.Topics.JobPartitions, WireKeys.Job(state.Id),
                        _serdes.JobStatus.Write(WireMapping.ToWire(state, now)));
                }
            }
        });
        await FlushAsync();
    }

    /// <summary>Reads the instructions from here on.</summary>
    public IConsumer<Ignore, Ignore> Instructions()
    {
        var consumer = new ConsumerBuilder<Ignore, Ignore>(_options.Kafka.Configure(new ConsumerConfig
        {
            GroupId = "bench", EnableAutoCommit = false, IsolationLevel = IsolationLevel.ReadCommitted, FetchWaitMaxMs = 20,
        })).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, _options.Topics.InstructionPartitions)
            .Select(p => new TopicPartitionOffset(_options.Topics.JobInstruction, p, Offset.Beginning)));
        return consumer;
    }

    public ValueTask DisposeAsync()
    {
        _producer.Dispose();
        return ValueTask.CompletedTask;
    }

    private static JobSpec Spec(string id) => new() { Id = new JobId(id), Image = "adg/generator", Topic = "data", AntiAffinity = AntiAffinity.None };

    private Task FlushAsync() => Task.Run(() => _producer.Flush(CancellationToken.None));

    private void Write(string topic, string home, int partitions, string key, byte[] value)
    {
        var partition = new TopicPartition(topic, Kafka.Partitioner.PartitionOf(home, partitions));
        while (true)
        {
            try
            {
                _producer.Produce(partition, new Message<byte[], byte[]?> { Key = Encoding.UTF8.GetBytes(key), Value = value });
                return;
            }
            catch (ProduceException<byte[], byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(TimeSpan.FromMilliseconds(20));
            }
        }
    }
}
