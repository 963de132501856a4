using System.Buffers;
using System.Collections.Concurrent;
using ActorDataGen.Avro;

namespace ActorDataGen.SchemaRegistry.Serialization;

/// <summary>How a serializer finds its schema's id.</summary>
public sealed record RegistrySerializerOptions
{
    /// <summary>Which subject (default: by topic).</summary>
    public SubjectNameStrategy SubjectNameStrategy { get; init; }

    /// <summary>Whether messages are keys.</summary>
    public bool IsKey { get; init; }

    /// <summary>Whether a schema that is not registered yet is (default true); else it must be registered.</summary>
    public bool AutoRegister { get; init; } = true;

    /// <summary>Whether the registry is to compare schemas by their normal form.</summary>
    public bool Normalize { get; init; }
}

/// <summary>Writes values in Confluent's wire format. The registry is asked once a subject. Safe to use from any thread.</summary>
/// <typeparam name="T">What <see cref="AvroCodec{T}"/> takes.</typeparam>
public sealed class RegistrySerializer<T>
{
    private readonly ISchemaRegistry _registry;
    private readonly RegistrySerializerOptions _options;
    private readonly AvroCodec<T> _codec;
    private readonly SchemaDocument _document;
    private readonly ConcurrentDictionary<string, int> _ids = new(StringComparer.Ordinal);

    /// <summary>Creates a serializer.</summary>
    /// <exception cref="AvroException">The type does not fit the schema.</exception>
    public RegistrySerializer(ISchemaRegistry registry, AvroSchema schema, RegistrySerializerOptions? options = null)
        : this(registry, schema, new SchemaDocument(schema.ToString()), options)
    {
    }

    /// <summary>Creates a serializer that registers a text of its own for the schema.</summary>
    /// <exception cref="AvroException">The type does not fit the schema.</exception>
    public RegistrySerializer(ISchemaRegistry registry, AvroSchema schema, SchemaDocument document, RegistrySerializerOptions? options = null)
    {
        _registry = registry;
        _options = options ?? new RegistrySerializerOptions();
        _codec = AvroCodec<T>.For(schema);
        _document = document;
    }

    /// <summary>Finds the schema's id for a topic, registering it if the options say so.</summary>
    /// <exception cref="SchemaRegistryException">Not registered and not to be, refused, or not reached.</exception>
    public async ValueTask<int> PrepareAsync(string topic, CancellationToken cancellationToken = default)
    {
        if (_ids.TryGetValue(topic, out var id)) return id;
        var subject = SubjectNames.Of(_options.SubjectNameStrategy, topic, _options.IsKey, _codec.Schema);
        if (_options.AutoRegister)
        {
            id = await _registry.RegisterAsync(subject, _document, _options.Normalize, cancellationToken);
        }
        else
        {
            var found = await _registry.FindAsync(subject, _document, _options.Normalize, cancellationToken);
            id = found?.Id ?? throw new SchemaRegistryException(
                System.Net.HttpStatusCode.NotFound, 40403, $"The schema {_codec.Schema.Name} is not registered under \"{subject}\": register it, or set AutoRegister");
        }

        return _ids[topic] = id;
    }

    /// <summary>Writes a value; asks the registry first if the topic is new.</summary>
    /// <exception cref="SchemaRegistryException">Not registered and not to be, refused, or not reached.</exception>
    /// <exception cref="AvroException">The value does not fit the schema.</exception>
    public ValueTask SerializeAsync(string topic, T value, IBufferWriter<byte> output, CancellationToken cancellationToken = default)
    {
        return TryWrite(topic, value, output) ? ValueTask.CompletedTask : PrepareAndWriteAsync(topic, value, output, cancellationToken);
    }

    /// <summary>Writes a value to a topic that was prepared; false, and nothing written, if the registry must be asked first.</summary>
    /// <exception cref="AvroException">The value does not fit the schema.</exception>
    public bool TryWrite(string topic, T value, IBufferWriter<byte> output)
    {
        if (!_ids.TryGetValue(topic, out var id)) return false;
        Write(id, value, output);
        return true;
    }

    /// <summary>Writes a value into an array of its own.</summary>
    /// <exception cref="SchemaRegistryException">Not registered and not to be, refused, or not reached.</exception>
    /// <exception cref="AvroException">The value does not fit the schema.</exception>
    public async ValueTask<byte[]> SerializeAsync(string topic, T value, CancellationToken cancellationToken = default)
    {
        var output = new ArrayBufferWriter<byte>();
        await SerializeAsync(topic, value, output, cancellationToken);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes a value under an id that is known already.</summary>
    /// <exception cref="AvroException">The value does not fit the schema.</exception>
    public void Write(int schemaId, T value, IBufferWriter<byte> output)
    {
        ConfluentWireFormat.WriteHeader(output, schemaId);
        _codec.Encode(value, output);
    }

    private async ValueTask PrepareAndWriteAsync(string topic, T value, IBufferWriter<byte> output, CancellationToken cancellationToken) =>
        Write(await PrepareAsync(topic, cancellationToken), value, output);
}
