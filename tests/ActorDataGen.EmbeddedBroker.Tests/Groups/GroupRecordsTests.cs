using ActorDataGen.EmbeddedBroker.Groups;

namespace ActorDataGen.EmbeddedBroker.Tests.Groups;

public sealed class GroupRecordsTests
{
    [Fact]
    public void Offset_AsKafkaWritesIt()
    {
        var key = GroupRecords.OffsetKey("g", new TopicPartition("t", 2));
        Assert.Equal("0001" + "000167" + "000174" + "00000002", Convert.ToHexString(key));
        var value = GroupRecords.OffsetValue(new CommittedOffset(5, 1, "m", DateTimeOffset.FromUnixTimeMilliseconds(9)));
        Assert.Equal("0003" + "0000000000000005" + "00000001" + "00016D" + "0000000000000009", Convert.ToHexString(value));
        Assert.Equal(("g", new TopicPartition("t", 2)), GroupRecords.ReadKey(key));
        Assert.Equal(new CommittedOffset(5, 1, "m", DateTimeOffset.FromUnixTimeMilliseconds(9)), GroupRecords.ReadOffset(value));
    }

    [Fact]
    public void OffsetWithExpiry_RoundTrips()
    {
        var offset = new CommittedOffset(5, -1, "", DateTimeOffset.FromUnixTimeMilliseconds(9), DateTimeOffset.FromUnixTimeMilliseconds(10));
        Assert.Equal(offset, GroupRecords.ReadOffset(GroupRecords.OffsetValue(offset)));
    }

    [Fact]
    public void Group_RoundTripsAndGoesOn()
    {
        var group = GroupDriver.Stable("a", "b");
        var read = GroupMachine.Resume(GroupRecords.ReadGroup("g", GroupRecords.GroupValue(group.State)), group.Now);
        Assert.Equal((GroupPhase.Stable, group.State.Generation, "range", "a"), (read.Phase, read.Generation, read.Protocol, read.LeaderId));
        group.State = read;
        Assert.Equal(KafkaProtocol.ErrorCode.None, group.Beat("b", read.Generation));
        Assert.Equal("for b"u8.ToArray(), group.Synced(group.Sync("b", read.Generation)).Assignment.ToArray());
        group.Pass(GroupDriver.Session);
        Assert.Equal(GroupPhase.Empty, group.State.Phase);
    }

    [Fact]
    public void Key_OfAnUnknownVersion_IsSkipped()
    {
        Assert.Null(GroupRecords.ReadKey(new byte[] { 0, 9, 0, 0 }));
    }
}
