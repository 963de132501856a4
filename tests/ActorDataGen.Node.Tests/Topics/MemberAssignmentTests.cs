using ActorDataGen.Node.Topics;

namespace ActorDataGen.Node.Tests.Topics;

public sealed class MemberAssignmentTests
{
    // Version 0; two topics: "a" with partitions 1 and 2, "b" with partition 7; no user data.
    private static readonly byte[] TwoTopics =
    [
        0, 0, 0, 0, 0, 2,
        0, 1, (byte)'a', 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2,
        0, 1, (byte)'b', 0, 0, 0, 1, 0, 0, 0, 7,
        0xff, 0xff, 0xff, 0xff,
    ];

    [Theory]
    [InlineData("a", new[] { 1, 2 })]
    [InlineData("b", new[] { 7 })]
    [InlineData("c", new int[0])]
    public void Partitions_OfOneTopic_AreItsOwn(string topic, int[] expected) => Assert.Equal(expected, MemberAssignment.Partitions(TwoTopics, topic));

    [Fact]
    public void Partitions_CutAnywhere_NeverThrows()
    {
        for (var length = 0; length < TwoTopics.Length; length++)
        {
            Assert.All(MemberAssignment.Partitions(TwoTopics[..length], "a"), p => Assert.InRange(p, 1, 2));
        }

        Assert.Empty(MemberAssignment.Partitions(null, "a"));
    }
}
