using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Runs;

namespace ActorDataGen.Generator.Tests.Runs;

public sealed class ReplayStreamTests
{
    private const string Lines = """
        {"id":"a","at":"2026-03-01T10:00:00Z"}
        {"id":"b","at":"2026-03-01T10:00:02.5Z"}

        {"id":"c","at":"2026-03-01T10:00:01Z"}
        {"id":"d","at":"2026-03-01T10:00:04Z"}
        """;

    private const string Csv = "id,name,n,empty\n007,\"Smith, \"\"J\"\"\",1.5,\n2,x,true,y\n";

    [Fact]
    public void Step_JsonLines_PlaysThemAsTheyAreAtTheRecordedPace()
    {
        using var stream = Play(Lines, new ReplayDescription("f", false, "at", "id", false));
        var due = new List<long>();
        var receiver = new Streams.Collector();
        while (stream.NextDueMicros < long.MaxValue)
        {
            due.Add(stream.NextDueMicros);
            stream.Step(receiver);
        }

        // The one that is out of order is due with its predecessor.
        Assert.Equal([0, 2_500_000, 2_500_000, 4_000_000], due);
        Assert.Equal("""0|b|{"id":"b","at":"2026-03-01T10:00:02.5Z"}|""", receiver.Lines[1]);
    }

    [Fact]
    public void Step_SetPace_IgnoresTheRecordedOne()
    {
        using var stream = Play(Lines, new ReplayDescription("f", false, "at", null, false), rate: 10);
        Streams.Take(stream, 2);
        Assert.Equal(200_000, stream.NextDueMicros);
    }

    [Fact]
    public void Step_Csv_BecomesJsonByItsFirstLine()
    {
        using var stream = Play(Csv, new ReplayDescription("f", true, null, "id", false));
        Assert.Equal([
            """0|007|{"id":"007","name":"Smith, \u0022J\u0022","n":1.5,"empty":null}|""",
            """0|2|{"id":2,"name":"x","n":true,"empty":"y"}|"""], Streams.Take(stream, 9));
    }

    [Fact]
    public void Step_CsvAsCsv_StaysAsItIs()
    {
        using var stream = Play(Csv, new ReplayDescription("f", true, null, null, false), RecordFormat.Csv);
        Assert.Equal("0||007,\"Smith, \"\"J\"\"\",1.5,|", Streams.Take(stream, 1)[0]);
    }

    [Fact]
    public void MoveTo_OverTheEndOfARepeatedRecording_GoesOnWithinIt()
    {
        using var straight = Play(Lines, new ReplayDescription("f", false, "at", "id", true), ordinal: 1, replicas: 3);
        Streams.Take(straight, 4);
        using var moved = Play(Lines, new ReplayDescription("f", false, "at", "id", true), ordinal: 1, replicas: 3);
        moved.MoveTo(straight.Position);
        Assert.Equal(straight.NextDueMicros, moved.NextDueMicros);
        Assert.Equal(Streams.Take(straight, 5), Streams.Take(moved, 5));
    }

    [Fact]
    public void Step_NoTimeWhereOneIsNamed_SaysWhichRecord()
    {
        var e = Assert.Throws<GeneratorException>(() => Play("{\"a\":1}", new ReplayDescription("file.jsonl", false, "at", null, false)).Dispose());
        Assert.Contains("file.jsonl, record 1", e.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongSettings, e.ExitCode);
    }

    private static ReplayStream Play(
        string text, ReplayDescription replay, RecordFormat format = RecordFormat.Json, double rate = 0, int ordinal = 0, int replicas = 1) =>
        new(replay, new Share(ordinal, replicas, long.MaxValue), format, rate,
            () => new StreamReader(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))));
}
