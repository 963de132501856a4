#!/usr/bin/env python3
"""A data generator in Python that keeps the image contract of docs/images.md, exactly once.

Each attempt takes the transactional id of its replica over, which shuts out an older attempt, finds the position that was
committed with the last records, and goes on from there.
"""
import json
import os
import random
import signal
import sys
import time

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

DONE, BROKER_UNREACHABLE, WRONG_SETTINGS, FENCED, STOPPED = 0, 69, 78, 80, 143


def setting(name, default=None):
    value = os.environ.get(name) or default
    if value is None:
        print(f"generator.py: {name} is not set", file=sys.stderr)
        sys.exit(WRONG_SETTINGS)
    return value


brokers = os.environ.get("KAFKA_BOOTSTRAP_SERVERS") or setting("KAFKA_BOOTSTRAP_SERVERS_DOCKER")
topic = setting("KAFKA_TOPIC")
uid = setting("ADG_JOB_UID", "by-hand")
replica, replicas = int(setting("ADG_REPLICA", "0")), int(setting("ADG_REPLICAS", "1"))
count = int(setting("ADG_COUNT", "1000"))

stopping = False


def stop(*_):
    global stopping
    stopping = True


signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)


def progress(state, records, position):
    print(json.dumps({"state": state, "replica": replica, "records": records, "position": position}), flush=True)


def record(number):
    """A record is a function of its number, so a resumed attempt makes the same ones."""
    chance = random.Random(number)
    return json.dumps({"n": number, "value": round(chance.gauss(20, 3), 2)})


def main():
    producer = Producer({"bootstrap.servers": brokers, "transactional.id": f"{uid}/{replica}", "transaction.timeout.ms": 10000})
    positions = Consumer({"bootstrap.servers": brokers, "group.id": f"{uid}/{setting('ADG_RUN', '1')}/{replica}",
                          "enable.auto.commit": False, "isolation.level": "read_committed"})
    try:
        producer.init_transactions(20)
        committed = positions.committed([TopicPartition(topic, 0)], 20)[0].offset
        number = committed if committed >= 0 else replica
        records, reported = 0, time.monotonic()
        while number < count and not stopping:
            producer.begin_transaction()
            end = min(count, number + 100 * replicas)
            while number < end:
                producer.produce(topic, record(number), key=str(number))
                number += replicas
                records += 1
            producer.send_offsets_to_transaction([TopicPartition(topic, 0, number)], positions.consumer_group_metadata())
            producer.commit_transaction(20)
            if time.monotonic() - reported >= 1:
                progress("running", records, number)
                reported = time.monotonic()
        progress("done" if number >= count else "stopped", records, number)
        return DONE if number >= count else STOPPED
    except KafkaException as error:
        reason = error.args[0]
        print(f"generator.py: {brokers}: {reason.str()}", file=sys.stderr)
        return FENCED if reason.name() in ("_FENCED", "INVALID_PRODUCER_EPOCH", "PRODUCER_FENCED") else BROKER_UNREACHABLE


if __name__ == "__main__":
    sys.exit(main())
