"""Reads cases (a JSON object a line), works them with fastavro and avro, and writes what came out, a line each.

A case has the writer's schema, a value in binary (hex), and perhaps a reader's schema. The answer has, by each library:
the value read and written again, the value resolved and written in the reader's schema, the canonical form, the
fingerprints, and the JSON encoding read and written in binary.
"""
import io
import json
import sys

import avro.io
import avro.schema
import fastavro
import fastavro.schema


def fast(case, out):
    writer = fastavro.parse_schema(json.loads(case["schema"]))
    data = bytes.fromhex(case["hex"])
    value = fastavro.schemaless_reader(io.BytesIO(data), writer, return_record_name=True)
    again = io.BytesIO()
    fastavro.schemaless_writer(again, writer, value)
    out["fast"] = again.getvalue().hex()
    out["canonical"] = fastavro.schema.to_parsing_canonical_form(json.loads(case["schema"]))
    for name in ("CRC-64-AVRO", "md5", "sha256"):
        out[name] = fastavro.schema.fingerprint(out["canonical"], name)
    if case.get("reader"):
        reader = fastavro.parse_schema(json.loads(case["reader"]))
        value = fastavro.schemaless_reader(io.BytesIO(data), writer, reader, return_record_name=True)
        again = io.BytesIO()
        fastavro.schemaless_writer(again, reader, value)
        out["fast_resolved"] = again.getvalue().hex()


def fast_json(case, out):
    if case.get("json") is None:
        return
    writer = fastavro.parse_schema(json.loads(case["schema"]))
    values = list(fastavro.json_reader(io.StringIO(case["json"]), writer))
    again = io.BytesIO()
    fastavro.schemaless_writer(again, writer, values[0])
    out["fast_json"] = again.getvalue().hex()


def slow(case, out):
    writer = avro.schema.parse(case["schema"])
    data = bytes.fromhex(case["hex"])

    def read(reader):
        return avro.io.DatumReader(writer, reader).read(avro.io.BinaryDecoder(io.BytesIO(data)))

    def write(schema, value):
        output = io.BytesIO()
        avro.io.DatumWriter(schema).write(value, avro.io.BinaryEncoder(output))
        return output.getvalue().hex()

    out["avro"] = write(writer, read(writer))
    if case.get("reader"):
        reader = avro.schema.parse(case["reader"])
        out["avro_resolved"] = write(reader, read(reader))


def main():
    with open(sys.argv[1], encoding="utf-8") as cases, open(sys.argv[2], "w", encoding="utf-8") as answers:
        for line in cases:
            case = json.loads(line)
            out = {}
            for name, work in (("fast", fast), ("fast_json", fast_json), ("avro", slow)):
                try:
                    work(case, out)
                except Exception as error:  # the answer says what went wrong
                    out[name + "_error"] = f"{type(error).__name__}: {error}"[:300]
            answers.write(json.dumps(out) + "\n")


main()
