"""Writes a job submission in version 1 of the schema, without a key, as programs of that version do."""
import json
import sys
import time

from confluent_kafka import Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

brokers, registry, schema_file, operation, job_id, topic, environment = sys.argv[1:8]
with open(schema_file, encoding="utf-8") as file:
    schema = file.read()
serializer = AvroSerializer(SchemaRegistryClient({"url": registry}), schema)
value = serializer(
    {
        "operation": operation,
        "container_image_name": "adg/generator",
        "number_of_containers": 1,
        "resource_limits": {"cpu": 0.0, "memory": ""},
        "environment_variables": {"KAFKA_TOPIC": topic, **json.loads(environment)},
        "metadata": {
            "user": "python",
            "job_id": job_id,
            "timestamp": time.time(),
            "description": "submitted by a version 1 client",
            "computation_duration_in_seconds": 0,
            "container_id": None,
            "agent_id": None,
        },
    },
    SerializationContext("Job_Handling", MessageField.VALUE),
)
producer = Producer({"bootstrap.servers": brokers})
producer.produce("Job_Handling", value=value)
left = producer.flush(20)
sys.exit(1 if left else 0)
