using System.Buffers.Binary;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>
/// Files <c>{offset}.snapshot</c> in Kafka's format, version 1: the producers as they were when the log ended at that offset.
/// Kafka keeps a producer's last batch only; a tail of ours, which its tools read over, keeps the four before it, so that a
/// retry of any request in flight is still known after a restart.
/// </summary>
internal static class ProducerSnapshot
{
    private const short FormatVersion = 1;
    private const int EntrySize = 46;
    private const int TailEntrySize = 28;

    public static byte[] Encode(IReadOnlyCollection<ProducerState> producers)
    {
        var tails = producers.Where(static p => p.Batches.Count > 1).ToList();
        var tailSize = tails.Sum(static p => 12 + ((p.Batches.Count - 1) * TailEntrySize));
        var bytes = new byte[10 + (producers.Count * EntrySize) + 4 + tailSize];
        BinaryPrimitives.WriteInt16BigEndian(bytes, FormatVersion);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(6), producers.Count);
        var at = 10;
        foreach (var producer in producers)
        {
            var entry = bytes.AsSpan(at, EntrySize);
            var last = producer.Last;
            BinaryPrimitives.WriteInt64BigEndian(entry, producer.ProducerId);
            BinaryPrimitives.WriteInt16BigEndian(entry[8..], producer.Epoch);
            BinaryPrimitives.WriteInt32BigEndian(entry[10..], last?.LastSequence ?? -1);
            BinaryPrimitives.WriteInt64BigEndian(entry[14..], last?.LastOffset ?? -1);
            BinaryPrimitives.WriteInt32BigEndian(entry[22..], last?.OffsetDelta ?? 0);
            BinaryPrimitives.WriteInt64BigEndian(entry[26..], producer.LastTimestamp);
            BinaryPrimitives.WriteInt32BigEndian(entry[34..], producer.CoordinatorEpoch);
            BinaryPrimitives.WriteInt64BigEndian(entry[38..], producer.TransactionStart);
            at += EntrySize;
        }

        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), tails.Count);
        at += 4;
        foreach (var producer in tails)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(at), producer.ProducerId);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 8), producer.Batches.Count - 1);
            at += 12;
            foreach (var batch in producer.Batches.Take(producer.Batches.Count - 1))
            {
                var entry = bytes.AsSpan(at, TailEntrySize);
                BinaryPrimitives.WriteInt32BigEndian(entry, batch.FirstSequence);
                BinaryPrimitives.WriteInt32BigEndian(entry[4..], batch.LastSequence);
                BinaryPrimitives.WriteInt64BigEndian(entry[8..], batch.LastOffset);
                BinaryPrimitives.WriteInt32BigEndian(entry[16..], batch.OffsetDelta);
                BinaryPrimitives.WriteInt64BigEndian(entry[20..], batch.Timestamp);
                at += TailEntrySize;
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(2), Crc32C.Compute(bytes.AsSpan(6)));
        return bytes;
    }

    /// <summary>Reads a snapshot; null where the file is cut or damaged.</summary>
    public static List<ProducerState>? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 10 || BinaryPrimitives.ReadInt16BigEndian(bytes) != FormatVersion
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]) != Crc32C.Compute(bytes[6..]))
        {
            return null;
        }

        // The checksum holds, so the counts can be believed.
        var count = BinaryPrimitives.ReadInt32BigEndian(bytes[6..]);
        var earlier = ReadTail(bytes[(10 + (count * EntrySize))..]);
        var producers = new List<ProducerState>(count);
        for (var i = 0; i < count; i++)
        {
            var entry = bytes.Slice(10 + (i * EntrySize), EntrySize);
            var producer = new ProducerState(BinaryPrimitives.ReadInt64BigEndian(entry)) { Epoch = BinaryPrimitives.ReadInt16BigEndian(entry[8..]) };
            var lastSequence = BinaryPrimitives.ReadInt32BigEndian(entry[10..]);
            var offsetDelta = BinaryPrimitives.ReadInt32BigEndian(entry[22..]);
            var timestamp = BinaryPrimitives.ReadInt64BigEndian(entry[26..]);
            foreach (var batch in earlier.GetValueOrDefault(producer.ProducerId) ?? [])
            {
                producer.Remember(batch);
            }

            if (lastSequence >= 0)
            {
                var first = lastSequence >= offsetDelta ? lastSequence - offsetDelta : int.MaxValue - (offsetDelta - lastSequence) + 1;
                producer.Remember(new(first, lastSequence, BinaryPrimitives.ReadInt64BigEndian(entry[14..]), offsetDelta, timestamp));
            }

            producer.LastTimestamp = timestamp;
            producer.CoordinatorEpoch = BinaryPrimitives.ReadInt32BigEndian(entry[34..]);
            producer.TransactionStart = BinaryPrimitives.ReadInt64BigEndian(entry[38..]);
            producers.Add(producer);
        }

        return producers;
    }

    private static Dictionary<long, List<SequencedBatch>> ReadTail(ReadOnlySpan<byte> bytes)
    {
        var read = new Dictionary<long, List<SequencedBatch>>();
        if (bytes.Length < 4)
        {
            return read; // one of Kafka's own
        }

        var count = BinaryPrimitives.ReadInt32BigEndian(bytes);
        bytes = bytes[4..];
        for (var i = 0; i < count; i++)
        {
            var batches = new List<SequencedBatch>();
            var batchCount = BinaryPrimitives.ReadInt32BigEndian(bytes[8..]);
            read[BinaryPrimitives.ReadInt64BigEndian(bytes)] = batches;
            bytes = bytes[12..];
            for (var b = 0; b < batchCount; b++)
            {
                batches.Add(new(
                    BinaryPrimitives.ReadInt32BigEndian(bytes), BinaryPrimitives.ReadInt32BigEndian(bytes[4..]),
                    BinaryPrimitives.ReadInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadInt32BigEndian(bytes[16..]),
                    BinaryPrimitives.ReadInt64BigEndian(bytes[20..])));
                bytes = bytes[TailEntrySize..];
            }
        }

        return read;
    }
}
