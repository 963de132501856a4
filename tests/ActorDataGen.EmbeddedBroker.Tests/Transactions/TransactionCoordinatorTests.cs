using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.EmbeddedBroker.Tests.Groups;
using ActorDataGen.EmbeddedBroker.Transactions;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Tests.Transactions;

public sealed class TransactionCoordinatorTests
{
    private static readonly TopicPartition T0 = new("t", 0);
    private static readonly TopicPartition U0 = new("u", 0);
    private readonly CoordinatorBed _bed = new();

    private (long Id, short Epoch) Begin(params TopicPartition[] partitions)
    {
        var producer = _bed.Init();
        foreach (var partition in partitions)
        {
            var log = _bed.Log(partition.Topic);
            Assert.Equal(ErrorCode.None, _bed.Transactions.Tell("tx", new AddPartitions(producer.Id, producer.Epoch, [partition])).Error);
            using var batch = new RecordBatchBuilder { ProducerId = producer.Id, ProducerEpoch = producer.Epoch, BaseSequence = 0, IsTransactional = true };
            Assert.Equal(ErrorCode.None, log.Append(batch.Add(0, null, "x"u8.ToArray()), AppendOrigin.Client).Error);
        }

        return producer;
    }

    private TransactionPhase? Phase => _bed.Transactions.Find("tx")?.Phase;

    [Fact]
    public void End_MarkersAreThereWhenItIsAnswered()
    {
        var producer = Begin(T0, U0);
        Assert.Equal(0, _bed.Log("t").LastStableOffset);
        Assert.Equal(ErrorCode.None, _bed.Transactions.Tell("tx", new EndTransaction(producer.Id, producer.Epoch, true)).Error);
        Assert.Equal(TransactionPhase.CompleteCommit, Phase);
        Assert.Equal((2, 2), (_bed.Log("t").LastStableOffset, _bed.Log("u").LastStableOffset));
        Assert.Equal([true], _bed.Log("u").Markers);
    }

    [Fact]
    public void Init_WhileATransactionIsOpen_AbortsItAndAnswersAtOnce()
    {
        var first = Begin(T0);
        var second = _bed.Init();
        Assert.Equal((first.Id, first.Epoch + 2), (second.Id, second.Epoch));
        Assert.Equal([false], _bed.Log("t").Markers);
        Assert.Equal(2, _bed.Log("t").LastStableOffset);
    }

    [Fact]
    public void End_MarkerCannotBeWritten_StaysPrepared_AndATimerTriesAgain()
    {
        var producer = Begin(T0, U0);
        _bed.Log("u").Refuses = true;
        // It is decided and in the log: the client may go.
        Assert.Equal(ErrorCode.None, _bed.Transactions.Tell("tx", new EndTransaction(producer.Id, producer.Epoch, true)).Error);
        Assert.Equal(TransactionPhase.PrepareCommit, Phase);
        Assert.Equal(
            ErrorCode.ConcurrentTransactions, _bed.Transactions.Tell("tx", new AddPartitions(producer.Id, producer.Epoch, [T0])).Error);
        _bed.Log("u").Refuses = false;
        _bed.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TransactionPhase.CompleteCommit, Phase);
        Assert.Equal(2, _bed.Log("u").LastStableOffset);
    }

    [Fact]
    public void End_DecisionCannotBeWritten_TransactionStaysOpen()
    {
        var producer = Begin(T0);
        _bed.Log(TransactionLog.Topic).Refuses = true;
        var end = new EndTransaction(producer.Id, producer.Epoch, true);
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, _bed.Transactions.Tell("tx", end).Error);
        Assert.Equal(TransactionPhase.Ongoing, Phase);
        Assert.Empty(_bed.Log("t").Markers);
        _bed.Log(TransactionLog.Topic).Refuses = false;
        Assert.Equal(ErrorCode.None, _bed.Transactions.Tell("tx", end).Error);
    }

    [Theory]
    [InlineData(true, TransactionPhase.CompleteCommit)]
    [InlineData(false, TransactionPhase.CompleteAbort)]
    internal void Restart_BetweenDecisionAndMarkers_WritesThem(bool commit, TransactionPhase expected)
    {
        var producer = Begin(T0, U0);
        _bed.Log("t").Refuses = _bed.Log("u").Refuses = true;
        _bed.Transactions.Tell("tx", new EndTransaction(producer.Id, producer.Epoch, commit));
        _bed.Log("t").Refuses = _bed.Log("u").Refuses = false;
        _bed.Restart();
        Assert.Equal(expected, Phase);
        Assert.Equal([commit], _bed.Log("t").Markers);
        Assert.Equal([commit], _bed.Log("u").Markers);
    }

    [Fact]
    public async Task Restart_OpenTransactionWithOffsets_CanStillCommit()
    {
        var producer = Begin(T0);
        _bed.Transactions.Tell("tx", new AddPartitions(producer.Id, producer.Epoch, [TransactionCoordinator.OffsetsPartition]));
        await _bed.SendAsync("g", producer.Id, producer.Epoch, 7);
        _bed.Restart();
        Assert.Equal(TransactionPhase.Ongoing, Phase);
        Assert.Null(_bed.Offset("g"));
        Assert.Equal(ErrorCode.None, _bed.Transactions.Tell("tx", new EndTransaction(producer.Id, producer.Epoch, true)).Error);
        Assert.Equal(7, _bed.Offset("g"));
        _bed.Restart();
        Assert.Equal(7, _bed.Offset("g"));
    }

    [Fact]
    public void Restart_ProducerIdsAreNeverGivenAgain()
    {
        var before = Enumerable.Range(0, 3).Select(i => _bed.Init($"tx{i}").Id).ToList();
        _bed.Restart();
        Assert.DoesNotContain(_bed.Init("another").Id, before);
    }

    [Fact]
    public void Timeout_AbortsAlsoAfterARestart()
    {
        Begin(T0);
        _bed.Time.Advance(TimeSpan.FromSeconds(6));
        _bed.Restart();
        _bed.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TransactionPhase.Ongoing, Phase);
        _bed.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TransactionPhase.CompleteAbort, Phase);
        Assert.Equal([false], _bed.Log("t").Markers);
    }

    [Fact]
    public void End_TopicIsGone_NeedsNoMarker()
    {
        var producer = Begin(T0, U0);
        _bed.Delete("t");
        Assert.Equal(ErrorCode.None, _bed.Transactions.Tell("tx", new EndTransaction(producer.Id, producer.Epoch, true)).Error);
        Assert.Equal(TransactionPhase.CompleteCommit, Phase);
    }

    [Fact]
    public void Gate_LetsInWhatTakesPart()
    {
        var producer = Begin(T0);
        Assert.Equal(ErrorCode.None, _bed.Gate.Verify("tx", producer.Id, producer.Epoch, "t", 0));
        Assert.Equal(ErrorCode.TransactionAbortable, _bed.Gate.Verify("tx", producer.Id, producer.Epoch, "t", 1));
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, _bed.Gate.Verify("nobody", producer.Id, producer.Epoch, "t", 0));
        _bed.Init();
        Assert.Equal(ErrorCode.InvalidProducerEpoch, _bed.Gate.Verify("tx", producer.Id, producer.Epoch, "t", 0));
    }

    [Fact]
    public void Expiry_AfterSevenDays_IsForgottenForGood()
    {
        _bed.Init();
        _bed.Time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromHours(1));
        Assert.Null(_bed.Transactions.Find("tx"));
        _bed.Restart();
        Assert.Null(_bed.Transactions.Find("tx"));
    }
}
