using System.Buffers;
using ActorDataGen.Avro;
using ActorDataGen.SchemaRegistry;
using ActorDataGen.SchemaRegistry.Serialization;
using Confluent.Kafka;

namespace ActorDataGen.Kafka.Serialization;

/// <summary>
/// Writes keys or values in Confluent's wire format, for <c>ProducerBuilder.SetKeySerializer</c> and <c>SetValueSerializer</c>. Null
/// is a tombstone. Safe to use from any thread, and by several producers. What goes wrong is the inner exception of Confluent.Kafka's.
/// </summary>
/// <typeparam name="T">What <see cref="AvroCodec{T}"/> takes.</typeparam>
public sealed class AvroSerializer<T> : IAsyncSerializer<T>
{
    private readonly RegistrySerializer<T> _key;
    private readonly RegistrySerializer<T> _value;
    private readonly OfPrepared _ofPrepared;

    /// <summary>Creates a serializer; nothing is asked of the registry yet.</summary>
    /// <param name="registry">Gives the schema's id, once a topic.</param>
    /// <param name="schema">The schema to write.</param>
    /// <param name="options">How the id is found; whether it is about keys is not taken from here, but from the builder.</param>
    /// <exception cref="AvroException">The type does not fit the schema.</exception>
    public AvroSerializer(ISchemaRegistry registry, AvroSchema schema, RegistrySerializerOptions? options = null)
    {
        options ??= new RegistrySerializerOptions();
        _key = new RegistrySerializer<T>(registry, schema, options with { IsKey = true });
        _value = new RegistrySerializer<T>(registry, schema, options with { IsKey = false });
        _ofPrepared = new OfPrepared(this);
    }

    /// <summary>
    /// The same without waiting, for producers that call <c>Produce</c>: it writes to topics that <see cref="PrepareAsync"/> or an
    /// earlier message made known, and throws <see cref="InvalidOperationException"/> for others.
    /// </summary>
    public ISerializer<T> Synchronous => _ofPrepared;

    /// <summary>Finds the schema's id for a topic, registering it if the options say so, so that the first message need not wait.</summary>
    /// <exception cref="SchemaRegistryException">Not registered and not to be, refused, or not reached.</exception>
    public async ValueTask PrepareAsync(string topic, MessageComponentType component = MessageComponentType.Value, CancellationToken cancellationToken = default) =>
        await For(component).PrepareAsync(topic, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="SchemaRegistryException">Not registered and not to be, refused, or not reached.</exception>
    /// <exception cref="AvroException">The value does not fit the schema.</exception>
    public async Task<byte[]> SerializeAsync(T data, SerializationContext context)
    {
        // Confluent.Kafka passes null on as a record without a value, which its signature does not say.
        if (data is null) return null!;
        if (TryWrite(data, context) is { } known) return known;
        return await For(context.Component).SerializeAsync(context.Topic, data);
    }

    private RegistrySerializer<T> For(MessageComponentType component) => component == MessageComponentType.Key ? _key : _value;

    private byte[]? TryWrite(T data, SerializationContext context)
    {
        var buffer = SerializationBuffer.Take();
        return For(context.Component).TryWrite(context.Topic, data, buffer) ? buffer.WrittenSpan.ToArray() : null;
    }

    private sealed class OfPrepared(AvroSerializer<T> serializer) : ISerializer<T>
    {
        public byte[] Serialize(T data, SerializationContext context) => data is null ? null! : serializer.TryWrite(data, context)
            ?? throw new InvalidOperationException($"The schema's id for topic {context.Topic} is not known yet: call PrepareAsync(\"{context.Topic}\", MessageComponentType.{context.Component}) first.");
    }
}

/// <summary>A buffer for each thread, so that a message costs its own array and no other.</summary>
internal static class SerializationBuffer
{
    // One large message must not hold its memory for as long as its thread lives.
    private const int MaxKept = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public static ArrayBufferWriter<byte> Take()
    {
        if (_buffer is null or { Capacity: > MaxKept }) _buffer = new ArrayBufferWriter<byte>(1024);
        _buffer.ResetWrittenCount();
        return _buffer;
    }
}
