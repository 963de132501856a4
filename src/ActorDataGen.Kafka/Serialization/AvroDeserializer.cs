using ActorDataGen.Avro;
using ActorDataGen.SchemaRegistry;
using ActorDataGen.SchemaRegistry.Serialization;
using Confluent.Kafka;

namespace ActorDataGen.Kafka.Serialization;

/// <summary>
/// Reads keys or values in Confluent's wire format, for <c>ConsumerBuilder.SetKeyDeserializer</c> and <c>SetValueDeserializer</c>. A
/// tombstone is null. Safe to use from any thread, and by several consumers.
/// </summary>
/// <remarks>
/// What goes wrong is the inner exception of a <see cref="ConsumeException"/>, after which the consumer stands behind the record: where
/// that is a <see cref="SchemaRegistryException"/> with <see cref="SchemaRegistryException.IsTransient"/>, seek back to the exception's
/// <c>ConsumerRecord.TopicPartitionOffset</c>, lest the record be passed over.
/// </remarks>
/// <typeparam name="T">What <see cref="AvroCodec{T}"/> gives.</typeparam>
/// <param name="registry">Asked once for each unknown id.</param>
/// <param name="readerSchema">The schema to read as; null reads each value as it was written.</param>
public sealed class AvroDeserializer<T>(ISchemaRegistry registry, AvroSchema? readerSchema = null) : IDeserializer<T>
{
    private readonly RegistryDeserializer<T> _deserializer = new(registry, readerSchema);

    /// <summary>Makes an id known without asking the registry: what is built in can be read while that is down.</summary>
    /// <exception cref="AvroException">The schema cannot be read as the reader's.</exception>
    public void Know(int schemaId, AvroSchema writerSchema) => _deserializer.Know(schemaId, writerSchema);

    /// <inheritdoc/>
    /// <exception cref="SchemaRegistryException">There is no such id, or the registry was not reached.</exception>
    /// <exception cref="AvroException">The message is not in the wire format, or its value cannot be read.</exception>
    public T Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (isNull)
        {
            return default(T) is null
                ? default!
                : throw new AvroException(AvroErrorKind.Data, $"The {(context.Component == MessageComponentType.Key ? "key" : "value")} is null, which {typeof(T).Name} cannot be.");
        }

        if (_deserializer.TryRead(data, out var value)) return value;
        // Consume has no asynchronous form and blocks its thread anyway; this does so once an id. Run elsewhere, it
        // cannot wait for what the caller's own scheduler would have to do.
        var message = data.ToArray();
        return Task.Run(async () => await _deserializer.DeserializeAsync(message)).GetAwaiter().GetResult();
    }
}
