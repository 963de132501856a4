using System.Security.Cryptography;
using ActorDataGen.Generator.DataSets;

namespace ActorDataGen.Generator.Tests.Runs;

public sealed class RecordStreamTests
{
    private static readonly Faults AllFaults = new(0.1, 0.1, 0.1, 0.2, 50);

    public static TheoryData<string> Names => new(DataSetCatalogue.Names);

    [Theory]
    [InlineData("clicks", "3d028da178d6b2df")]
    [InlineData("dairy", "c658f1287d0a6e27")]
    [InlineData("frames", "a19eda111f659095")]
    [InlineData("orders", "930db8ae5bf2427a")]
    [InlineData("temperature", "72d864d36f724274")]
    public void Step_SeedOfTheDataSet_GivesTheBytesItAlwaysGave(string name, string expected)
    {
        var lines = Streams.Take(Streams.Of(Streams.BuiltIn(name)), 2000);
        var hash = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines))));
        Assert.Equal(expected, hash[..16]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_AnotherSeed_GivesOtherRecords(string name)
    {
        var set = Streams.BuiltIn(name);
        Assert.NotEqual(Streams.Take(Streams.Of(set), 50), Streams.Take(Streams.Of(set, seed: 99), 50));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_SplitOverReplicas_GivesTogetherWhatOneGives(string name)
    {
        var set = Streams.BuiltIn(name);
        var whole = Streams.Take(Streams.Of(set, count: 900), 900);
        var parts = Enumerable.Range(0, 3).Select(r => Streams.Take(Streams.Of(set, r, 3, 900), 900)).ToArray();
        var merged = Enumerable.Range(0, 300).SelectMany(i => parts.Select(p => p[i])).ToArray();
        Assert.Equal(whole, merged);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void MoveTo_AnyPosition_GoesOnAsIfItHadComeThere(string name)
    {
        var set = Streams.BuiltIn(name);
        foreach (var (at, replicas) in new[] { (0, 1), (1, 1), (777, 1), (120, 3) })
        {
            var straight = Streams.Of(set, replicas - 1, replicas, faults: AllFaults);
            Streams.Take(straight, at);
            var moved = Streams.Of(set, replicas - 1, replicas, faults: AllFaults);
            moved.MoveTo(straight.Position);
            Assert.Equal(straight.Position, moved.Position);
            Assert.Equal(Streams.Take(straight, 300), Streams.Take(moved, 300));
        }
    }

    [Fact]
    public void MoveTo_PositionOfAnotherSplit_RoundsUpToTheNextOfItsOwn()
    {
        var stream = Streams.Of(Streams.BuiltIn("frames"), ordinal: 1, replicas: 4);
        stream.MoveTo(10);
        Assert.Equal(13, stream.Position);
    }

    [Fact]
    public void Step_EndOfCount_IsNeverDue()
    {
        var stream = Streams.Of(Streams.BuiltIn("frames"), ordinal: 1, replicas: 2, count: 5);
        Assert.Equal(2, Streams.Take(stream, 100).Count);
        Assert.Equal(long.MaxValue, stream.NextDueMicros);
    }

    [Fact]
    public void Finish_RecordsHeldBack_LosesNone()
    {
        var set = Streams.BuiltIn("frames");
        var straight = Streams.Take(Streams.Of(set, count: 1000), 1000);
        var stream = Streams.Of(set, count: 1000, faults: new Faults(0, 0, 0, 0.3, 400));
        var receiver = new Streams.Collector();
        while (stream.NextDueMicros < long.MaxValue)
        {
            stream.Step(receiver);
        }

        stream.Finish(receiver);
        Assert.NotEqual(straight, receiver.Lines);
        Assert.Equal(straight.Order(StringComparer.Ordinal), receiver.Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Step_FaultsByRate_HappenAsOftenAsAsked()
    {
        var set = Streams.BuiltIn("frames");
        var plain = Streams.Take(Streams.Of(set), 20_000);
        var faulty = Streams.Take(Streams.Of(set, faults: new Faults(0.05, 0, 0, 0, 0)), 20_000);
        Assert.InRange(plain.Count - faulty.Count, 900, 1100);
        var twice = Streams.Take(Streams.Of(set, faults: new Faults(0, 0.05, 0, 0, 0)), 20_000);
        Assert.InRange(twice.Count - plain.Count, 900, 1100);
        var corrupt = Streams.Take(Streams.Of(set, faults: new Faults(0, 0, 0.05, 0, 0)), 20_000);
        Assert.InRange(plain.Zip(corrupt).Count(p => p.First != p.Second), 900, 1100);
    }

    [Fact]
    public void Frames_LateAndOutOfOrder_AreTheShareThatIsAsked()
    {
        var set = Streams.BuiltIn("frames");
        var latest = 0L;
        var early = 0;
        var late = 0;
        foreach (var line in Streams.Take(Streams.Of(set), 100_000))
        {
            var ts = long.Parse(line.Split("\"ts\":")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
            early += ts < latest ? 1 : 0;
            late += ts < latest - 5 ? 1 : 0;
            latest = Math.Max(latest, ts);
        }

        // A twentieth is out of order by up to five seconds, of which about a tenth stays within the same second; a thousandth is late.
        Assert.InRange(early, 3_800, 5_200);
        Assert.InRange(late, 60, 130);
    }

    [Fact]
    public void Orders_CustomersLookedUp_AreThereBefore()
    {
        var seen = new HashSet<string>();
        var orders = 0;
        foreach (var line in Streams.Take(Streams.Of(Streams.BuiltIn("orders")), 5_000))
        {
            var parts = line.Split('|');
            if (parts[0] == "0")
            {
                seen.Add(parts[1]);
            }
            else
            {
                orders++;
                Assert.Contains(parts[1], seen);
                Assert.Contains($"\"customer_id\":\"{parts[1]}\"", parts[2], StringComparison.Ordinal);
                Assert.Equal("order", parts[3]);
            }
        }

        Assert.InRange(orders, 4_500, 4_600);
    }

    [Fact]
    public void Step_WithoutFaults_AllocatesNothingPerRecord()
    {
        var stream = Streams.Of(Streams.BuiltIn("frames"));
        var sink = new Counter();
        Run(stream, sink, 5_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(stream, sink, 50_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000);
    }

    private static void Run(Generator.Runs.RecordStream stream, Counter sink, int records)
    {
        for (int i = 0; i < records; i++)
        {
            stream.Step(sink);
        }
    }

    private sealed class Counter : Generator.Runs.IRecordReceiver
    {
        public long Bytes { get; private set; }

        public void Receive(in Generator.Runs.GeneratedRecord record) => Bytes += record.Value.Length;
    }
}
