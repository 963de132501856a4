using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Tests.Storage;

public sealed class RecoveryTests
{
    [Fact]
    public void Open_AfterCleanStop_VerifiesNothingAndHasEverything()
    {
        using var bed = new LogBed(new LogConfiguration { SegmentBytes = 500, IndexIntervalBytes = 100 });
        Fill(bed, 50);
        var log = bed.Reopen();
        Assert.Equal((50L, 0L, 0L, 0), (log.LogEndOffset, log.Recovery.CutBytes, log.Recovery.VerifiedBytes, log.Recovery.RebuiltIndexes));
        Assert.Equal(50, bed.Values().Count);
        Assert.Equal(50, bed.Append("next").BaseOffset);
    }

    [Fact]
    public void Open_TailTornAtAnyByte_KeepsEveryWholeBatchAndSaysWhatItCut()
    {
        using var bed = new LogBed();
        Fill(bed, 3);
        var whole = bed.Log.Size;
        bed.Append("the last one");
        var path = Path.Combine(bed.Folder!, LogSegment.NameOf(0) + ".log");
        bed.Log.Close();
        var bytes = File.ReadAllBytes(path);
        for (var length = whole; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..(int)length]);
            using var log = bed.Open(verifyFrom: 0);
            Assert.Equal((3L, length - whole), (log.LogEndOffset, log.Recovery.CutBytes));
        }
    }

    [Fact]
    public void Open_ByteChangedInTheUnflushedTail_EndsBeforeThatBatch()
    {
        using var bed = new LogBed(new LogConfiguration { SegmentBytes = 400 });
        Fill(bed, 20);
        var tampered = bed.Log.Segments[^2];
        var offset = tampered.BaseOffset;
        bed.Log.Close();
        var bytes = File.ReadAllBytes(tampered.PathPrefix + ".log");
        bytes[70] ^= 0xFF;
        File.WriteAllBytes(tampered.PathPrefix + ".log", bytes);
        var log = bed.Crash();
        Assert.Equal(offset, log.LogEndOffset);
        Assert.True(log.Recovery.CutBytes > 0);
        Assert.Equal(offset, bed.Append("goes on").BaseOffset);
    }

    [Fact]
    public void Open_IndexesMissingOrEmpty_RebuildsThem()
    {
        using var bed = new LogBed(new LogConfiguration { SegmentBytes = 5000, IndexIntervalBytes = 100 });
        Fill(bed, 200);
        bed.Log.Close();
        var kept = Directory.GetFiles(bed.Folder!, "*.index").ToDictionary(f => f, File.ReadAllBytes);
        foreach (var index in Directory.GetFiles(bed.Folder!, "*.*index"))
        {
            File.Delete(index);
        }

        var log = bed.Crash(long.MaxValue);
        Assert.True(log.Recovery.RebuiltIndexes > 1);
        Assert.Equal(200, bed.Values().Count);
        for (var offset = 0; offset < 200; offset++)
        {
            Assert.NotEmpty(bed.Fetch(offset));
        }

        log.Close();
        foreach (var (file, bytes) in kept)
        {
            Assert.Equal(bytes, File.ReadAllBytes(file));
        }
    }

    [Fact]
    public void Open_AfterCrashBehindACheckpoint_VerifiesOnlyWhatFollows()
    {
        using var bed = new LogBed(new LogConfiguration { IndexIntervalBytes = 100 });
        Fill(bed, 100);
        bed.Log.Flush();
        var flushed = bed.Log.RecoveryPoint;
        var before = bed.Log.Size;
        Fill(bed, 3);
        var added = bed.Log.Size - before;
        var log = bed.Crash(flushed);
        Assert.Equal((103L, added), (log.LogEndOffset, log.Recovery.VerifiedBytes));
    }

    [Fact]
    public void Open_AfterCrash_KnowsTheProducersAgain()
    {
        using var bed = new LogBed();
        for (var i = 0; i < 7; i++)
        {
            bed.AppendFrom(1, 0, i * 2, 2);
        }

        bed.Log.Flush();
        bed.Crash(bed.Log.RecoveryPoint);

        // The last five batches are known: a retry of any gets its old offset and writes nothing.
        for (var i = 2; i < 7; i++)
        {
            Assert.Equal(i * 2L, bed.AppendFrom(1, 0, i * 2, 2).BaseOffset);
        }

        Assert.Equal(14, bed.Log.LogEndOffset);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, bed.AppendFrom(1, 0, 16, 1).Error);
        Assert.Equal(14, bed.AppendFrom(1, 0, 14, 1).BaseOffset);
    }

    [Fact]
    public void Open_AfterCrash_KnowsOpenAndAbortedTransactionsAgain()
    {
        using var bed = new LogBed();
        bed.AppendFrom(1, 0, 0, 2, transactional: true);
        bed.Log.AppendMarker(1, 0, commit: false, 0);
        bed.AppendFrom(2, 0, 0, 2, transactional: true);
        bed.AppendFrom(3, 0, 0, 1);
        File.Delete(Path.Combine(bed.Folder!, LogSegment.NameOf(0) + ".txnindex")); // as if the crash had swallowed it
        var log = bed.Crash();
        Assert.Equal(3, log.LastStableOffset);
        Assert.Equal(new AbortedTransaction(1, 0, 2, 3), Assert.Single(log.AbortedBetween(0, 10)));
        log.AppendMarker(2, 0, commit: true, 0);
        Assert.Equal(log.LogEndOffset, log.LastStableOffset);
        Assert.Single(AbortedTransaction.ReadFile(Path.Combine(bed.Folder!, LogSegment.NameOf(0) + ".txnindex")));
    }

    [Fact]
    public void Open_SnapshotDamaged_ReplaysTheLogInstead()
    {
        using var bed = new LogBed();
        bed.AppendFrom(1, 0, 0, 5);
        bed.Log.Close();
        foreach (var snapshot in Directory.GetFiles(bed.Folder!, "*.snapshot"))
        {
            File.WriteAllBytes(snapshot, [0, 1, 2, 3]);
        }

        bed.Crash(long.MaxValue);
        Assert.Equal(0, bed.AppendFrom(1, 0, 0, 5).BaseOffset);
        Assert.Equal(5, bed.Log.LogEndOffset);
    }

    private static void Fill(LogBed bed, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(ErrorCode.None, bed.Append($"value {i}").Error);
        }
    }
}
