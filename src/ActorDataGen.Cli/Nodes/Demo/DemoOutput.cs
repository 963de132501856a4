using System.Globalization;

namespace ActorDataGen.Cli.Nodes.Demo;

/// <summary>What the demo shows: a line each, with the seconds since it began.</summary>
internal sealed class DemoOutput(TextWriter writer, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    public void Say(string text)
    {
        lock (_lock)
        {
            writer.WriteLine($"{Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),6}s  {text}");
            writer.Flush();
        }
    }
}
