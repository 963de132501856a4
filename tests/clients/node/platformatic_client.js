// @platformatic/kafka against a broker: topics, produce, share a group that rebalances, transactions with offsets.
// usage: platformatic_client.js BOOTSTRAP TOPIC OUTPUT GROUP COUNT
'use strict'
const assert = require('node:assert')
const { Admin, Consumer, Producer, stringSerializers, stringDeserializers } = require('@platformatic/kafka')

const [bootstrap, topic, output, group, countText] = process.argv.slice(2)
const count = Number(countText)
const common = { clientId: 'platformatic', bootstrapBrokers: [bootstrap] }

async function until (condition, what) {
  const deadline = Date.now() + 40_000
  while (!condition()) {
    assert.ok(Date.now() < deadline, `timed out: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

async function main () {
  const admin = new Admin(common)
  assert.ok((await admin.listTopics()).includes(topic))
  await admin.close()

  const producer = new Producer({ ...common, idempotent: true, serializers: stringSerializers })
  await producer.send({ messages: Array.from({ length: count }, (_, i) => ({ topic, key: `${i}`, value: `value ${i}`, headers: { h: 'x' } })) })

  const seen = new Map()
  const shares = {}
  let last
  const start = async name => {
    const consumer = new Consumer({
      ...common, groupId: group, deserializers: stringDeserializers, sessionTimeout: 6000, heartbeatInterval: 200, rebalanceTimeout: 10_000
    })
    consumer.on('consumer:group:join', ({ assignments }) => {
      shares[name] = (assignments ?? []).filter(a => a.topic === topic).flatMap(a => a.partitions)
    })
    const stream = await consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest', autocommit: 100, maxWaitTime: 100 })
    stream.on('data', message => { seen.set(`${message.partition}/${message.offset}`, message.value); last = message })
    stream.on('error', error => { console.error(error); process.exit(1) })
    return { consumer, close: async () => { await stream.close(); await consumer.close(true) } }
  }
  const first = await start('first')
  await until(() => shares.first?.length === 4, 'first alone')
  const second = await start('second')
  await until(() => shares.first.length === 2 && shares.second?.length === 2, 'a share each')
  await until(() => seen.size === count, 'every record')
  await second.close()
  await until(() => shares.first.length === 4, 'first alone again')

  // A message remembers the generation it was read in, and offsets are refused with one that is over: so one more, read in this one.
  await producer.send({ messages: [{ topic, key: 'last', value: 'last' }] })
  await producer.close()
  await until(() => seen.size === count + 1, 'the last record')

  const transactional = new Producer({ ...common, idempotent: true, transactionalId: `tx-${group}`, serializers: stringSerializers })
  for (const commit of [false, true]) {
    const transaction = await transactional.beginTransaction()
    await transaction.send({ messages: Array.from({ length: 10 }, (_, i) => ({ topic: output, value: `${commit ? 'kept' : 'gone'} ${i}` })) })
    await transaction.addConsumer(first.consumer)
    await transaction.addOffset(last)
    await (commit ? transaction.commit() : transaction.abort())
  }
  await transactional.close()
  await first.close()

  const values = []
  const reader = new Consumer({ ...common, groupId: `${group}-reader`, deserializers: stringDeserializers })
  const stream = await reader.consume({ topics: [output], mode: 'earliest', maxWaitTime: 100 })
  stream.on('data', message => values.push(message.value))
  await until(() => values.length >= 10, 'committed records')
  assert.deepStrictEqual(values, Array.from({ length: 10 }, (_, i) => `kept ${i}`))
  await stream.close()
  await reader.close(true)
  console.log('done: produce, rebalance, transactions')
}

main().then(() => process.exit(0), error => { console.error(error); process.exit(1) })
