using System.Globalization;
using System.Text;
using ActorDataGen.Kafka.Producing;
using ActorDataGen.Wire;
using Confluent.Kafka;

namespace ActorDataGen.Controller.Submissions;

/// <summary>Makes records of the dead letter queue: the record as it was, with headers that say where it stood and what is wrong.</summary>
internal static class DeadLetters
{
    /// <summary>Why it is here, one line.</summary>
    public const string ReasonHeader = "adg-reason";

    /// <summary>How many bytes its value had, where it was too large for this topic and is cut.</summary>
    public const string CutHeader = "adg-cut-from-bytes";

    // Below the topic's limit with room for key and headers.
    private const int MaxValue = 1024 * 1024;
    private const int MaxReason = 4096;

    public static OutgoingRecord Of(ConsumeResult<byte[]?, byte[]?> record, string reason, ManagementTopics topics)
    {
        var value = record.Message.Value;
        var headers = Copy(record.Message.Headers);
        headers.Add(ReasonHeader, Encoding.UTF8.GetBytes(reason.Length > MaxReason ? reason[..MaxReason] : reason));
        headers.Add("adg-topic", Encoding.UTF8.GetBytes(record.Topic));
        headers.Add("adg-partition", Text(record.Partition.Value));
        headers.Add("adg-offset", Text(record.Offset.Value));
        if (value?.Length > MaxValue)
        {
            headers.Add(CutHeader, Text(value.Length));
            value = value[..MaxValue];
        }

        return new OutgoingRecord(new TopicPartition(topics.DeadLetters, record.Partition), Fit(record.Message.Key), value)
        {
            Headers = headers,
            Timestamp = TimeOf(record),
        };
    }

    /// <summary>The record's own time; none where the broker gave it none.</summary>
    public static DateTimeOffset? TimeOf(ConsumeResult<byte[]?, byte[]?> record) =>
        record.Message.Timestamp.Type == TimestampType.NotAvailable ? null : new DateTimeOffset(record.Message.Timestamp.UtcDateTime);

    /// <summary>The headers, without any that this class writes: a record may be dead for the second time.</summary>
    private static Headers Copy(Headers? headers)
    {
        var copy = new Headers();
        var size = 0;
        foreach (var header in headers ?? [])
        {
            size += header.Key.Length + (header.GetValueBytes()?.Length ?? 0);
            if (!header.Key.StartsWith("adg-", StringComparison.Ordinal) && size < 32 * 1024)
            {
                copy.Add(header.Key, header.GetValueBytes());
            }
        }

        return copy;
    }

    private static byte[]? Fit(byte[]? key) => key?.Length > 8192 ? key[..8192] : key;

    private static byte[] Text(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
