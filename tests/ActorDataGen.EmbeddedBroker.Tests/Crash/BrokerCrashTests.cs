namespace ActorDataGen.EmbeddedBroker.Tests.Crash;

public sealed class BrokerCrashTests(ITestOutputHelper output)
{
    /// <summary>The long form is <see cref="BrokerCrashSoak"/> with 200 rounds.</summary>
    [Fact]
    public async Task Kill_UnderLoad_NothingAcknowledgedIsLost()
    {
        using var text = new StringWriter();
        await BrokerCrashSoak.RunAsync(6, text);
        output.WriteLine(text.ToString());
    }
}
