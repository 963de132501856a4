"""confluent-kafka (librdkafka) against a broker: produce, share a group that rebalances, transactions with offsets.

usage: confluent_client.py BOOTSTRAP TOPIC OUTPUT GROUP COUNT ASSIGNOR
"""
import sys
import time

from confluent_kafka import Consumer, Producer, TopicPartition, TIMESTAMP_CREATE_TIME

bootstrap, topic, output, group, count, assignor = sys.argv[1:7]
count = int(count)


def consumer(**more):
    return Consumer({"bootstrap.servers": bootstrap, "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False,
                     "session.timeout.ms": 6000, "heartbeat.interval.ms": 200, "partition.assignment.strategy": assignor,
                     "isolation.level": "read_committed", **more})


errors = []
producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, "linger.ms": 5, "compression.type": "zstd"})
for i in range(count):
    producer.produce(topic, key=str(i), value=f"value {i}", headers={"h": b"x", "n": None},
                     on_delivery=lambda error, message: errors.append(error) if error else None)
assert producer.flush(20) == 0 and not errors, errors

# One consumer takes all partitions, then a second one comes and they share.
first = consumer()
shares = {"first": set(), "second": set()}


def track(name):
    def on_assign(c, partitions):
        (shares[name].update if assignor == "cooperative-sticky" else lambda p: shares.__setitem__(name, set(p)))(p.partition for p in partitions)

    def on_revoke(c, partitions):
        shares[name] -= {p.partition for p in partitions}
    return {"on_assign": on_assign, "on_revoke": on_revoke}


first.subscribe([topic], **track("first"))
seen = {}


def poll(c, seconds=0.05):
    message = c.poll(seconds)
    if message is not None:
        assert message.error() is None, message.error()
        assert message.timestamp()[0] == TIMESTAMP_CREATE_TIME and dict(message.headers()) == {"h": b"x", "n": None}
        seen[(message.partition(), message.offset())] = message.value()


deadline = time.monotonic() + 40
while len(shares["first"]) < 4 and time.monotonic() < deadline:
    poll(first)
second = consumer()
second.subscribe([topic], **track("second"))
while (len(shares["second"]) != 2 or len(shares["first"]) != 2 or len(seen) < count) and time.monotonic() < deadline:
    poll(first)
    poll(second)
assert len(shares["first"]) == len(shares["second"]) == 2 and not shares["first"] & shares["second"], shares
assert len(seen) == count, len(seen)
second.close()
while len(shares["first"]) < 4 and time.monotonic() < deadline:
    poll(first)
assert len(shares["first"]) == 4, shares

# Consume, transform, produce: offsets go with the records or not at all.
transactional = Producer({"bootstrap.servers": bootstrap, "transactional.id": f"tx-{group}", "retry.backoff.ms": 20})
transactional.init_transactions(20)
for commit in (False, True):
    transactional.begin_transaction()
    for i in range(10):
        transactional.produce(output, value=f"{'kept' if commit else 'gone'} {i}")
    ends = {p: max(o for q, o in seen if q == p) + 1 for p, _ in seen}
    transactional.send_offsets_to_transaction([TopicPartition(topic, p, o) for p, o in ends.items()], first.consumer_group_metadata(), 20)
    # An abort drops what was not sent yet; here it is to be sent, so that there is something to abort.
    assert transactional.flush(20) == 0
    transactional.commit_transaction(20) if commit else transactional.abort_transaction(20)
committed = first.committed([TopicPartition(topic, p) for p in range(4)], timeout=20)
assert sum(p.offset for p in committed) == count, committed
first.close()

reader = consumer(**{"group.id": group + "-reader"})
reader.subscribe([output])
values = []
while len(values) < 10 and time.monotonic() < deadline:
    message = reader.poll(0.1)
    if message is not None and message.error() is None:
        values.append(message.value().decode())
reader.close()
assert values == [f"kept {i}" for i in range(10)], values
print("done: produce, rebalance, transactions")
