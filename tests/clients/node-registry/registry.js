// Drives a schema registry with @kafkajs/confluent-schema-registry, unmodified, and says what came out as JSON.
// Arguments: the registry's address, a message of ours in hex.
const { SchemaRegistry, SchemaType } = require('@kafkajs/confluent-schema-registry');

async function main([host, ours]) {
  const registry = new SchemaRegistry({ host, retry: { retries: 0 } });
  const schema = JSON.stringify({
    type: 'record', name: 'Order', namespace: 'shop', fields: [{ name: 'id', type: 'long' }, { name: 'note', type: ['null', 'string'], default: null }],
  });
  const { id } = await registry.register({ type: SchemaType.AVRO, schema }, { subject: 'node-value' });
  const again = await registry.register({ type: SchemaType.AVRO, schema }, { subject: 'node-value' });
  const latest = await registry.getLatestSchemaId('node-value');
  const found = await registry.getRegistryId('node-value', 1);
  const bySchema = await registry.getRegistryIdBySchema('node-value', { type: SchemaType.AVRO, schema });
  const message = await registry.encode(id, { id: 42, note: 'tschüss' });
  // A fresh client must fetch the schema by its id.
  const decoded = await new SchemaRegistry({ host }).decode(message);
  let refusal = null;
  try {
    const bad = JSON.stringify({ type: 'record', name: 'Order', namespace: 'shop', fields: [{ name: 'id', type: 'string' }] });
    await registry.register({ type: SchemaType.AVRO, schema: bad }, { subject: 'node-value' });
  } catch (error) {
    refusal = { status: error.status ?? error.cause?.status ?? null, message: error.message };
  }
  const theirs = ours ? await registry.decode(Buffer.from(ours, 'hex')) : null;
  console.log(JSON.stringify({ ids: [id, again.id, latest, found, bySchema], hex: message.toString('hex'), note: decoded.note, refusal, theirs }));
}

main(process.argv.slice(2)).catch((error) => { console.error(error); process.exit(1); });
