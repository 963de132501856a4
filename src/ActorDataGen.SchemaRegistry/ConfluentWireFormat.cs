using System.Buffers;
using System.Buffers.Binary;

namespace ActorDataGen.SchemaRegistry;

/// <summary>Confluent's wire format: a zero byte, the schema's id in four bytes, big-endian, and the value.</summary>
public static class ConfluentWireFormat
{
    /// <summary>How many bytes stand before the value.</summary>
    public const int HeaderSize = 5;

    private const byte Magic = 0;

    /// <summary>Writes what stands before a value.</summary>
    public static void WriteHeader(IBufferWriter<byte> output, int schemaId)
    {
        var header = output.GetSpan(HeaderSize);
        header[0] = Magic;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], schemaId);
        output.Advance(HeaderSize);
    }

    /// <summary>Takes a message apart; false if it is too short or begins otherwise.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out int schemaId, out ReadOnlySpan<byte> value)
    {
        schemaId = 0;
        value = default;
        if (message.Length < HeaderSize || message[0] != Magic) return false;
        schemaId = BinaryPrimitives.ReadInt32BigEndian(message[1..]);
        value = message[HeaderSize..];
        return true;
    }
}
