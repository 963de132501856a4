using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ActorDataGen.Client.Contract;
using Confluent.Kafka;

namespace ActorDataGen.Node.Topics;

/// <summary>Turns the bytes of a record's value into text, where the bytes are Avro by a schema registry.</summary>
internal interface IAvroText
{
    /// <summary>The value as JSON, or null where it is not Avro in Confluent's wire format or its schema is unknown.</summary>
    Task<string?> TryDecodeAsync(ReadOnlyMemory<byte> value, CancellationToken cancellationToken);
}

/// <summary>Shows records as people read them: JSON, Avro by the registry, text, and where nothing fits hexadecimal.</summary>
internal sealed class RecordDecoder(IAvroText avro)
{
    // Enough to see what it is; a record of megabytes would drown everything around it.
    private const int MostBytes = 16_384;

    public async Task<RecordView> DecodeAsync(ConsumeResult<byte[], byte[]?> record, CancellationToken cancellationToken)
    {
        var (value, format) = await ValueAsync(record.Message.Value, cancellationToken);
        return new RecordView
        {
            Partition = record.Partition.Value,
            Offset = record.Offset.Value,
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(0, record.Message.Timestamp.UnixTimestampMs)),
            Key = record.Message.Key is { } key ? Text(key) : null,
            Value = value,
            Format = format,
            Headers = Headers(record.Message.Headers),
        };
    }

    private async Task<(string? Value, string Format)> ValueAsync(byte[]? value, CancellationToken cancellationToken)
    {
        if (value is null)
        {
            return (null, "null");
        }

        if (value.Length > 5 && value[0] == 0 && await avro.TryDecodeAsync(value, cancellationToken) is { } decoded)
        {
            return (decoded, "avro");
        }

        return Utf8.IsValid(value) && !value.AsSpan().ContainsAnyInRange<byte>(0, 8) ? (Text(value), IsJson(value) ? "json" : "text") : (Text(value), "binary");
    }

    private static Dictionary<string, string> Headers(Headers? headers)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var header in headers ?? [])
        {
            texts[header.Key] = header.GetValueBytes() is { } bytes ? Text(bytes) : "";
        }

        return texts;
    }

    private static string Text(byte[] bytes)
    {
        var cut = bytes.AsSpan(0, Math.Min(bytes.Length, MostBytes));
        var text = Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(cut) : Convert.ToHexStringLower(cut);
        return cut.Length < bytes.Length ? $"{text}… ({bytes.Length} bytes)" : text;
    }

    private static bool IsJson(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
