"""Prints how many committed records a topic holds, and how many of them differ."""
import sys

from confluent_kafka import Consumer, KafkaError, TopicPartition

brokers, topic = sys.argv[1:3]
consumer = Consumer(
    {
        "bootstrap.servers": brokers,
        "group.id": "count-" + topic,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "isolation.level": "read_committed",
    }
)
partitions = consumer.list_topics(topic, timeout=20).topics[topic].partitions
consumer.assign([TopicPartition(topic, p, 0) for p in partitions])
left, values, total = set(partitions), set(), 0
while left:
    message = consumer.poll(30)
    if message is None:
        sys.exit("no end of the topic within 30 s")
    if message.error():
        if message.error().code() != KafkaError._PARTITION_EOF:
            sys.exit(str(message.error()))
        left.discard(message.partition())
        continue
    total += 1
    values.add(message.value())
consumer.close()
print(total, len(values))
