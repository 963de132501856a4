using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Tests.Storage;

public sealed class ProducerStateTableTests
{
    private readonly ProducerStateTable _table = new();
    private long _offset;

    [Fact]
    public void Check_NextSequence_Accepts()
    {
        Append(0, 0, 10);
        Assert.Equal(SequenceVerdict.Accept, _table.Check(Batch(0, 10, 5)));
    }

    [Fact]
    public void Check_Gap_IsOutOfOrder()
    {
        Append(0, 0, 10);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, _table.Check(Batch(0, 11, 1)).Error);
    }

    [Fact]
    public void Check_AnyOfTheLastFive_IsADuplicateWithItsOffset()
    {
        for (var i = 0; i < 8; i++)
        {
            Append(0, i * 10, 10);
        }

        for (var i = 3; i < 8; i++)
        {
            Assert.Equal(i * 10, _table.Check(Batch(0, i * 10, 10)).Duplicate!.Value.FirstOffset);
        }

        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, _table.Check(Batch(0, 20, 10)).Error);
    }

    [Fact]
    public void Check_NewEpoch_MustStartAtZero()
    {
        Append(0, 0, 10);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, _table.Check(Batch(1, 10, 1)).Error);
        Assert.Equal(ErrorCode.None, _table.Check(Batch(1, 0, 1)).Error);
    }

    [Fact]
    public void Check_OldEpoch_IsFenced()
    {
        Append(1, 0, 1);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, _table.Check(Batch(0, 1, 1)).Error);
    }

    [Fact]
    public void Check_UnknownProducer_MayStartAnywhere() => Assert.Equal(ErrorCode.None, _table.Check(Batch(3, 77, 1)).Error);

    [Fact]
    public void Check_SequenceWrapsAround_GoesOnAtZero()
    {
        Append(0, int.MaxValue - 1, 2);
        Assert.Equal(ErrorCode.None, _table.Check(Batch(0, 0, 1)).Error);
    }

    [Fact]
    public void Expire_SilentProducers_ForgetsThemButNoOpenTransaction()
    {
        Append(0, 0, 1);
        _table.Apply(Batch(0, 0, 1, producer: 2, transactional: true) with { BaseOffset = 5 });
        _table.Expire(before: 100);
        Assert.Equal(2, Assert.Single(_table.Producers).ProducerId);
    }

    [Fact]
    public void Snapshot_EncodedAndDecoded_IsTheSame()
    {
        for (var i = 0; i < 8; i++)
        {
            Append(0, i * 10, 10);
        }

        _table.Apply(Batch(4, 0, 3, producer: 2, transactional: true) with { BaseOffset = 80 });
        var decoded = ProducerSnapshot.Decode(ProducerSnapshot.Encode(_table.Producers))!;
        Assert.Equal(_table.Producers.Select(Describe), decoded.Select(Describe));
    }

    [Fact]
    public void Snapshot_AnyByteChanged_IsRefused()
    {
        Append(0, 0, 1);
        var bytes = ProducerSnapshot.Encode(_table.Producers);
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 0x40;
            Assert.Null(ProducerSnapshot.Decode(changed));
        }
    }

    private static string Describe(ProducerState p) =>
        $"{p.ProducerId} {p.Epoch} {p.CoordinatorEpoch} {p.TransactionStart} {p.LastTimestamp} {string.Join(';', p.Batches)}";

    private static RecordBatchHeader Batch(short epoch, int sequence, int count, long producer = 1, bool transactional = false) => new(
        0, 100, 0, 2, 0, RecordBatchHeader.MakeAttributes(CompressionCodec.None, false, transactional, false), count - 1, 10, 10, producer, epoch, sequence, count);

    private void Append(short epoch, int sequence, int count)
    {
        _table.Apply(Batch(epoch, sequence, count) with { BaseOffset = _offset });
        _offset += count;
    }
}
