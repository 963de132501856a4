namespace ActorDataGen.Benchmarks.Broker;

/// <summary>From starting the process to ready, with a large log, after a clean stop and after a kill.</summary>
internal static class BrokerStart
{
    public static async Task MeasureAsync(BenchmarkOutput output, int scale)
    {
        var directory = Directory.CreateTempSubdirectory("adg-bench-").FullName;
        try
        {
            var gigabytes = 10 / scale;
            var first = await BrokerUnderLoad.StartOursAsync(directory);
            await BatchReplay.ProduceAsync(first.BootstrapServers, 4, (long)gigabytes << 30);
            await first.StopAsync(isKill: false);
            var second = await BrokerUnderLoad.StartOursAsync(directory);
            output.Figure($"ours: ready with {gigabytes} GiB of log after a clean stop", second.ReadySeconds, "s", Target.Most(0.5));
            await BatchReplay.ProduceAsync(second.BootstrapServers, 4, 256 << 20);
            await second.StopAsync(isKill: true);
            var third = await BrokerUnderLoad.StartOursAsync(directory);
            output.Figure($"ours: ready with {gigabytes} GiB of log after a kill under load", third.ReadySeconds, "s", Target.Most(0.5));
            await third.StopAsync(isKill: false);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
