using ActorDataGen.EmbeddedBroker.Transactions;
using ActorDataGen.KafkaProtocol;
using FsCheck;
using FsCheck.Fluent;

namespace ActorDataGen.EmbeddedBroker.Tests.Transactions;

/// <summary>Several producers fight for one id, with time outs and crashes in between: one at most is in charge, and outcomes stand.</summary>
public sealed class TransactionMachineSequenceTests
{
    private readonly record struct Producer(long Id, short Epoch);

    [Fact]
    public void Decide_RandomSequences_KeepTheInvariants()
    {
        var steps = Gen.Choose(0, 9).SelectMany(kind => Gen.Choose(0, 2).Select(who => (kind, who))).ListOf(120).Select(list => list.ToArray());
        Prop.ForAll(steps.ToArbitrary(), Run).QuickCheckThrowOnFailure();
    }

    private static void Run((int Kind, int Who)[] steps)
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var options = new TransactionOptions();
        TransactionState? state = null;
        var producers = new Producer?[3];
        var nextId = 100L;
        foreach (var (kind, who) in steps)
        {
            var before = state;
            var producer = producers[who];
            ITransactionMessage message = kind switch
            {
                0 => new InitProducer(nextId++, TimeSpan.FromSeconds(10)),
                1 when producer is { } p => new InitProducer(nextId++, TimeSpan.FromSeconds(10), p.Id, p.Epoch),
                2 or 3 when producer is { } p => new AddPartitions(p.Id, p.Epoch, [new TopicPartition("t", who)]),
                4 or 5 when producer is { } p => new EndTransaction(p.Id, p.Epoch, kind == 4),
                6 or 7 => new MarkersWritten(),
                _ => new TimePassed(),
            };
            now += TimeSpan.FromSeconds(kind == 8 ? 11 : 0.1);
            var decision = TransactionMachine.Decide(state, "id", message, options, now);
            state = decision.Next;
            if (message is InitProducer && decision.Error == ErrorCode.None)
            {
                producers[who] = new Producer(decision.Producer.Id, decision.Producer.Epoch);
            }

            Check(before, message, decision, producer);
        }
    }

    private static void Check(TransactionState? before, ITransactionMessage message, TransactionDecision decision, Producer? speaker)
    {
        var after = decision.Next;
        if (before is null || after is null)
        {
            return;
        }

        Assert.True(after.ProducerId != before.ProducerId || after.Epoch >= before.Epoch, "an epoch went back");
        if (message is AddPartitions or EndTransaction && decision.Error == ErrorCode.None)
        {
            Assert.Equal((before.ProducerId, before.Epoch), (speaker!.Value.Id, speaker.Value.Epoch));
        }

        if (before.IsPrepared && after.Phase != before.Phase)
        {
            Assert.IsType<MarkersWritten>(message);
            Assert.Equal(before.Phase == TransactionPhase.PrepareCommit, after.Phase == TransactionPhase.CompleteCommit);
        }

        // What is decided is written before a marker is.
        var markers = decision.Effects.ToList().FindIndex(e => e is WriteMarkers);
        Assert.True(markers < 0 || decision.Effects.Take(markers).Any(e => e is StoreTransaction));
        Assert.Equal(after.Phase == TransactionPhase.Ongoing || after.IsPrepared, after.StartedAt is not null);
        Assert.Equal(after.Phase == TransactionPhase.Ongoing || after.IsPrepared, !after.Partitions.IsEmpty);
    }
}
