using System.Buffers;
using ActorDataGen.Avro;
using ActorDataGen.Avro.Compatibility;
using ActorDataGen.SchemaRegistry;
using ActorDataGen.SchemaRegistry.Serialization;

namespace ActorDataGen.Wire.Serdes;

/// <summary>Reads and writes one topic's values in Confluent's wire format. Safe to use from any thread.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class WireSerde<T>
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    private readonly ISchemaRegistry _registry;
    private readonly (AvroSchema Schema, SchemaDocument Document)[] _versions;
    private readonly RegistryDeserializer<T> _deserializer;
    private readonly AvroCodec<T> _codec;
    private int _schemaId = -1;

    internal WireSerde(ISchemaRegistry registry, string topic, params ReadOnlySpan<string> schemas)
    {
        _registry = registry;
        Subject = SubjectNames.Of(SubjectNameStrategy.Topic, topic, isKey: false, AvroSchema.Parse("\"null\""));
        _versions = [.. schemas.ToArray().Select(name => (AvroSchema.Parse(WireSchemas.TextOf(name)), new SchemaDocument(WireSchemas.TextOf(name))))];
        _codec = AvroCodec<T>.For(_versions[^1].Schema);
        _deserializer = new RegistryDeserializer<T>(registry, _codec.Schema);
    }

    /// <summary>The subject the schema is registered under.</summary>
    public string Subject { get; }

    /// <summary>True once <see cref="PrepareAsync"/> has succeeded.</summary>
    public bool IsPrepared => Volatile.Read(ref _schemaId) >= 0;

    /// <summary>
    /// Registers the built-in versions (a subject that is new gets version 1 first, and the level FULL_TRANSITIVE), after
    /// which values of any of them are read without asking the registry. Does nothing the second time.
    /// </summary>
    /// <exception cref="WireException">The registry is not reached, or refuses.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        if (IsPrepared)
        {
            return;
        }

        try
        {
            var isNew = await _registry.GetLatestAsync(Subject, cancellationToken) is null;
            var id = -1;
            for (var index = 0; index < _versions.Length; index++)
            {
                var (schema, document) = _versions[index];
                // An older version is registered only where it comes first; where it does not, it may be there or not.
                id = isNew || index == _versions.Length - 1
                    ? await _registry.RegisterAsync(Subject, document, cancellationToken: cancellationToken)
                    : (await _registry.FindAsync(Subject, document, cancellationToken: cancellationToken))?.Id ?? -1;
                if (id >= 0)
                {
                    _deserializer.Know(id, schema);
                }
            }

            if (isNew)
            {
                await _registry.SetCompatibilityAsync(AvroCompatibilityLevel.FullTransitive, Subject, cancellationToken);
            }

            Volatile.Write(ref _schemaId, id);
        }
        catch (SchemaRegistryException e)
        {
            throw e.IsTransient
                ? new WireException(WireProblem.RegistryUnavailable, $"The schema registry does not answer: {e.Message}", e)
                : new WireException(WireProblem.RegistryRefuses, $"The schema registry refuses the schema of '{Subject}': {e.Message}. Look at the subject's versions and compatibility level.", e);
        }
    }

    /// <summary>Writes a record.</summary>
    /// <exception cref="InvalidOperationException"><see cref="PrepareAsync"/> has not succeeded yet.</exception>
    /// <exception cref="WireException">The record does not fit its schema (a text that is null).</exception>
    public byte[] Write(in T record)
    {
        var id = Volatile.Read(ref _schemaId);
        if (id < 0)
        {
            throw new InvalidOperationException($"The schema of '{Subject}' is not registered yet: call PrepareAsync first.");
        }

        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        try
        {
            ConfluentWireFormat.WriteHeader(buffer, id);
            _codec.Encode(record, buffer);
            return buffer.WrittenSpan.ToArray();
        }
        catch (AvroException e)
        {
            throw WireException.Bad($"The record does not fit its schema: {e.Message}", e);
        }
    }

    /// <summary>Reads a value whose schema is known already.</summary>
    /// <returns>False when the registry must be asked first: use <see cref="ReadAsync"/>.</returns>
    /// <exception cref="WireException">A bad record.</exception>
    public bool TryRead(ReadOnlySpan<byte> value, out T record)
    {
        try
        {
            return _deserializer.TryRead(value, out record);
        }
        catch (AvroException e)
        {
            throw WireException.Bad(e.Message, e);
        }
    }

    /// <summary>Reads a value; asks the registry where it does not know the writer's schema.</summary>
    /// <exception cref="WireException">A bad record (also where there is no schema of its id), or the registry is not reached.</exception>
    public async ValueTask<T> ReadAsync(ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default)
    {
        if (TryRead(value.Span, out var known))
        {
            return known;
        }

        try
        {
            return await _deserializer.DeserializeAsync(value, cancellationToken);
        }
        catch (AvroException e)
        {
            throw WireException.Bad(e.Message, e);
        }
        catch (SchemaRegistryException e) when (e.IsNotFound)
        {
            throw WireException.Bad($"The record's schema is not in the registry: {e.Message}", e);
        }
        catch (SchemaRegistryException e)
        {
            throw new WireException(WireProblem.RegistryUnavailable, $"The schema registry does not answer: {e.Message}", e);
        }
    }
}
