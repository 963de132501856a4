using System.Buffers;
using System.Collections.Immutable;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.EmbeddedBroker.Transactions;

/// <summary>
/// Keys and values of <c>__transaction_state</c>, in Kafka's format (version 0 of both), and one key of our own for the producer ids that were
/// given out, which Kafka keeps in its metadata log.
/// </summary>
internal static class TransactionRecords
{
    private const short KeyVersion = 0;
    private const short ValueVersion = 0;
    // Far from Kafka's, whose tools skip a key of a version they do not know.
    private const short ProducerIdsKeyVersion = 1000;

    public static byte[] Key(string transactionalId) => Write((ref FieldCodec f) =>
    {
        f.Int16(KeyVersion);
        f.String(transactionalId);
    });

    public static byte[] ProducerIdsKey() => Write((ref FieldCodec f) => f.Int16(ProducerIdsKeyVersion));

    public static byte[] ProducerIdsValue(long end) => Write((ref FieldCodec f) => f.Int64(end));

    public static byte[] Value(TransactionState state) => Write((ref FieldCodec f) =>
    {
        f.Int16(ValueVersion);
        f.Int64(state.ProducerId);
        f.Int16(state.Epoch);
        f.Int32((int)state.Timeout.TotalMilliseconds);
        f.Int8((sbyte)state.Phase);
        if (state.Phase == TransactionPhase.Empty)
        {
            f.Int32(-1);
        }
        else
        {
            var topics = state.Partitions.GroupBy(p => p.Topic).ToList();
            f.Int32(topics.Count);
            foreach (var topic in topics)
            {
                f.String(topic.Key);
                f.Int32Array([.. topic.Select(p => p.Partition)]);
            }
        }

        f.Int64(state.UpdatedAt.ToUnixTimeMilliseconds());
        f.Int64(state.StartedAt?.ToUnixTimeMilliseconds() ?? -1);
    });

    /// <summary>The transactional id of a key; <paramref name="isProducerIds"/> for our own key; null for versions we do not know.</summary>
    public static string? ReadKey(ReadOnlyMemory<byte> key, out bool isProducerIds)
    {
        var f = Reader(key);
        var version = f.Int16(0);
        isProducerIds = version == ProducerIdsKeyVersion;
        return version == KeyVersion ? f.String("") : null;
    }

    public static long ReadProducerIds(ReadOnlyMemory<byte> value)
    {
        var f = Reader(value);
        return f.Int64(0);
    }

    public static TransactionState ReadValue(string transactionalId, ReadOnlyMemory<byte> value)
    {
        var f = Reader(value);
        var version = f.Int16(0);
        if (version != ValueVersion)
        {
            throw new KafkaProtocolException($"transactional id {transactionalId} is stored in version {version}, and this broker writes {ValueVersion}");
        }

        var producerId = f.Int64(0);
        var epoch = f.Int16(0);
        var timeout = TimeSpan.FromMilliseconds(f.Int32(0));
        var phase = (TransactionPhase)f.Int8(0);
        var partitions = ImmutableHashSet.CreateBuilder<TopicPartition>();
        var topics = f.Int32(0);
        for (var i = 0; i < topics; i++)
        {
            var topic = f.String("");
            foreach (var partition in f.Int32Array([]))
            {
                partitions.Add(new TopicPartition(topic, partition));
            }
        }

        var updated = DateTimeOffset.FromUnixTimeMilliseconds(f.Int64(0));
        var started = f.Int64(0);
        return new TransactionState
        {
            TransactionalId = transactionalId,
            ProducerId = producerId,
            Epoch = epoch,
            Timeout = timeout,
            Phase = phase,
            Partitions = partitions.ToImmutable(),
            UpdatedAt = updated,
            StartedAt = started < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(started),
        };
    }

    private static FieldCodec Reader(ReadOnlyMemory<byte> bytes) => FieldCodec.Reader(new ReadOnlySequence<byte>(bytes), 0, flexible: false);

    private delegate void Fill(ref FieldCodec f);

    private static byte[] Write(Fill fill)
    {
        using var buffer = new MessageBuffer();
        var f = FieldCodec.Writer(buffer, 0, flexible: false);
        fill(ref f);
        return buffer.Written.ToArray();
    }
}
