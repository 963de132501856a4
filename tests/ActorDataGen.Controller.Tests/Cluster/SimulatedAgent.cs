using System.Collections.Concurrent;
using System.Text;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Serdes;
using Confluent.Kafka;

namespace ActorDataGen.Controller.Tests.Cluster;

/// <summary>An agent without an engine: it sends heartbeats, and answers instructions as an agent does whose containers start at once.</summary>
internal sealed class SimulatedAgent(AgentId id, ControllerOptions options, WireSerdes serdes, AgentResources capacity, bool finishes)
    : IAsyncDisposable
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, ReplicaInstruction> _running = new();
    private IProducer<byte[]?, byte[]?>? _producer;
    private Task _work = Task.CompletedTask;

    public AgentId Id => id;

    /// <summary>What it runs now.</summary>
    public IReadOnlyCollection<ReplicaInstruction> Running => [.. _running.Values];

    /// <summary>How many attempts it ever started.</summary>
    public int Started { get; private set; }

    public async Task StartAsync()
    {
        _producer = new ProducerBuilder<byte[]?, byte[]?>(options.Kafka.Configure(new ProducerConfig { LingerMs = 0, Acks = Acks.All })).Build();
        await HeartbeatAsync();
        _work = Task.WhenAll(Task.Run(HeartbeatsAsync), Task.Factory.StartNew(
            FollowInstructions, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    /// <summary>Its last container ends by itself.</summary>
    public Task ExitAsync(ReplicaInstruction instruction, int exitCode)
    {
        _running.TryRemove(Key(instruction), out _);
        return ReportAsync(instruction, ReplicaState.Exited, exitCode, ReplicaEnding.Exit);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
            await _work;
            _producer?.Dispose();
        }
    }

    private async Task HeartbeatsAsync()
    {
        using var timer = new PeriodicTimer(HeartbeatInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await HeartbeatAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private Task<DeliveryResult<byte[]?, byte[]?>> HeartbeatAsync() => _producer!.ProduceAsync(
        new TopicPartition(options.Topics.AgentStatus, Kafka.Partitioner.PartitionOf(id.ToString(), options.Topics.InstructionPartitions)),
        new Message<byte[]?, byte[]?>
        {
            Key = Encoding.UTF8.GetBytes(id.ToString()),
            Value = serdes.AgentStatus.Write(WireMapping.ToWire(new AgentStatus
            {
                Agent = id,
                State = AgentState.Ready,
                Capacity = capacity,
                Allocated = new AgentResources(_running.Values.Sum(i => i.Container!.Cpu), _running.Values.Sum(i => i.Container!.Memory), _running.Count),
                At = TimeProvider.System.GetUtcNow(),
            })),
        });

    private void FollowInstructions()
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(options.Kafka.Configure(new ConsumerConfig
        {
            GroupId = $"agent-{id}",
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnableAutoCommit = false,
            FetchWaitMaxMs = 50,
        })).Build();
        consumer.Assign(new TopicPartitionOffset(options.Topics.JobInstruction,
            Kafka.Partitioner.PartitionOf(id.ToString(), options.Topics.InstructionPartitions), Offset.Beginning));
        try
        {
            while (true)
            {
                Follow(consumer.Consume(_stop.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private void Follow(ConsumeResult<byte[]?, byte[]?> record)
    {
        var key = Encoding.UTF8.GetString(record.Message.Key ?? []);
        if (!WireKeys.TryReadInstruction(key, out var agent, out _, out _) || agent != id)
        {
            return;
        }

        if (record.Message.Value is not { } value || !serdes.JobInstruction.TryRead(value, out var read))
        {
            _running.TryRemove(key, out _);
            return;
        }

        var instruction = WireMapping.FromWire(read);
        if (instruction.Desired == DesiredState.Stop)
        {
            _running.TryRemove(key, out _);
            _ = ReportAsync(instruction, ReplicaState.Exited, 143, ReplicaEnding.Stopped);
            return;
        }

        Started++;
        _running[key] = instruction;
        _ = ReportAsync(instruction, ReplicaState.Running, null, ReplicaEnding.None);
        if (finishes)
        {
            _ = ExitAsync(instruction, 0);
        }
    }

    private Task<DeliveryResult<byte[]?, byte[]?>> ReportAsync(ReplicaInstruction instruction, ReplicaState state, int? exitCode, ReplicaEnding ending) => _producer!.ProduceAsync(
        new TopicPartition(options.Topics.JobStatus, Kafka.Partitioner.PartitionOf(instruction.JobId.ToString(), options.Topics.JobPartitions)),
        new Message<byte[]?, byte[]?>
        {
            Key = Encoding.UTF8.GetBytes(WireKeys.Replica(instruction.Uid, instruction.Replica, instruction.Attempt)),
            Value = serdes.JobStatus.Write(WireMapping.ToWire(new ReplicaStatus
            {
                JobId = instruction.JobId,
                Uid = instruction.Uid,
                Replica = instruction.Replica,
                Run = instruction.Run,
                Attempt = instruction.Attempt,
                Agent = id,
                State = state,
                ContainerId = $"container-{instruction.Uid}-{instruction.Replica}-{instruction.Attempt}",
                ExitCode = exitCode,
                Ending = ending,
                At = TimeProvider.System.GetUtcNow(),
            }, instruction.Container?.Image ?? "")),
        });

    private static string Key(ReplicaInstruction instruction) => WireKeys.Instruction(instruction.Agent, instruction.Uid, instruction.Replica);
}
