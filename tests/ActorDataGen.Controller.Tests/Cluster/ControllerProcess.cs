using System.Diagnostics;
using System.Globalization;
using ActorDataGen.Kafka;
using ActorDataGen.TestSupport;
using ActorDataGen.Wire;

namespace ActorDataGen.Controller.Tests.Cluster;

/// <summary>A controller in a process of its own, to be killed and frozen: this test program, started with another argument.</summary>
internal sealed class ControllerProcess : IAsyncDisposable
{
    public const string Verb = "controller-process";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private ControllerProcess(Process process) => _process = process;

    public static async Task<ControllerProcess> StartAsync(ControllerOptions options)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!,
        [
            Verb, options.Kafka.BootstrapServers, options.Topics.Prefix, options.Group, options.TransactionalIdPrefix,
            options.Topics.JobPartitions.ToString(CultureInfo.InvariantCulture),
            options.Topics.InstructionPartitions.ToString(CultureInfo.InvariantCulture),
        ])
        {
            RedirectStandardOutput = true, RedirectStandardInput = true,
        }) ?? throw new InvalidOperationException("the controller did not start");
        using var limit = new CancellationTokenSource(StartLimit);
        return await process.StandardOutput.ReadLineAsync(limit.Token) == "started"
            ? new ControllerProcess(process)
            : throw new InvalidOperationException("the controller did not start");
    }

    /// <summary>The other side, in the process that was started.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        // Ids are given in the order in which schemas are registered, so a registry of its own gives the same ones.
        await using var host = new ControllerHost(new ControllerOptions
        {
            Kafka = new KafkaConnectionOptions { BootstrapServers = args[0] },
            Topics = new ManagementTopics
            {
                Prefix = args[1],
                JobPartitions = int.Parse(args[4], CultureInfo.InvariantCulture),
                InstructionPartitions = int.Parse(args[5], CultureInfo.InvariantCulture),
            },
            Group = args[2],
            TransactionalIdPrefix = args[3],
        }, new MemoryRegistry(), TestLoggers.Instance);
        await host.StartAsync();
        Console.WriteLine("started");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public void Freeze() => UnixSignals.Freeze(_process);

    public void Thaw() => UnixSignals.Thaw(_process);

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
