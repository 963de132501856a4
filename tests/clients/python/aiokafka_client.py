"""aiokafka against a broker: produce, share a group that rebalances, transactions with offsets.

usage: aiokafka_client.py BOOTSTRAP TOPIC OUTPUT GROUP COUNT
"""
import asyncio
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

bootstrap, topic, output, group, count = sys.argv[1:6]
count = int(count)


def consumer(name, *topics, group_id=group):
    return AIOKafkaConsumer(*topics, bootstrap_servers=bootstrap, client_id=name, group_id=group_id, auto_offset_reset="earliest",
                            enable_auto_commit=False, session_timeout_ms=6000, heartbeat_interval_ms=200, isolation_level="read_committed")


async def main():
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, compression_type="gzip") as producer:
        await asyncio.gather(*[await producer.send(topic, f"value {i}".encode(), key=str(i).encode()) for i in range(count)])

    first = consumer("first", topic)
    await first.start()
    seen = {}

    async def poll(c):
        for partition, messages in (await c.getmany(timeout_ms=50)).items():
            for message in messages:
                seen[(partition.partition, message.offset)] = message.value

    async def until(condition, *consumers):
        async with asyncio.timeout(40):
            while not condition():
                for c in consumers:
                    await poll(c)

    await until(lambda: len(first.assignment()) == 4, first)
    second = consumer("second", topic)
    starting = asyncio.create_task(second.start())
    await until(lambda: starting.done(), first)
    await until(lambda: len(first.assignment()) == 2 and len(second.assignment()) == 2 and len(seen) == count, first, second)
    assert not first.assignment() & second.assignment()
    await second.stop()
    await until(lambda: len(first.assignment()) == 4, first)

    async with AIOKafkaProducer(bootstrap_servers=bootstrap, transactional_id=f"tx-{group}") as producer:
        for commit in (False, True):
            await producer.begin_transaction()
            for i in range(10):
                await producer.send(output, f"{'kept' if commit else 'gone'} {i}".encode())
            ends = {TopicPartition(topic, p): max(o for q, o in seen if q == p) + 1 for p, _ in seen}
            await producer.send_offsets_to_transaction(ends, group)
            await (producer.commit_transaction() if commit else producer.abort_transaction())
    committed = sum([await first.committed(TopicPartition(topic, p)) or 0 for p in range(4)])
    assert committed == count, committed
    await first.stop()

    reader = consumer("reader", output, group_id=group + "-reader")
    await reader.start()
    async with asyncio.timeout(20):
        values = [(await reader.getone()).value.decode() for _ in range(10)]
    await reader.stop()
    assert values == [f"kept {i}" for i in range(10)], values
    print("done: produce, rebalance, transactions")


asyncio.run(main())
