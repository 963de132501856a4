// kafkajs against a broker: topics, produce, share a group that rebalances, transactions with offsets.
// usage: kafkajs_client.js BOOTSTRAP TOPIC OUTPUT GROUP COUNT
'use strict'
const assert = require('node:assert')
const { Kafka, logLevel } = require('kafkajs')

const [bootstrap, topic, output, group, countText] = process.argv.slice(2)
const count = Number(countText)
const kafka = new Kafka({ clientId: 'kafkajs', brokers: [bootstrap], logLevel: logLevel.NOTHING })

async function until (condition, what) {
  const deadline = Date.now() + 40_000
  while (!condition()) {
    assert.ok(Date.now() < deadline, `timed out: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

async function main () {
  const admin = kafka.admin()
  await admin.connect()
  assert.ok((await admin.listTopics()).includes(topic))

  const producer = kafka.producer({ idempotent: true })
  await producer.connect()
  await producer.send({ topic, messages: Array.from({ length: count }, (_, i) => ({ key: `${i}`, value: `value ${i}`, headers: { h: 'x' } })) })
  await producer.disconnect()

  const seen = new Map()
  const shares = {}
  const start = async name => {
    const consumer = kafka.consumer({ groupId: group, sessionTimeout: 6000, heartbeatInterval: 200, rebalanceTimeout: 10_000, maxWaitTimeInMs: 100 })
    consumer.on(consumer.events.GROUP_JOIN, e => { shares[name] = e.payload.memberAssignment[topic] ?? [] })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      autoCommit: true,
      autoCommitInterval: 100,
      eachMessage: async ({ partition, message }) => { seen.set(`${partition}/${message.offset}`, message.value.toString()) }
    })
    return consumer
  }
  const first = await start('first')
  await until(() => shares.first?.length === 4, 'first alone')
  const second = await start('second')
  await until(() => shares.first.length === 2 && shares.second?.length === 2, 'a share each')
  await until(() => seen.size === count, 'every record')
  await second.disconnect()
  await until(() => shares.first.length === 4, 'first alone again')
  await first.disconnect()

  const transactional = kafka.producer({ transactionalId: `tx-${group}`, maxInFlightRequests: 1, idempotent: true })
  await transactional.connect()
  const ends = {}
  for (const key of seen.keys()) {
    const [partition, offset] = key.split('/').map(Number)
    ends[partition] = Math.max(ends[partition] ?? 0, offset + 1)
  }
  for (const commit of [false, true]) {
    const transaction = await transactional.transaction()
    await transaction.send({ topic: output, messages: Array.from({ length: 10 }, (_, i) => ({ value: `${commit ? 'kept' : 'gone'} ${i}` })) })
    await transaction.sendOffsets({
      consumerGroupId: group,
      topics: [{ topic, partitions: Object.entries(ends).map(([partition, offset]) => ({ partition: Number(partition), offset: `${offset}` })) }]
    })
    await (commit ? transaction.commit() : transaction.abort())
  }
  await transactional.disconnect()
  const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
  assert.strictEqual(offsets.partitions.reduce((sum, p) => sum + Number(p.offset), 0), count)
  await admin.disconnect()

  const values = []
  const reader = kafka.consumer({ groupId: `${group}-reader`, readUncommitted: false, maxWaitTimeInMs: 100 })
  await reader.connect()
  await reader.subscribe({ topic: output, fromBeginning: true })
  await reader.run({ eachMessage: async ({ message }) => { values.push(message.value.toString()) } })
  await until(() => values.length >= 10, 'committed records')
  await reader.disconnect()
  assert.deepStrictEqual(values, Array.from({ length: 10 }, (_, i) => `kept ${i}`))
  console.log('done: produce, rebalance, transactions')
}

main().then(() => process.exit(0), error => { console.error(error); process.exit(1) })
