using System.Collections.Immutable;

namespace ActorDataGen.Avro.Tests.Typed;

/// <summary>A status record as this product sends it, for round trips.</summary>
public static class JobStatusSample
{
    public const string SchemaText = """
        {"type": "record", "name": "job_status", "namespace": "samplegen_orchestrator.avro", "fields": [
          {"name": "operation", "type": {"type": "enum", "name": "operation_enum", "symbols": ["create", "delete"]}},
          {"name": "status", "type": {"type": "enum", "name": "status_enum", "symbols": ["successful", "unsuccessful"]}},
          {"name": "container_image_name", "type": "string"},
          {"name": "container_id", "type": {"type": "array", "items": "string"}},
          {"name": "metadata", "type": {"type": "record", "name": "metadata_type", "fields": [
            {"name": "job_id", "type": "string"}, {"name": "agent_id", "type": "string"}, {"name": "timestamp", "type": "float"}]}},
          {"name": "job_uid", "type": "string", "default": ""},
          {"name": "timestamp_ms", "type": {"type": "long", "logicalType": "timestamp-millis"}, "default": 0},
          {"name": "replica", "type": ["null", "int"], "default": null},
          {"name": "reason", "type": ["null", "string"], "default": null},
          {"name": "labels", "type": {"type": "map", "values": "string"}, "default": {}}]}
        """;

    public const string VersionOne = """
        {"namespace" : "samplegen_orchestrator.avro", "type": "record", "name": "job_status", "fields": [
          {"name": "operation", "type": {"type": "enum", "name": "operation_enum", "symbols": ["create", "delete"]}},
          {"name": "status", "type": {"type": "enum", "name": "status_enum", "symbols": ["successful", "unsuccessful"]}},
          {"name": "container_image_name", "type": "string"},
          {"name": "container_id", "type": {"type": "array", "items": "string"}},
          {"name": "metadata", "type": {"type": "record", "name": "metadata_type", "fields": [
            {"name": "job_id", "type": "string"}, {"name": "agent_id", "type": "string"}, {"name": "timestamp", "type": "float"}]}}]}
        """;

    public static Status Value { get; } = new()
    {
        Operation = Operation.Create,
        Result = Outcome.Unsuccessful,
        ContainerImageName = "registry.example.com/generators/orders:1.4.2",
        ContainerId = ["4f1c0b7a92de"],
        Metadata = new Metadata("orders-load-test", "agent-07", 1.7e9f),
        JobUid = "01JD3Q7Z5V8W",
        TimestampMs = new DateTimeOffset(2026, 11, 21, 10, 0, 0, 123, TimeSpan.Zero),
        Replica = 3,
        Reason = "Überlast",
        Labels = new Dictionary<string, string> { ["team"] = "data" },
    };

    public enum Operation
    {
        Create,
        Delete,
    }

    public enum Outcome
    {
        Unsuccessful,
        Successful,
    }

    public sealed record Metadata(string JobId, string AgentId, float Timestamp);

    public sealed record Status
    {
        public required Operation Operation { get; init; }

        [AvroField("status")]
        public required Outcome Result { get; init; }

        public required string ContainerImageName { get; init; }

        public ImmutableArray<string> ContainerId { get; init; } = [];

        public required Metadata Metadata { get; init; }

        public string JobUid { get; init; } = "";

        public DateTimeOffset TimestampMs { get; init; }

        public int? Replica { get; init; }

        public string? Reason { get; init; }

        public required IReadOnlyDictionary<string, string> Labels { get; init; }
    }
}
