using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorDataGen.Avro;
using ActorDataGen.Avro.Generic;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.Node.Topics;

/// <summary>Shows Avro values as JSON by the schemas of a registry: plain JSON for people, without Avro's marks on unions.</summary>
internal sealed class RegistryAvroText(ISchemaRegistry registry) : IAvroText
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ConcurrentDictionary<int, AvroCodec<object?>> _codecs = new();

    public async Task<string?> TryDecodeAsync(ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        if (!ConfluentWireFormat.TryRead(value.Span, out var id, out _))
        {
            return null;
        }

        try
        {
            if (!_codecs.TryGetValue(id, out var codec))
            {
                var document = await registry.GetByIdAsync(id, cancellationToken);
                codec = _codecs.GetOrAdd(id, AvroCodec<object?>.For(AvroSchema.Parse(document.Schema)));
            }

            return Json(codec.Decode(value.Span[ConfluentWireFormat.HeaderSize..]));
        }
        catch (Exception e) when (e is SchemaRegistryException or AvroException)
        {
            // Not Avro after all, or nobody knows its schema: it is shown as what else it may be.
            return null;
        }
    }

    internal static string Json(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): writer.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case byte[] bytes: writer.WriteStringValue(Convert.ToHexStringLower(bytes)); break;
            case GenericFixed bytes: writer.WriteStringValue(Convert.ToHexStringLower(bytes.Value)); break;
            case GenericRecord record: WriteRecord(writer, record); break;
            case IReadOnlyDictionary<string, object?> map: WriteMap(writer, map); break;
            case IReadOnlyList<object?> list: WriteList(writer, list); break;
            case IFormattable other: writer.WriteStringValue(other.ToString(other is DateTimeOffset or DateTime ? "o" : null, CultureInfo.InvariantCulture)); break;
            default: writer.WriteStringValue(value.ToString()); break;
        }
    }

    private static void WriteRecord(Utf8JsonWriter writer, GenericRecord record)
    {
        writer.WriteStartObject();
        foreach (var field in record.Schema.Fields)
        {
            writer.WritePropertyName(field.Name);
            Write(writer, record[field.Position]);
        }

        writer.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> map)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in map)
        {
            writer.WritePropertyName(key);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IReadOnlyList<object?> list)
    {
        writer.WriteStartArray();
        foreach (var item in list)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }
}
