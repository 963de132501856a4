"""kafka-python against a broker: topics, produce, share a group that rebalances, transactions with offsets.

usage: kafka_python_client.py BOOTSTRAP TOPIC OUTPUT GROUP COUNT
"""
import sys
import threading
import time

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.structs import OffsetAndMetadata

bootstrap, topic, output, group, count = sys.argv[1:6]
count = int(count)
admin = KafkaAdminClient(bootstrap_servers=bootstrap)
assert topic in admin.list_topics()
admin.close()

producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", compression_type="gzip", linger_ms=5)
sent = [producer.send(topic, key=str(i).encode(), value=f"value {i}".encode(), headers=[("h", b"x")]) for i in range(count)]
for one in sent:
    one.get(20)
producer.close()

lock = threading.Lock()
seen = {}
shares = {}
stop = {name: threading.Event() for name in ("first", "second")}
failures = []


def consume(name):
    try:
        consumer = KafkaConsumer(topic, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest", enable_auto_commit=True,
                                 auto_commit_interval_ms=200, session_timeout_ms=6000, heartbeat_interval_ms=200)
        # Not shorter: a poll that ends while the group forms may lose the assignment that comes right after (seen in 3.0 on a busy machine).
        while not stop[name].is_set():
            for partition, records in consumer.poll(timeout_ms=500).items():
                with lock:
                    seen.update({(partition.partition, r.offset): r.value for r in records})
            with lock:
                shares[name] = {p.partition for p in consumer.assignment()}
        consumer.close()
    except Exception as error:
        failures.append(error)
        raise


def until(condition, what):
    deadline = time.monotonic() + 40
    while True:
        with lock:
            if condition():
                return
            assert time.monotonic() < deadline and not failures, (what, shares, len(seen), failures)
        time.sleep(0.02)


threads = [threading.Thread(target=consume, args=(name,), daemon=True) for name in ("first", "second")]
threads[0].start()
until(lambda: len(shares.get("first", ())) == 4, "alone")
threads[1].start()
until(lambda: len(shares["first"]) == 2 and len(shares.get("second", ())) == 2 and not shares["first"] & shares["second"], "share")
until(lambda: len(seen) == count, "all records")
stop["second"].set()
until(lambda: len(shares["first"]) == 4, "alone again")
stop["first"].set()
for thread in threads:
    thread.join()

transactional = KafkaProducer(bootstrap_servers=bootstrap, transactional_id=f"tx-{group}")
transactional.init_transactions()
for commit in (False, True):
    transactional.begin_transaction()
    for i in range(10):
        transactional.send(output, value=f"{'kept' if commit else 'gone'} {i}".encode())
    ends = {TopicPartition(topic, p): OffsetAndMetadata(max(o for q, o in seen if q == p) + 1, "", -1) for p, _ in seen}
    transactional.send_offsets_to_transaction(ends, group)
    transactional.flush(20)
    transactional.commit_transaction() if commit else transactional.abort_transaction()
transactional.close()

reader = KafkaConsumer(bootstrap_servers=bootstrap, group_id=group, isolation_level="read_committed", enable_auto_commit=False,
                       auto_offset_reset="earliest", consumer_timeout_ms=3000)
committed = sum(reader.committed(TopicPartition(topic, p)) or 0 for p in range(4))
assert committed == count, committed
reader.assign([TopicPartition(output, 0)])
reader.seek_to_beginning()
values = []
for message in reader:
    values.append(message.value.decode())
    if len(values) == 10:
        break
reader.close()
assert values == [f"kept {i}" for i in range(10)], values
print("done: produce, rebalance, transactions")
