using System.Buffers;
using ActorDataGen.Avro;
using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Schemas;
using ActorDataGen.Kafka;
using ActorDataGen.SchemaRegistry;
using ActorDataGen.Wire;
using Confluent.Kafka;

namespace ActorDataGen.Cli.Nodes.Demo;

/// <summary>Submits as programs of the first version do: a record in exactly its schema, and without a key.</summary>
internal static class VersionOneClient
{
    public static async Task SubmitAsync(DemoJob job, string bootstrapServers, string registryUrl, string jobTopic, CancellationToken cancellationToken)
    {
        var schema = (AvroRecordSchema)WireSchemas.Version1JobHandling;
        using var registry = new SchemaRegistryClient(new SchemaRegistryOptions { Urls = [new Uri(registryUrl)] });
        var id = await registry.RegisterAsync($"{jobTopic}-value", new SchemaDocument(WireSchemas.TextOf("v1.job_handling")), cancellationToken: cancellationToken);
        var value = new ArrayBufferWriter<byte>();
        ConfluentWireFormat.WriteHeader(value, id);
        AvroCodec<GenericRecord>.For(schema).Encode(Record(schema, job), value);

        using var producer = new ProducerBuilder<Null, byte[]>(
            new KafkaConnectionOptions { BootstrapServers = bootstrapServers, SchemaRegistryUrl = registryUrl }.Configure(new ProducerConfig { Acks = Acks.All })).Build();
        await producer.ProduceAsync(jobTopic, new Message<Null, byte[]> { Value = value.WrittenSpan.ToArray() }, cancellationToken);
    }

    private static GenericRecord Record(AvroRecordSchema schema, DemoJob job)
    {
        var limits = new GenericRecord((AvroRecordSchema)schema.FindField("resource_limits")!.Schema) { ["cpu"] = 0f, ["memory"] = "" };
        var metadata = new GenericRecord((AvroRecordSchema)schema.FindField("metadata")!.Schema)
        {
            ["user"] = "demo",
            ["job_id"] = job.Id,
            ["timestamp"] = (float)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["description"] = $"{job.Records} records of the data set {job.DataSet}",
            ["computation_duration_in_seconds"] = 0,
        };
        return new GenericRecord(schema)
        {
            ["operation"] = GenericEnum.Of((AvroEnumSchema)schema.FindField("operation")!.Schema, "create"),
            ["container_image_name"] = "adg/generator",
            ["number_of_containers"] = job.Replicas,
            ["resource_limits"] = limits,
            ["environment_variables"] = new Dictionary<string, object?>(job.Environment.Select(e => KeyValuePair.Create(e.Key, (object?)e.Value))) { ["KAFKA_TOPIC"] = job.Topic },
            ["metadata"] = metadata,
        };
    }
}
