using System.Collections.Concurrent;
using ActorDataGen.Avro;

namespace ActorDataGen.SchemaRegistry.Serialization;

/// <summary>Reads values in Confluent's wire format, resolving the writer's schema to the reader's. Safe to use from any thread.</summary>
/// <typeparam name="T">What <see cref="AvroCodec{T}"/> gives.</typeparam>
/// <param name="registry">Asked once for each unknown id.</param>
/// <param name="readerSchema">The schema to read as; null reads each value as it was written.</param>
public sealed class RegistryDeserializer<T>(ISchemaRegistry registry, AvroSchema? readerSchema = null)
{
    private readonly ConcurrentDictionary<int, AvroCodec<T>> _codecs = new();
    private readonly RegistrySchemas _schemas = new(registry);

    /// <summary>Makes an id known without asking the registry: what is built in can be read while that is down.</summary>
    /// <exception cref="AvroException">The schema cannot be read as the reader's.</exception>
    public void Know(int schemaId, AvroSchema writerSchema) => _codecs[schemaId] = Codec(writerSchema);

    /// <summary>Reads a message whose schema is known already; false if the registry must be asked first.</summary>
    /// <exception cref="AvroException">The message is not in the wire format, or its value cannot be read.</exception>
    public bool TryRead(ReadOnlySpan<byte> message, out T value)
    {
        if (!ConfluentWireFormat.TryRead(message, out var id, out var bytes))
            throw new AvroException(AvroErrorKind.Data, "The message does not begin as Confluent's wire format does: a zero byte and four of a schema id.");
        var isKnown = _codecs.TryGetValue(id, out var codec);
        value = isKnown ? codec!.Decode(bytes) : default!;
        return isKnown;
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="AvroException">The message is not in the wire format, or its value cannot be read.</exception>
    /// <exception cref="SchemaRegistryException">There is no such id (<see cref="SchemaRegistryException.IsNotFound"/>), or the registry was not reached.</exception>
    public ValueTask<T> DeserializeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        TryRead(message.Span, out var value) ? ValueTask.FromResult(value) : AskAndReadAsync(message, cancellationToken);

    private async ValueTask<T> AskAndReadAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        ConfluentWireFormat.TryRead(message.Span, out var id, out _);
        var writer = await _schemas.GetAsync(id, cancellationToken);
        var codec = _codecs.GetOrAdd(id, (_, schema) => Codec(schema), writer);
        return codec.Decode(message.Span[ConfluentWireFormat.HeaderSize..]);
    }

    private AvroCodec<T> Codec(AvroSchema writer) => AvroCodec<T>.For(writer, readerSchema ?? writer);
}
