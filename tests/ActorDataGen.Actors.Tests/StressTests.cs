using ActorDataGen.Benchmarks;

namespace ActorDataGen.ActorTests;

public sealed class StressTests(ITestOutputHelper output)
{
    /// <summary>The soak in short; <c>./adg soak actors --minutes 10</c> runs it for longer.</summary>
    [Fact]
    public async Task Soak_ForSeconds_LosesNothing()
    {
        using var log = new StringWriter();
        try
        {
            await ActorsSoak.RunAsync(TimeSpan.FromSeconds(5), log);
        }
        finally
        {
            output.WriteLine(log.ToString());
        }
    }
}
