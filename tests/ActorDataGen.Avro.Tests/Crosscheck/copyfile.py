"""Reads an object container file with fastavro and writes its records into another: arguments from, to, codec."""
import sys

import fastavro

with open(sys.argv[1], "rb") as source:
    reader = fastavro.reader(source)
    assert reader.codec == sys.argv[3], reader.codec
    assert reader.metadata["writer"] == "me"
    records = list(reader)
with open(sys.argv[2], "wb") as target:
    fastavro.writer(target, reader.writer_schema, records, codec=sys.argv[3], sync_interval=700)
