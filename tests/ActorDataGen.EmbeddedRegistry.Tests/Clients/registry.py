"""Drives a schema registry with confluent-kafka's client and Avro serializer, unmodified; says what came out as JSON.

Arguments: the registry's address, a message of ours in hex.
"""
import json
import sys

from confluent_kafka.schema_registry import Schema, SchemaReference, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext

ORDER = json.dumps({"type": "record", "name": "Order", "namespace": "shop", "fields": [
    {"name": "id", "type": "long"}, {"name": "note", "type": ["null", "string"], "default": None}]})
NEWER = json.dumps({"type": "record", "name": "Order", "namespace": "shop", "fields": [
    {"name": "id", "type": "long"}, {"name": "note", "type": ["null", "string"], "default": None},
    {"name": "count", "type": "int", "default": 1}]})
BAD = json.dumps({"type": "record", "name": "Order", "namespace": "shop", "fields": [{"name": "id", "type": "string"}]})
LINE = json.dumps({"type": "record", "name": "Line", "namespace": "shop", "fields": [{"name": "order", "type": "shop.Order"}]})


def code(action):
    try:
        action()
        return None
    except SchemaRegistryError as error:
        return [error.http_status_code, error.error_code]


def main():
    url, ours = sys.argv[1], bytes.fromhex(sys.argv[2])
    client = SchemaRegistryClient({"url": url})
    out = {}
    context = SerializationContext("py", MessageField.VALUE)
    message = AvroSerializer(client, ORDER)({"id": 7, "note": "grüß"}, context)
    out["hex"] = message.hex()
    out["decoded"] = AvroDeserializer(SchemaRegistryClient({"url": url}))(message, context)
    out["theirs"] = AvroDeserializer(SchemaRegistryClient({"url": url}), NEWER)(ours, context)

    out["compatible"] = [client.test_compatibility("py-value", Schema(s, "AVRO")) for s in (NEWER, BAD)]
    newer = client.register_schema("py-value", Schema(NEWER, "AVRO"))
    out["again"] = newer == client.register_schema("py-value", Schema(NEWER, "AVRO"))
    out["refused"] = code(lambda: client.register_schema("py-value", Schema(BAD, "AVRO")))
    found = client.lookup_schema("py-value", Schema(NEWER, "AVRO"))
    out["found"] = [found.subject, found.version, found.schema_id == newer]
    latest = client.get_latest_version("py-value")
    out["latest"] = [latest.version, latest.schema_id == newer, json.loads(latest.schema.schema_str)["name"]]
    out["by_id"] = json.loads(client.get_schema(newer).schema_str)["fields"][2]["name"]
    out["versions"] = client.get_versions("py-value")

    line = Schema(LINE, "AVRO", [SchemaReference("shop.Order", "py-value", 2)])
    line_id = client.register_schema("line-value", line)
    out["references"] = [[r.name, r.subject, r.version] for r in client.get_schema(line_id).references]
    line_serializer = AvroSerializer(client, line)
    line_message = line_serializer({"order": {"id": 1, "note": None, "count": 2}}, SerializationContext("line", MessageField.VALUE))
    out["line"] = AvroDeserializer(SchemaRegistryClient({"url": url}))(line_message, SerializationContext("line", MessageField.VALUE))
    out["referenced"] = code(lambda: client.delete_version("py-value", 2))
    client.delete_subject("line-value")
    out["deleted_line"] = client.delete_subject("line-value", permanent=True)

    out["level"] = client.get_compatibility()
    client.set_compatibility("py-value", "FULL")
    out["own_level"] = client.get_compatibility("py-value")
    config = client.get_config("py-value")
    out["config"] = config.compatibility_level if isinstance(config.compatibility_level, str) else config.compatibility_level.value
    out["subjects"] = client.get_subjects()
    out["deleted_version"] = client.delete_version("py-value", 2)
    out["deleted"] = client.delete_subject("py-value")
    out["gone"] = code(lambda: SchemaRegistryClient({"url": url}).get_latest_version("py-value"))
    out["deleted_hard"] = client.delete_subject("py-value", permanent=True)
    print(json.dumps(out))


main()
