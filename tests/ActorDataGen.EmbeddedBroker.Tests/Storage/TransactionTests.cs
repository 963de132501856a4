using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Tests.Storage;

public sealed class TransactionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LastStableOffset_TransactionsOverlap_IsTheStartOfTheEarliestOpen(bool inMemory)
    {
        using var bed = new LogBed(inMemory: inMemory);
        bed.Append("a");
        bed.AppendFrom(1, 0, 0, 1, transactional: true);
        bed.AppendFrom(2, 0, 0, 1, transactional: true);
        Assert.Equal(1, bed.Log.LastStableOffset);
        Assert.Equal(3, bed.Log.AppendMarker(1, 0, commit: true, 0).BaseOffset);
        Assert.Equal(2, bed.Log.LastStableOffset);
        bed.Log.AppendMarker(2, 0, commit: false, 0);
        Assert.Equal(5, bed.Log.LastStableOffset);
        Assert.Equal(new AbortedTransaction(2, 2, 4, 5), Assert.Single(bed.Log.AbortedBetween(0, 5)));
    }

    [Fact]
    public void Read_UpToTheLastStableOffset_LeavesTheUndecidedOut()
    {
        using var bed = new LogBed();
        bed.Append("a");
        bed.Append("b");
        bed.AppendFrom(1, 0, 0, 1, transactional: true);
        bed.Append("c");
        var bytes = bed.Fetch(0, bound: bed.Log.LastStableOffset);
        Assert.Equal(1, RecordReader.Split(bytes).Select(b => RecordBatchHeader.Read(b.Span).LastOffset).Last());
        Assert.Empty(bed.Fetch(2, bound: bed.Log.LastStableOffset));
    }

    [Fact]
    public void AppendMarker_OlderEpochOrCoordinator_IsFenced()
    {
        using var bed = new LogBed();
        bed.AppendFrom(1, 3, 0, 1, transactional: true);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, bed.Log.AppendMarker(1, 2, commit: true, 0).Error);
        Assert.Equal(ErrorCode.None, bed.Log.AppendMarker(1, 4, commit: false, 5).Error);
        Assert.Equal(ErrorCode.TransactionCoordinatorFenced, bed.Log.AppendMarker(1, 4, commit: false, 4).Error);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, bed.AppendFrom(1, 3, 1, 1, transactional: true).Error);
        Assert.Equal(ErrorCode.None, bed.AppendFrom(1, 4, 0, 1, transactional: true).Error);
    }

    [Fact]
    public void AbortedBetween_ManyTransactions_GivesThoseThatReachIntoTheRange()
    {
        using var bed = new LogBed(new LogConfiguration { SegmentBytes = 400 });
        for (short i = 0; i < 40; i++)
        {
            bed.AppendFrom(1, 0, i, 1, transactional: true);
            bed.Log.AppendMarker(1, 0, commit: false, 0);
        }

        Assert.Equal(40, bed.Log.AbortedBetween(0, 80).Count);
        Assert.Equal([20L, 22L, 24L], bed.Log.AbortedBetween(20, 25).Select(a => a.FirstOffset));
        bed.Reopen();
        Assert.Equal([20L, 22L, 24L], bed.Log.AbortedBetween(20, 25).Select(a => a.FirstOffset));
    }
}
