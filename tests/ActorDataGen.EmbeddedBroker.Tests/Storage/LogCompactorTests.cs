using ActorDataGen.EmbeddedBroker.Storage;

namespace ActorDataGen.EmbeddedBroker.Tests.Storage;

public sealed class LogCompactorTests
{
    private static readonly LogConfiguration Compacted =
        new() { Compact = true, Delete = false, SegmentBytes = 400, IndexIntervalBytes = 100, MinCleanableDirtyRatio = 0, DeleteRetentionMilliseconds = 1000 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Compact_ManyValuesAKey_KeepsTheLastAndItsOffset(bool inMemory)
    {
        using var bed = new LogBed(Compacted, inMemory);
        for (var i = 0; i < 100; i++)
        {
            bed.Append($"k{i % 5}=v{i}", $"only{i}=x{i}");
        }

        bed.Log.CloseActiveSegment();
        var report = LogCompactor.Compact(bed.Log);
        Assert.True(report.KeptBytes < report.CleanedBytes);
        AssertLast();
        if (!inMemory)
        {
            bed.Reopen();
            AssertLast();
            bed.Crash();
            AssertLast();
        }

        Assert.Equal(200, bed.Append("k0=new").BaseOffset);

        void AssertLast()
        {
            var values = bed.Values();
            Assert.Equal(["v95", "v96", "v97", "v98", "v99"], values.Where(v => v[0] == 'v').Order());
            Assert.Equal(100, values.Count(v => v[0] == 'x'));
            Assert.Equal(190, bed.Records().Single(r => r.Value!.Value.Span.SequenceEqual("v95"u8)).Offset);
            for (var offset = 0; offset < 200; offset++)
            {
                Assert.NotEmpty(bed.Fetch(offset)); // an offset that is gone leads to the next one there is
            }
        }
    }

    [Fact]
    public void Compact_Tombstone_StaysForAWhileThenGoes()
    {
        using var bed = new LogBed(Compacted);
        bed.Append("k=v");
        bed.Append("k=null");
        bed.Log.CloseActiveSegment();
        LogCompactor.Compact(bed.Log);
        Assert.Equal(["k=null"], bed.Values());

        bed.Clock.Milliseconds += 2000;
        bed.Append("other=1");
        bed.Log.CloseActiveSegment();
        LogCompactor.Compact(bed.Log);
        Assert.Equal(["1"], bed.Values());
    }

    [Fact]
    public void Compact_AbortedAndOpenTransactions_DropsTheOneAndWaitsForTheOther()
    {
        using var bed = new LogBed(Compacted);
        bed.Append("p1=before");
        bed.AppendFrom(1, 0, 0, 1, transactional: true);
        bed.Log.AppendMarker(1, 0, commit: false, 0);
        bed.Log.CloseActiveSegment();
        bed.AppendFrom(2, 0, 0, 1, transactional: true);
        bed.Log.CloseActiveSegment();
        LogCompactor.Compact(bed.Log);
        Assert.Equal(["before", "0"], bed.Values());
    }

    [Fact]
    public void Compact_LittleIsNew_DoesNothing()
    {
        using var bed = new LogBed(Compacted with { MinCleanableDirtyRatio = 0.5 });
        for (var i = 0; i < 50; i++)
        {
            bed.Append($"k{i}=v{i}");
        }

        bed.Log.CloseActiveSegment();
        Assert.True(LogCompactor.Compact(bed.Log).CleanedBytes > 0);
        bed.Append("k0=v");
        bed.Log.CloseActiveSegment();
        Assert.Equal(0, LogCompactor.Compact(bed.Log).CleanedBytes);
    }

    [Theory]
    [InlineData(".cleaned", false)]
    [InlineData(".swap", true)]
    public void Open_CrashDuringCompaction_HasTheOldOrTheNew(string left, bool isNew)
    {
        using var bed = new LogBed(Compacted with { SegmentBytes = 10_000 });
        bed.Append("k=1");
        bed.Append("k=2");
        bed.Log.CloseActiveSegment();
        bed.Append("z=3");
        bed.Log.Close();
        var log = Path.Combine(bed.Folder!, LogSegment.NameOf(0) + ".log");
        var bytes = File.ReadAllBytes(log);
        File.WriteAllBytes(log + left, bytes[(bytes.Length / 2)..]); // the second batch alone: what compaction would keep
        bed.Crash(long.MaxValue);
        Assert.Equal(isNew ? ["2", "3"] : ["1", "2", "3"], bed.Values());
        Assert.Empty(Directory.GetFiles(bed.Folder!, "*" + left));
    }
}
