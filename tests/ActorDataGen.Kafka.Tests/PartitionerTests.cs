using System.Text;

namespace ActorDataGen.Kafka.Tests;

public sealed class PartitionerTests
{
    // From Kafka's own UtilsTest.testMurmur2, as signed integers there.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Murmur2_KnownInput_GivesKafkasHash(string input, int expected) =>
        Assert.Equal(expected, (int)Partitioner.Murmur2(Encoding.UTF8.GetBytes(input)));

    [Fact]
    public void PartitionOf_HashWithTheHighestBitSet_IsInRange() => Assert.InRange(Partitioner.PartitionOf("foobar", 12), 0, 11);

    [Fact]
    public void PartitionOf_NoPartitions_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Partitioner.PartitionOf("a", 0));
}
