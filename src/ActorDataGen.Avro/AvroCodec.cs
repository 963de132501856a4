using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Resolution;
using ActorDataGen.Avro.Typed;

namespace ActorDataGen.Avro;

/// <summary>
/// Encodes and decodes values of one .NET type in Avro's binary encoding. Made once a schema and kept: making one compiles
/// accessors, using it reflects on nothing. Safe to use from any thread.
/// </summary>
/// <typeparam name="T">
/// A record (class or struct) whose properties are the schema's fields, by name without regard to underscores and case or by
/// <see cref="AvroFieldAttribute"/>; or any type that a schema maps to; or <see cref="GenericRecord"/> or <see cref="object"/>
/// for generic values.
/// </typeparam>
[SuppressMessage("Design", "CA1000", Justification = "AvroCodec<JobStatus>.For(schema) names what is wanted; nothing could infer it.")]
public sealed class AvroCodec<T>
{
    private static readonly ConditionalWeakTable<AvroSchema, ConditionalWeakTable<AvroSchema, AvroCodec<T>>> Codecs = [];
    private readonly AvroRead<T> _read;
    private readonly Lazy<AvroWrite<T>> _write;

    private AvroCodec(AvroSchema writer, AvroSchema reader, AvroLimits limits)
    {
        WriterSchema = writer;
        Schema = reader;
        Limits = limits;
        var plan = Resolver.Resolve(writer, reader);
        if (IsGeneric)
        {
            _read = (ref AvroBinaryReader input) => (T)plan.Read(ref input)!;
            _write = new Lazy<AvroWrite<T>>(() =>
            {
                var generic = GenericWriter.For(reader);
                return (ref AvroBinaryWriter output, T value) => generic.Write(ref output, value);
            });
            return;
        }

        _read = TypedReaderCompiler.Compile<T>(plan);
        // Not compiled before it is used: some only decode, and their type need not have all that encoding asks for.
        _write = new Lazy<AvroWrite<T>>(() => TypedWriterCompiler.Compile<T>(reader));
    }

    /// <summary>The schema that values are encoded in, and decoded into.</summary>
    public AvroSchema Schema { get; }

    /// <summary>The schema that decoded bytes were written in.</summary>
    public AvroSchema WriterSchema { get; }

    /// <summary>The bounds that decoding keeps.</summary>
    public AvroLimits Limits { get; }

    private static bool IsGeneric => typeof(T) == typeof(object) || typeof(T) == typeof(GenericRecord);

    /// <summary>The codec for one schema.</summary>
    /// <exception cref="AvroException">The type does not fit the schema; the message names the property.</exception>
    public static AvroCodec<T> For(AvroSchema schema) => For(schema, schema);

    /// <summary>The codec that decodes what one schema wrote as values of another, and encodes in that other.</summary>
    /// <exception cref="AvroException">The schemas do not match, or the type does not fit; the message names the field.</exception>
    public static AvroCodec<T> For(AvroSchema writer, AvroSchema reader) =>
        Codecs.GetValue(reader, _ => []).GetValue(writer, w => new AvroCodec<T>(w, reader, AvroLimits.Default));

    /// <summary>A codec with bounds of its own; not kept.</summary>
    /// <exception cref="AvroException">The schemas do not match, or the type does not fit; the message names the field.</exception>
    public static AvroCodec<T> For(AvroSchema writer, AvroSchema reader, AvroLimits limits) => new(writer, reader, limits);

    /// <summary>Encodes a value. Allocates nothing itself, save for an error.</summary>
    /// <exception cref="AvroException">The value does not fit the schema. Part of it may have been written then.</exception>
    public void Encode(in T value, IBufferWriter<byte> output)
    {
        var writer = new AvroBinaryWriter(output, Limits.MaxDepth);
        _write.Value(ref writer, value);
        writer.Flush();
    }

    /// <summary>Encodes a value into an array of its own.</summary>
    /// <exception cref="AvroException">The value does not fit the schema.</exception>
    public byte[] Encode(in T value)
    {
        var output = new ArrayBufferWriter<byte>();
        Encode(value, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Decodes a value that takes up all the bytes.</summary>
    /// <exception cref="AvroException">The bytes are no such value, or more than one, or go beyond a limit.</exception>
    public T Decode(ReadOnlySpan<byte> bytes)
    {
        var value = Decode(bytes, out var length);
        return length == bytes.Length ? value : throw AvroException.BadData($"{bytes.Length - length} bytes are left over after the value.");
    }

    /// <summary>Decodes the value that the bytes begin with, and says how many it took.</summary>
    /// <exception cref="AvroException">The bytes are no such value, or go beyond a limit.</exception>
    public T Decode(ReadOnlySpan<byte> bytes, out int length)
    {
        var reader = new AvroBinaryReader(bytes, Limits);
        var value = _read(ref reader);
        length = reader.Position;
        return value;
    }
}
