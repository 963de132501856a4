using ActorDataGen.Avro;
using ActorDataGen.Controller.Tests.Cluster;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.SchemaRegistry;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Records;
using ActorDataGen.Wire.Serdes;
using Confluent.Kafka;
using ArrayBufferWriter = System.Buffers.ArrayBufferWriter<byte>;

namespace ActorDataGen.Controller.Tests.Bridge;

/// <summary>A control server of version 1: three topics of one partition each, no keys, the schemas of version 1.</summary>
public sealed class BridgeTests(BrokersUnderTest brokers)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Submit_Version1CreateAndDelete_IsToldOnceOfEachAndOfTheAgents(BrokerKind kind)
    {
        await using var cluster = await ClusterUnderTest.StartAsync(await brokers.RequireAsync(kind), bridge: true);
        var topics = cluster.Options.Bridge!;
        await cluster.StartControllerAsync();
        await cluster.StartAgentAsync("a1", new AgentResources(8, 0, 0));
        var serdes = new Version1Serdes(cluster.Registry, topics.InstructionTopic, topics.StatusTopic, topics.AgentStatusTopic);
        await serdes.JobStatus.PrepareAsync();
        await serdes.AgentStatus.PrepareAsync();

        await cluster.WriteAsync(topics.InstructionTopic, await Version1Async(cluster, topics.InstructionTopic, JobOperation.Create));
        using var outcomes = cluster.Consumer();
        outcomes.Assign(new TopicPartitionOffset(topics.StatusTopic, 0, Offset.Beginning));
        var created = Next(outcomes, serdes.JobStatus);
        Assert.Equal((JobOperation.Create, OperationStatus.Successful), (created.Operation, created.Status));
        Assert.Equal("old-job", created.Metadata.JobId);
        Assert.Equal(2, created.ContainerId.Distinct().Count());

        await cluster.WriteAsync(topics.InstructionTopic, await Version1Async(cluster, topics.InstructionTopic, JobOperation.Delete));
        var deleted = Next(outcomes, serdes.JobStatus);
        Assert.Equal((JobOperation.Delete, OperationStatus.Successful), (deleted.Operation, deleted.Status));

        using var agents = cluster.Consumer();
        agents.Assign(new TopicPartitionOffset(topics.AgentStatusTopic, 0, Offset.Beginning));
        Assert.Equal("a1", Next(agents, serdes.AgentStatus).Metadata.AgentId);
    }

    [Fact]
    public void Problems_BridgeOnTheClustersOwnTopics_SaysWhichAndWhatToDo()
    {
        var problem = Assert.Single(new ControllerOptions
        {
            Kafka = new Kafka.KafkaConnectionOptions { BootstrapServers = "localhost:9092" }, Bridge = new(),
        }.Problems());
        Assert.Equal("Controller:Bridge uses the topic Job_Instruction, which is the cluster's own: set Controller:Topics:Prefix.", problem);
    }

    private static T Next<T>(IConsumer<byte[]?, byte[]?> consumer, WireSerde<T> serde)
    {
        var record = consumer.Consume(Limit) ?? throw new TimeoutException("nothing was written for version 1");
        return serde.TryRead(record.Message.Value, out var read) ? read : throw new InvalidOperationException("not in the schema of version 1");
    }

    private static async Task<byte[]> Version1Async(ClusterUnderTest cluster, string topic, JobOperation operation)
    {
        var id = await cluster.Registry.RegisterAsync(
            $"{topic}-value", new SchemaDocument(WireSchemas.TextOf("v1.job_handling")), false, CancellationToken.None);
        var buffer = new ArrayBufferWriter();
        ConfluentWireFormat.WriteHeader(buffer, id);
        AvroCodec<Submission>.For(WireSchemas.Version1JobHandling).Encode(new Submission
        {
            Operation = operation,
            ContainerImageName = "adg/generator",
            NumberOfContainers = 2,
            EnvironmentVariables = new Dictionary<string, string> { ["KAFKA_TOPIC"] = "data" },
            Metadata = new SubmissionMetadata { JobId = "old-job", User = "somebody" },
        }, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The record as version 1 has it, with nothing of ours.</summary>
    private sealed record Submission
    {
        public JobOperation Operation { get; init; }

        public string ContainerImageName { get; init; } = "";

        public int NumberOfContainers { get; init; }

        public ResourceLimitsRecord ResourceLimits { get; init; } = new(0, "");

        public IReadOnlyDictionary<string, string> EnvironmentVariables { get; init; } = new Dictionary<string, string>();

        public SubmissionMetadata Metadata { get; init; } = new();
    }

    private sealed record SubmissionMetadata
    {
        public string User { get; init; } = "";

        public string JobId { get; init; } = "";

        public float Timestamp { get; init; }

        public string Description { get; init; } = "";

        public int ComputationDurationInSeconds { get; init; }

        public IReadOnlyList<string>? ContainerId { get; init; }

        public string? AgentId { get; init; }
    }
}
