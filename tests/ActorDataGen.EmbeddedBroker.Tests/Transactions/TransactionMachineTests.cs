using System.Collections.Immutable;
using ActorDataGen.EmbeddedBroker.Transactions;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Tests.Transactions;

public sealed class TransactionMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TopicPartition T0 = new("t", 0);
    private static readonly TopicPartition T1 = new("t", 1);
    private static readonly TransactionOptions Options = new();

    private static TransactionDecision Tell(TransactionState? state, ITransactionMessage message, double seconds = 1) =>
        TransactionMachine.Decide(state, "id", message, Options, Start.AddSeconds(seconds));

    private static TransactionState In(TransactionPhase phase, short epoch = 3) => new()
    {
        TransactionalId = "id",
        Phase = phase,
        ProducerId = 7,
        Epoch = epoch,
        Timeout = Timeout,
        UpdatedAt = Start,
        StartedAt = phase is TransactionPhase.Ongoing or TransactionPhase.PrepareCommit or TransactionPhase.PrepareAbort ? Start : null,
        Partitions = phase is TransactionPhase.Ongoing or TransactionPhase.PrepareCommit or TransactionPhase.PrepareAbort ? [T0] : [],
    };

    [Fact]
    public void Init_NewId_EpochZero()
    {
        var decision = Tell(null, new InitProducer(42, Timeout));
        Assert.Equal((ErrorCode.None, (42L, (short)0)), (decision.Error, decision.Producer));
        Assert.IsType<StoreTransaction>(Assert.Single(decision.Effects));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(900_001)]
    public void Init_TimeoutOutOfBounds_Refused(int milliseconds)
    {
        var init = new InitProducer(42, TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(ErrorCode.InvalidTransactionTimeout, Tell(null, init).Error);
        Assert.Equal(ErrorCode.InvalidTransactionTimeout, Tell(In(TransactionPhase.Empty), init).Error);
    }

    [Theory]
    [InlineData(TransactionPhase.Empty)]
    [InlineData(TransactionPhase.CompleteCommit)]
    [InlineData(TransactionPhase.CompleteAbort)]
    internal void Init_AtRest_NextEpoch(TransactionPhase phase)
    {
        var decision = Tell(In(phase), new InitProducer(-1, Timeout));
        Assert.Equal((7L, (short)4), decision.Producer);
        Assert.Equal(TransactionPhase.Empty, decision.Next!.Phase);
    }

    [Fact]
    public void Init_Ongoing_AbortsWithTheNextEpoch_AndAsksToComeAgain()
    {
        var decision = Tell(In(TransactionPhase.Ongoing), new InitProducer(-1, Timeout));
        Assert.Equal(ErrorCode.ConcurrentTransactions, decision.Error);
        Assert.Equal((TransactionPhase.PrepareAbort, (short)4), (decision.Next!.Phase, decision.Next.Epoch));
        Assert.Equivalent(new WriteMarkers(7, 4, false, [T0]), decision.Effects[1]);
    }

    [Theory]
    [InlineData(TransactionPhase.PrepareCommit)]
    [InlineData(TransactionPhase.PrepareAbort)]
    internal void Init_Prepared_ComeAgain(TransactionPhase phase)
    {
        var decision = Tell(In(phase), new InitProducer(-1, Timeout));
        Assert.Equal((ErrorCode.ConcurrentTransactions, phase), (decision.Error, decision.Next!.Phase));
        Assert.Empty(decision.Effects);
    }

    [Fact]
    public void Init_EpochsUsedUp_NewProducerId()
    {
        var state = In(TransactionPhase.Empty, short.MaxValue - 1);
        Assert.True(TransactionMachine.NeedsProducerId(state));
        Assert.Equal((42L, (short)0), Tell(state, new InitProducer(42, Timeout)).Producer);
    }

    [Fact]
    public void Init_OngoingWithTheLastEpoch_StillFences()
    {
        var decision = Tell(In(TransactionPhase.Ongoing, short.MaxValue - 1), new InitProducer(42, Timeout));
        Assert.Equal(short.MaxValue, decision.Next!.Epoch);
        var done = Tell(decision.Next, new MarkersWritten());
        Assert.Equal((42L, (short)0), Tell(done.Next, new InitProducer(42, Timeout)).Producer);
    }

    [Fact]
    public void Init_ResumesWithItsEpoch_Bumps_AndARetryGetsTheSameAgain()
    {
        var first = Tell(In(TransactionPhase.CompleteAbort), new InitProducer(-1, Timeout, 7, 3));
        Assert.Equal((7L, (short)4), first.Producer);
        var retry = Tell(first.Next, new InitProducer(-1, Timeout, 7, 3));
        Assert.Equal((ErrorCode.None, (7L, (short)4)), (retry.Error, retry.Producer));
        Assert.Empty(retry.Effects);
    }

    [Theory]
    [InlineData(7, 2)]
    [InlineData(7, 4)]
    [InlineData(8, 3)]
    public void Init_ResumesWithAnotherEpochOrId_Fenced(long producerId, short epoch)
    {
        Assert.Equal(ErrorCode.ProducerFenced, Tell(In(TransactionPhase.Empty), new InitProducer(-1, Timeout, producerId, epoch)).Error);
    }

    [Fact]
    public void Init_ResumesAfterSomebodyElseInitialised_Fenced()
    {
        var other = Tell(In(TransactionPhase.Empty), new InitProducer(-1, Timeout));
        Assert.Equal(ErrorCode.ProducerFenced, Tell(other.Next, new InitProducer(-1, Timeout, 7, 3)).Error);
    }

    [Fact]
    public void Init_ResumesWithTheLastEpoch_NewIdAndARetryIsRecognised()
    {
        var first = Tell(In(TransactionPhase.Empty, short.MaxValue - 1), new InitProducer(42, Timeout, 7, short.MaxValue - 1));
        Assert.Equal((42L, (short)0), first.Producer);
        var retry = Tell(first.Next, new InitProducer(43, Timeout, 7, short.MaxValue - 1));
        Assert.Equal((ErrorCode.None, (42L, (short)0)), (retry.Error, retry.Producer));
    }

    [Theory]
    [InlineData(TransactionPhase.Empty)]
    [InlineData(TransactionPhase.CompleteCommit)]
    [InlineData(TransactionPhase.CompleteAbort)]
    internal void Add_AtRest_BeginsATransaction(TransactionPhase phase)
    {
        var next = Tell(In(phase), new AddPartitions(7, 3, [T0]), 5).Next!;
        Assert.Equal((TransactionPhase.Ongoing, Start.AddSeconds(5)), (next.Phase, next.StartedAt));
        Assert.Equal([T0], next.Partitions);
    }

    [Fact]
    public void Add_Ongoing_More_KeepsTheStart_SameAgain_WritesNothing()
    {
        var more = Tell(In(TransactionPhase.Ongoing), new AddPartitions(7, 3, [T1]), 5);
        Assert.Equal((2, Start), (more.Next!.Partitions.Count, more.Next.StartedAt));
        Assert.Empty(Tell(In(TransactionPhase.Ongoing), new AddPartitions(7, 3, [T0])).Effects);
    }

    [Theory]
    [InlineData(7, 2, ErrorCode.ProducerFenced)]
    [InlineData(7, 4, ErrorCode.ProducerFenced)]
    [InlineData(8, 3, ErrorCode.InvalidProducerIdMapping)]
    public void AnyRequest_OfAnotherProducer_Refused(long producerId, short epoch, ErrorCode expected)
    {
        foreach (var phase in Enum.GetValues<TransactionPhase>().Where(p => p != TransactionPhase.Dead))
        {
            ITransactionMessage[] messages =
                [new AddPartitions(producerId, epoch, [T0]), new VerifyPartitions(producerId, epoch, [T0]), new EndTransaction(producerId, epoch, true)];
            Assert.All(messages, message =>
            {
                var decision = Tell(In(phase), message);
                Assert.Equal(expected, decision.Error);
                Assert.Empty(decision.Effects);
            });
        }
    }

    [Fact]
    public void AnyRequest_ForAnUnknownId_Refused()
    {
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, Tell(null, new AddPartitions(7, 3, [T0])).Error);
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, Tell(null, new EndTransaction(7, 3, true)).Error);
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, Tell(In(TransactionPhase.Dead), new VerifyPartitions(7, 3, [T0])).Error);
    }

    [Theory]
    [InlineData(TransactionPhase.PrepareCommit)]
    [InlineData(TransactionPhase.PrepareAbort)]
    internal void AddAndVerify_Prepared_ComeAgain(TransactionPhase phase)
    {
        Assert.Equal(ErrorCode.ConcurrentTransactions, Tell(In(phase), new AddPartitions(7, 3, [T1])).Error);
        Assert.Equal(ErrorCode.ConcurrentTransactions, Tell(In(phase), new VerifyPartitions(7, 3, [T0])).Error);
    }

    [Fact]
    public void Verify_OnlyWhatTakesPart()
    {
        Assert.Equal(ErrorCode.None, Tell(In(TransactionPhase.Ongoing), new VerifyPartitions(7, 3, [T0])).Error);
        Assert.Equal(ErrorCode.TransactionAbortable, Tell(In(TransactionPhase.Ongoing), new VerifyPartitions(7, 3, [T1])).Error);
        Assert.Equal(ErrorCode.TransactionAbortable, Tell(In(TransactionPhase.CompleteCommit), new VerifyPartitions(7, 3, [T0])).Error);
    }

    [Theory]
    [InlineData(true, TransactionPhase.PrepareCommit, TransactionPhase.CompleteCommit)]
    [InlineData(false, TransactionPhase.PrepareAbort, TransactionPhase.CompleteAbort)]
    internal void End_Ongoing_PreparesThenCompletes(bool commit, TransactionPhase prepared, TransactionPhase complete)
    {
        var first = Tell(In(TransactionPhase.Ongoing), new EndTransaction(7, 3, commit));
        Assert.Equal((ErrorCode.None, prepared), (first.Error, first.Next!.Phase));
        Assert.Equal([typeof(StoreTransaction), typeof(WriteMarkers)], first.Effects.Select(e => e.GetType()));
        Assert.Equivalent(new WriteMarkers(7, 3, commit, [T0]), first.Effects[1]);
        var second = Tell(first.Next, new MarkersWritten());
        Assert.Equal(complete, second.Next!.Phase);
        Assert.Empty(second.Next.Partitions);
        // A retry of the request whose answer was lost.
        Assert.Equal(ErrorCode.None, Tell(second.Next, new EndTransaction(7, 3, commit)).Error);
        Assert.Equal(ErrorCode.InvalidTxnState, Tell(second.Next, new EndTransaction(7, 3, !commit)).Error);
    }

    [Theory]
    [InlineData(TransactionPhase.Empty, true, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionPhase.Empty, false, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionPhase.PrepareCommit, true, ErrorCode.ConcurrentTransactions)]
    [InlineData(TransactionPhase.PrepareCommit, false, ErrorCode.InvalidTxnState)]
    [InlineData(TransactionPhase.PrepareAbort, false, ErrorCode.ConcurrentTransactions)]
    [InlineData(TransactionPhase.PrepareAbort, true, ErrorCode.InvalidTxnState)]
    internal void End_ElseWhere_Refused(TransactionPhase phase, bool commit, ErrorCode expected)
    {
        Assert.Equal(expected, Tell(In(phase), new EndTransaction(7, 3, commit)).Error);
    }

    [Fact]
    public void TimePassed_BeforeTheTimeout_Nothing_AtIt_AbortsAndFences()
    {
        Assert.Equal(In(TransactionPhase.Ongoing).Phase, Tell(In(TransactionPhase.Ongoing), new TimePassed(), 9.9).Next!.Phase);
        var decision = Tell(In(TransactionPhase.Ongoing), new TimePassed(), 10);
        Assert.Equal((TransactionPhase.PrepareAbort, (short)4), (decision.Next!.Phase, decision.Next.Epoch));
        Assert.Equal(ErrorCode.ProducerFenced, Tell(decision.Next, new EndTransaction(7, 3, true)).Error);
    }

    [Theory]
    [InlineData(TransactionPhase.Empty)]
    [InlineData(TransactionPhase.PrepareCommit)]
    [InlineData(TransactionPhase.CompleteAbort)]
    internal void TimePassed_NoOpenTransaction_Nothing(TransactionPhase phase)
    {
        Assert.Empty(Tell(In(phase), new TimePassed(), 1e6).Effects);
    }

    [Theory]
    [InlineData(TransactionPhase.Empty, true)]
    [InlineData(TransactionPhase.CompleteCommit, true)]
    [InlineData(TransactionPhase.CompleteAbort, true)]
    [InlineData(TransactionPhase.Ongoing, false)]
    [InlineData(TransactionPhase.PrepareCommit, false)]
    [InlineData(TransactionPhase.PrepareAbort, false)]
    internal void Expire_AtRestForSevenDays_Forgotten(TransactionPhase phase, bool forgotten)
    {
        Assert.Empty(Tell(In(phase), new ExpireId(), TimeSpan.FromDays(6.9).TotalSeconds).Effects);
        var decision = Tell(In(phase), new ExpireId(), TimeSpan.FromDays(7).TotalSeconds);
        Assert.Equal(forgotten, decision.Next!.Phase == TransactionPhase.Dead);
        Assert.Equal(forgotten, decision.Effects.Any(e => e is ForgetTransaction));
    }

    [Fact]
    public void MarkersWritten_NothingPrepared_Nothing()
    {
        Assert.Empty(Tell(In(TransactionPhase.Ongoing), new MarkersWritten()).Effects);
    }

    [Fact]
    public void ProducerIdBlock_AfterARestart_NeverGivesAnIdAgain()
    {
        var block = ProducerIdBlock.Resume(0).Following().Take(out var first).Take(out var second);
        Assert.Equal((0, 1), (first, second));
        var restarted = ProducerIdBlock.Resume(block.End);
        Assert.True(restarted.IsExhausted);
        restarted.Following().Take(out var third);
        Assert.Equal(1000, third);
        Assert.Throws<InvalidOperationException>(() => restarted.Take(out _));
    }

    [Fact]
    public void Records_RoundTrip_EveryPhase()
    {
        foreach (var phase in Enum.GetValues<TransactionPhase>())
        {
            var state = In(phase) with { Partitions = phase == TransactionPhase.Empty ? [] : ImmutableHashSet.Create(T0, T1) };
            var read = TransactionRecords.ReadValue("id", TransactionRecords.Value(state));
            Assert.Equivalent(state, read, strict: true);
        }

        Assert.Equal("id", TransactionRecords.ReadKey(TransactionRecords.Key("id"), out var isProducerIds));
        Assert.False(isProducerIds);
    }
}
