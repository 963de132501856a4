using System.Reflection;
using Confluent.Kafka;

namespace ActorDataGen.Kafka.Loading;

/// <summary>
/// Makes Confluent.Kafka 2.1 and later work over librdkafka 2.0 (Debian 12 ships 2.0.2). The newer binding calls three functions
/// about leader epochs, whenever it consumes or commits, which came with librdkafka 2.1. They are bound lazily to private static
/// delegates of its internal class, so replacing these before the first use is enough: no epoch is known and none is sent,
/// which is what librdkafka 2.0 does in any case.
/// </summary>
internal static class OldLibrary
{
    /// <summary>The oldest that has every other function in use here.</summary>
    public const int OldestUsable = 0x02000000;

    /// <summary>The first that has the three functions itself.</summary>
    public const int FirstWithLeaderEpochs = 0x02010000;

    // RD_KAFKA_PARTITION's "unknown" in rdkafka.h: an offset commit without leader epoch.
    private const int NoEpoch = -1;

    /// <summary>Replaces the three functions.</summary>
    /// <exception cref="KafkaLibraryException">This Confluent.Kafka is built differently.</exception>
    public static void FillGaps()
    {
        var binding = typeof(IConsumer<,>).Assembly.GetType("Confluent.Kafka.Impl.Librdkafka");
        Replace(binding, "_message_leader_epoch", nameof(ReadEpoch));
        Replace(binding, "_topic_partition_get_leader_epoch", nameof(ReadEpoch));
        Replace(binding, "_topic_partition_set_leader_epoch", nameof(WriteEpoch));
    }

    private static void Replace(Type? binding, string field, string method)
    {
        var target = binding?.GetField(field, BindingFlags.NonPublic | BindingFlags.Static);
        var replacement = typeof(OldLibrary).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!;
        if (target is null || Delegate.CreateDelegate(target.FieldType, replacement, throwOnBindFailure: false) is not { } bound)
        {
            throw new KafkaLibraryException($"This Confluent.Kafka has no {field} to stand in for librdkafka {Library.VersionString}: "
                + $"install librdkafka 2.1 or later, or name one in {KafkaLibrary.PathVariable}.");
        }

        target.SetValue(null, bound);
    }

    private static int ReadEpoch(nint _) => NoEpoch;

    private static void WriteEpoch(nint _, int epoch) => _ = epoch;
}
