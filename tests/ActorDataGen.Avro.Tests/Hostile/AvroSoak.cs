using System.Diagnostics;

namespace ActorDataGen.Avro.Tests.Hostile;

/// <summary>The fuzz run for as long as one likes; throws on the first thing that may not happen.</summary>
public static class AvroSoak
{
    /// <summary>Runs for a while, and reports each minute.</summary>
    public static Task RunAsync(TimeSpan duration, TextWriter output) => Task.Run(() =>
    {
        var seed = Environment.TickCount;
        output.WriteLine($"avro soak: seed {seed}, for {duration}");
        var fuzz = new AvroFuzz(seed);
        var clock = Stopwatch.StartNew();
        var report = TimeSpan.FromMinutes(1);
        while (clock.Elapsed < duration)
        {
            fuzz.Step();
            if (clock.Elapsed < report) continue;
            Report();
            report += TimeSpan.FromMinutes(1);
        }

        Report();

        void Report() => output.WriteLine(
            $"avro soak: {clock.Elapsed:hh\\:mm\\:ss}, {fuzz.Tried} inputs, {fuzz.Refused} refused, at most {fuzz.MostAllocated} bytes for one, {Environment.WorkingSet >> 20} MiB resident");
    });
}
