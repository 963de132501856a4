using System.Buffers;
using System.Buffers.Binary;

namespace ActorDataGen.Avro.SingleObject;

/// <summary>The single-object encoding: the bytes C3 01, the fingerprint of the writer's schema, little-endian, and the value.</summary>
public static class AvroSingleObject
{
    /// <summary>How many bytes stand before the value.</summary>
    public const int HeaderSize = 10;

    /// <summary>Encodes a value.</summary>
    /// <exception cref="AvroException">The value does not fit the schema.</exception>
    public static void Encode<T>(AvroCodec<T> codec, in T value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(output);
        var header = output.GetSpan(HeaderSize);
        (header[0], header[1]) = (0xC3, 0x01);
        BinaryPrimitives.WriteUInt64LittleEndian(header[2..], codec.Schema.Fingerprint);
        output.Advance(HeaderSize);
        codec.Encode(value, output);
    }

    /// <summary>Takes a message apart; false if it does not begin as it should.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out ulong fingerprint, out ReadOnlySpan<byte> value)
    {
        fingerprint = 0;
        value = default;
        if (message.Length < HeaderSize || message[0] != 0xC3 || message[1] != 0x01) return false;
        fingerprint = BinaryPrimitives.ReadUInt64LittleEndian(message[2..]);
        value = message[HeaderSize..];
        return true;
    }

    /// <summary>Decodes a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="readerSchema">The schema to read as.</param>
    /// <param name="findWriter">Finds the writer's schema by its fingerprint; null if it is unknown.</param>
    /// <exception cref="AvroException">The message begins otherwise, its schema is unknown, or its value cannot be read.</exception>
    public static T Decode<T>(ReadOnlySpan<byte> message, AvroSchema readerSchema, Func<ulong, AvroSchema?> findWriter)
    {
        ArgumentNullException.ThrowIfNull(findWriter);
        if (!TryRead(message, out var fingerprint, out var value)) throw AvroException.BadData("The message does not begin with C3 01 and a fingerprint.");
        var writer = findWriter(fingerprint) ?? throw AvroException.BadData($"No schema is known by the fingerprint {fingerprint:x16}.");
        return AvroCodec<T>.For(writer, readerSchema).Decode(value);
    }
}
