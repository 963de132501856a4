using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorDataGen.Avro.Binary;

namespace ActorDataGen.Avro.Json;

/// <summary>
/// Avro's JSON encoding, made from the binary encoding and turned into it: so it serves typed and generic values alike,
/// and logical types come out as their base type, as the specification wants.
/// </summary>
public static class AvroJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 4000 };

    /// <summary>Encodes a value in JSON.</summary>
    /// <exception cref="AvroException">The value does not fit the schema.</exception>
    public static string Encode<T>(AvroCodec<T> codec, in T value)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return FromBinary(codec.Schema, codec.Encode(value), codec.Limits);
    }

    /// <summary>Decodes JSON that was written in the codec's writer's schema.</summary>
    /// <exception cref="AvroException">The text is not JSON, or not such a value.</exception>
    public static T Decode<T>(AvroCodec<T> codec, string json)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return codec.Decode(ToBinary(codec.WriterSchema, json, codec.Limits));
    }

    /// <summary>Turns the binary encoding of one value into JSON.</summary>
    /// <exception cref="AvroException">The bytes are no such value.</exception>
    public static string FromBinary(AvroSchema schema, ReadOnlySpan<byte> binary, AvroLimits? limits = null)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Options))
        {
            var reader = new AvroBinaryReader(binary, limits);
            BinaryToJson.Write(schema, ref reader, json);
            if (reader.Remaining > 0) throw AvroException.BadData($"{reader.Remaining} bytes are left over after the value.");
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Turns JSON into the binary encoding.</summary>
    /// <exception cref="AvroException">The text is not JSON, or not a value of the schema; the message names the path.</exception>
    public static byte[] ToBinary(AvroSchema schema, string json, AvroLimits? limits = null)
    {
        limits ??= AvroLimits.Default;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000, AllowDuplicateProperties = false });
            var output = new ArrayBufferWriter<byte>();
            var writer = new AvroBinaryWriter(output, limits.MaxDepth);
            JsonToBinary.Write(schema, document.RootElement, ref writer, "$");
            writer.Flush();
            return output.WrittenSpan.ToArray();
        }
        catch (JsonException e)
        {
            throw new AvroException(AvroErrorKind.Data, $"The text is not JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new AvroException(AvroErrorKind.Data, "The text holds half a surrogate pair.", e);
        }
    }
}
