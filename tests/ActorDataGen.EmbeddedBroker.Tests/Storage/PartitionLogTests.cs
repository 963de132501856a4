using System.Buffers;
using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Tests.Storage;

public sealed class PartitionLogTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_FromEveryOffset_StartsAtItsBatch(bool inMemory)
    {
        using var bed = new LogBed(new LogConfiguration { IndexIntervalBytes = 150, SegmentBytes = 1000 }, inMemory);
        for (var i = 0; i < 100; i++)
        {
            var appended = bed.Append($"a{i}", $"b{i}", $"c{i}");
            Assert.Equal((ErrorCode.None, i * 3L), (appended.Error, appended.BaseOffset));
        }

        Assert.True(bed.Log.Segments.Length > 5);
        for (var offset = 0; offset < 300; offset++)
        {
            var header = RecordBatchHeader.Read(bed.Fetch(offset));
            Assert.InRange(offset, header.BaseOffset, header.LastOffset);
        }

        Assert.Empty(bed.Fetch(300));
    }

    [Fact]
    public void Read_LessThanABatch_GivesTheFirstWholeWhereAsked()
    {
        using var bed = new LogBed();
        bed.Append(new string('x', 500));
        Assert.Empty(bed.Fetch(0, maxBytes: 10, atLeastOne: false));
        Assert.Equal(RecordBatchHeader.Read(bed.Fetch(0)).TotalSize, bed.Fetch(0, maxBytes: 10).Length);
    }

    [Fact]
    public void Read_SeveralBatches_EndsAtABatchWhereTheIndexKnowsOne()
    {
        using var bed = new LogBed(new LogConfiguration { IndexIntervalBytes = 0 });
        for (var i = 0; i < 50; i++)
        {
            bed.Append(new string('x', 100));
        }

        var bytes = bed.Fetch(0, maxBytes: 1000);
        Assert.Equal(bytes.Length, RecordReader.Split(bytes).Sum(b => b.Length));
        Assert.InRange(bytes.Length, 700, 1000);
    }

    [Fact]
    public void Append_ChecksumWrong_RefusesAndWritesNothing()
    {
        using var bed = new LogBed();
        using var builder = new RecordBatchBuilder();
        var batch = builder.Add(bed.Clock.Milliseconds, null, new byte[10]).Build();
        batch[^1] ^= 1;
        Assert.Equal(ErrorCode.CorruptMessage, bed.Log.Append(new ReadOnlySequence<byte>(batch), AppendOrigin.Client).Error);
        Assert.Equal(0, bed.Log.LogEndOffset);
        Assert.Equal(0, bed.Log.Size);
    }

    [Fact]
    public void Append_TooLarge_RefusesWithItsCode()
    {
        using var bed = new LogBed(new LogConfiguration { MaxMessageBytes = 200 });
        Assert.Equal(ErrorCode.MessageTooLarge, bed.Append(new string('x', 300)).Error);
    }

    [Fact]
    public void Append_LogAppendTime_StampsAndChecksumsAnew()
    {
        using var bed = new LogBed(new LogConfiguration { LogAppendTime = true });
        using var builder = new RecordBatchBuilder();
        var result = bed.Log.Append(builder.Add(5, null, new byte[10]), AppendOrigin.Client);
        Assert.Equal(bed.Clock.Milliseconds, result.LogAppendTime);
        var bytes = bed.Fetch(0);
        Assert.Equal(RecordBatchHeader.Read(bytes).Crc, Crc32C.Compute(bytes.AsSpan(RecordBatchHeader.AttributesPosition)));
        Assert.Equal(bed.Clock.Milliseconds, Assert.Single(bed.Records()).Timestamp);
    }

    [Fact]
    public void Append_NoKeyInCompactedTopic_Refuses()
    {
        using var bed = new LogBed(new LogConfiguration { Compact = true });
        Assert.Equal(ErrorCode.InvalidRecord, bed.Append("no key").Error);
        Assert.Equal(ErrorCode.None, bed.Append("k=v").Error);
    }

    [Fact]
    public void Append_TimestampFarInTheFuture_Refuses()
    {
        using var bed = new LogBed();
        using var builder = new RecordBatchBuilder();
        builder.Add(bed.Clock.Milliseconds + (2 * 3600 * 1000), null, new byte[1]);
        Assert.Equal(ErrorCode.InvalidTimestamp, bed.Log.Append(builder, AppendOrigin.Client).Error);
    }

    [Fact]
    public void FindByTime_BetweenRecords_GivesTheNextOne()
    {
        using var bed = new LogBed(new LogConfiguration { IndexIntervalBytes = 100, SegmentBytes = 600 });
        var start = bed.Clock.Milliseconds;
        for (var i = 0; i < 40; i++)
        {
            bed.Append($"v{i}");
            bed.Clock.Milliseconds += 10;
        }

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal((i, start + (i * 10)), bed.Log.FindByTime(start + (i * 10) - 5)!.Value);
        }

        Assert.Null(bed.Log.FindByTime(start + 400));
        Assert.Equal((39, start + 390), bed.Log.FindMaxTimestamp()!.Value);
    }

    [Fact]
    public void DeleteRecords_InTheMiddle_MovesTheStartAndDropsSegments()
    {
        using var bed = new LogBed(new LogConfiguration { SegmentBytes = 500 });
        for (var i = 0; i < 50; i++)
        {
            bed.Append($"v{i}");
        }

        var before = bed.Log.Segments.Length;
        Assert.Equal((ErrorCode.None, 30L), bed.Log.DeleteRecords(30));
        Assert.True(bed.Log.Segments.Length < before);
        Assert.Equal("v30", bed.Values(30)[0]);
        Assert.Equal(ErrorCode.OffsetOutOfRange, bed.Log.DeleteRecords(51).Error);
        Assert.Equal((ErrorCode.None, 50L), bed.Log.DeleteRecords(-1));
        Assert.Empty(bed.Values());
        Assert.Equal(50, bed.Append("next").BaseOffset);
    }

    [Fact]
    public void ApplyRetention_ByTime_DropsWhatIsTooOldAndKeepsTheEnd()
    {
        using var bed = new LogBed(new LogConfiguration { SegmentBytes = 500, RetentionMilliseconds = 1000 });
        for (var i = 0; i < 20; i++)
        {
            bed.Append($"v{i}");
        }

        bed.Clock.Milliseconds += 2000;
        bed.Append("young");
        Assert.True(bed.Log.ApplyRetention() > 0);
        Assert.Contains("young", bed.Values(bed.Log.LogStartOffset));
        bed.Clock.Milliseconds += 2000;
        bed.Log.ApplyRetention();
        Assert.Equal(bed.Log.LogEndOffset, bed.Log.LogStartOffset);
        Assert.Equal(21, bed.Append("after").BaseOffset);
        Assert.Equal(21, bed.Reopen().LogStartOffset);
    }

    [Fact]
    public void ApplyRetention_BySize_KeepsAtLeastThatMuch()
    {
        using var bed = new LogBed(new LogConfiguration { SegmentBytes = 500, RetentionBytes = 1200 });
        for (var i = 0; i < 50; i++)
        {
            bed.Append($"v{i}");
        }

        bed.Log.ApplyRetention();
        Assert.InRange(bed.Log.Size, 1200, 1800);
    }

    [Fact]
    public void ApplyRetention_OpenTransaction_KeepsWhatItBeganIn()
    {
        using var bed = new LogBed(new LogConfiguration { SegmentBytes = 200, RetentionBytes = 0 });
        bed.Append("old");
        bed.AppendFrom(1, 0, 0, 1, transactional: true);
        for (var i = 0; i < 20; i++)
        {
            bed.Append($"v{i}");
        }

        bed.Log.ApplyRetention();
        Assert.True(bed.Log.LogStartOffset <= 1);
        Assert.Equal(1, bed.Log.LastStableOffset);
    }

    [Fact]
    public void Read_WhileRetentionDropsTheSegment_FinishesWhatItHolds()
    {
        using var bed = new LogBed(new LogConfiguration { SegmentBytes = 300 });
        for (var i = 0; i < 20; i++)
        {
            bed.Append($"v{i}");
        }

        bed.Reopen(); // so that no file is open yet
        using var slice = bed.Log.Read(0, 1000, long.MaxValue, true);
        bed.Log.DeleteRecords(-1);
        var bytes = new byte[slice.Length];
        Assert.Equal(bytes.Length, slice.Read(0, bytes));
        Assert.Equal(0, RecordBatchHeader.Read(bytes).BaseOffset);
    }
}
