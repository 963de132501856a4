namespace ActorDataGen.EmbeddedBroker.Tests.Crash;

public sealed class CrashTests
{
    [Fact(Timeout = 180_000)]
    public Task Kill_ADozenTimesUnderLoad_LosesNothingAcknowledged() => CrashRounds.RunAsync(12, seed: 20);
}
