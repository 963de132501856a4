using System.Globalization;
using System.Runtime.InteropServices;

namespace ActorDataGen.EmbeddedBroker.Tests.Processes;

/// <summary>A broker in a process of its own: <c>broker-host PORT DIRECTORY|memory</c>. Says <c>ready HOST:PORT</c> and runs until SIGTERM or the end of its input.</summary>
internal static class BrokerHost
{
    public static async Task<int> RunAsync(string[] args)
    {
        var options = new EmbeddedBrokerOptions
        {
            Listeners = [new BrokerListener("127.0.0.1", int.Parse(args[0], CultureInfo.InvariantCulture))],
            DataDirectory = args[1] == "memory" ? null : args[1],
        };
        await using var broker = await EmbeddedBroker.StartAsync(options);
        var stopped = new TaskCompletionSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stopped.TrySetResult();
        });
        Console.WriteLine($"ready {broker.BootstrapServers}");
        await Task.WhenAny(stopped.Task, Task.Run(Console.In.ReadToEndAsync));
        return 0;
    }
}
