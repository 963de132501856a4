using System.Text;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.KafkaProtocol.Tests.Records;

public sealed class RecordBatchTests
{
    [Fact]
    public void Build_RecordsOfAllKinds_ReadsTheSame()
    {
        using var builder = new RecordBatchBuilder { ProducerId = 5, ProducerEpoch = 2, BaseSequence = 10 };
        builder.Add(1000, Bytes("key"), Bytes("value"), [new RecordHeader("h", Bytes("1")), new RecordHeader("n", null)])
            .Add(900, (byte[]?)null, (byte[]?)null)
            .Add(2000, Bytes(""), Bytes(new string('x', 5000)));
        var batch = builder.Build();

        var header = RecordBatchHeader.Read(batch);
        Assert.Equal(batch.Length, header.TotalSize);
        Assert.Equal((2, 3, 2000L), (header.LastOffsetDelta, header.RecordCount, header.MaxTimestamp));
        Assert.Equal((5L, (short)2, 10, 12), (header.ProducerId, header.ProducerEpoch, header.BaseSequence, header.LastSequence));
        Assert.Equal(header.Crc, Crc32C.Compute(batch.AsSpan(RecordBatchHeader.AttributesPosition)));

        var records = RecordReader.Read(batch);
        Assert.Equal([1000, 900, 2000], records.Select(r => r.Timestamp));
        Assert.Equal(["h", "n"], records[0].Headers.Select(h => h.Key));
        Assert.Null(records[0].Headers[1].Value);
        Assert.Null(records[1].Key);
        Assert.Null(records[1].Value);
        Assert.Equal(0, records[2].Key!.Value.Length);
        Assert.Equal(5000, records[2].Value!.Value.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BuildMarker_CommitOrAbort_SaysSo(bool commit)
    {
        var marker = RecordBatchBuilder.BuildMarker(7, 3, commit, 11, 5);
        var header = RecordBatchHeader.Read(marker);
        Assert.True(header.IsControl);
        Assert.True(header.IsTransactional);
        Assert.Equal(commit, RecordReader.ReadIsCommit(marker));
        Assert.Equal(11, RecordReader.ReadCoordinatorEpoch(marker));
        Assert.Empty(RecordReader.Read(marker));
    }

    [Fact]
    public void Read_AnyByteChanged_ThrowsOrReads_NeverElse()
    {
        using var builder = new RecordBatchBuilder();
        builder.Add(1, Bytes("k"), Bytes("v"), [new RecordHeader("a", Bytes("b"))]).Add(2, Bytes("k2"), Bytes("v2"));
        var batch = builder.Build();
        for (var at = RecordBatchHeader.Size; at < batch.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF })
            {
                var changed = (byte[])batch.Clone();
                changed[at] = value;
                try
                {
                    RecordReader.Read(changed);
                }
                catch (KafkaProtocolException)
                {
                    // As it should be: any other exception fails the test.
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 5, 5)]
    [InlineData(int.MaxValue, 1, 0)]
    [InlineData(int.MaxValue - 1, 3, 1)]
    public void IncrementSequence_AtTheEnd_WrapsToZero(int sequence, int by, int expected) =>
        Assert.Equal(expected, RecordBatchHeader.IncrementSequence(sequence, by));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
