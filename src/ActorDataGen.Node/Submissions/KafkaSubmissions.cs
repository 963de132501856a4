using System.Text;
using ActorDataGen.Client.Contract;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Node.Topics;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Serdes;
using Confluent.Kafka;

namespace ActorDataGen.Node.Submissions;

/// <summary>Writes what users ask for onto the management topics; the partition is chosen here, never left to a client's default.</summary>
internal sealed class KafkaSubmissions(KafkaClients clients, WireSerdes serdes, ManagementTopics topics, TimeProvider time) : ISubmissions, IDisposable
{
    private readonly IProducer<byte[], byte[]?> _producer = clients.Producer("submissions");

    public Task<Submitted> SubmitAsync(JobCommand command, CancellationToken cancellationToken) => WriteAsync(
        command.JobId.ToString(),
        new TopicPartition(topics.JobHandling, Kafka.Partitioner.PartitionOf(command.JobId.ToString(), topics.JobPartitions)),
        serdes.JobHandling.Write(WireMapping.ToWire(command, time.GetUtcNow())),
        cancellationToken);

    public Task<Submitted> DirectAsync(AgentDirective directive, CancellationToken cancellationToken) => WriteAsync(
        directive.Agent.ToString(),
        new TopicPartition(topics.AgentHandling, Kafka.Partitioner.PartitionOf(directive.Agent.ToString(), topics.InstructionPartitions)),
        serdes.AgentHandling.Write(WireMapping.ToWire(directive)),
        cancellationToken);

    public void Dispose()
    {
        // Whoever submitted has been answered or is waiting: nothing that was accepted is in here any more.
        _producer.Flush(TimeSpan.FromSeconds(2));
        _producer.Dispose();
    }

    private async Task<Submitted> WriteAsync(string key, TopicPartition partition, byte[] value, CancellationToken cancellationToken)
    {
        try
        {
            var written = await _producer.ProduceAsync(partition, new Message<byte[], byte[]?> { Key = Encoding.UTF8.GetBytes(key), Value = value }, cancellationToken);
            return new Submitted { Id = key, Partition = written.Partition.Value, Offset = written.Offset.Value };
        }
        catch (ProduceException<byte[], byte[]?> e)
        {
            throw new NodeException($"{key} was not accepted, because Kafka did not acknowledge it: {e.Error.Reason}; try again", e);
        }
    }
}
