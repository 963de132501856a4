using System.Buffers.Binary;
using System.Text;

namespace ActorDataGen.Kafka;

/// <summary>Kafka's default partitioner for keyed records, so that everybody agrees where a key lives.</summary>
public static class Partitioner
{
    private const uint Seed = 0x9747b28c;
    private const uint Mix = 0x5bd1e995;

    /// <summary>The partition of a key, as Kafka's own Java client chooses it.</summary>
    /// <param name="key">The key; it is hashed as UTF-8.</param>
    /// <param name="partitions">The topic's number of partitions.</param>
    public static int PartitionOf(string key, int partitions) => PartitionOf(Encoding.UTF8.GetBytes(key), partitions);

    /// <summary>The partition of a key, as Kafka's own Java client chooses it.</summary>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        return (int)(Murmur2(key) & 0x7fffffff) % partitions;
    }

    /// <summary>MurmurHash2, 32 bits, with Kafka's seed.</summary>
    public static uint Murmur2(ReadOnlySpan<byte> data)
    {
        var hash = Seed ^ (uint)data.Length;
        while (data.Length >= 4)
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(data) * Mix;
            word ^= word >> 24;
            hash = (hash * Mix) ^ (word * Mix);
            data = data[4..];
        }

        if (data.Length > 0)
        {
            for (var i = data.Length - 1; i >= 0; i--)
            {
                hash ^= (uint)data[i] << (8 * i);
            }

            hash *= Mix;
        }

        hash ^= hash >> 13;
        hash *= Mix;
        return hash ^ (hash >> 15);
    }
}
