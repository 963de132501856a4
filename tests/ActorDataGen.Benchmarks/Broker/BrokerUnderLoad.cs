using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorDataGen.EmbeddedBroker;

namespace ActorDataGen.Benchmarks.Broker;

/// <summary>A broker in a process of its own, ours or Apache Kafka's, with what the system knows of that process.</summary>
internal sealed class BrokerUnderLoad : IAsyncDisposable
{
    private readonly Process _process;
    private readonly int _pid;
    private readonly string _directory;

    private BrokerUnderLoad(Process process, int pid, string address, string directory, double readySeconds) =>
        (_process, _pid, BootstrapServers, _directory, ReadySeconds) = (process, pid, address, directory, readySeconds);

    public string BootstrapServers { get; }

    /// <summary>From starting the process to the line that says it is ready.</summary>
    public double ReadySeconds { get; }

    /// <summary>Processor time so far, user and system.</summary>
    public double CpuSeconds
    {
        get
        {
            // The fields after the name in brackets; 14 and 15 are ticks of a hundredth of a second.
            var stat = File.ReadAllText($"/proc/{_pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100;
        }
    }

    public double ResidentMegabytes => double.Parse(
        File.ReadLines($"/proc/{_pid}/status").First(static l => l.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    /// <summary>What the measured process runs.</summary>
    public static async Task HostAsync(int port, string directory)
    {
        await using var broker = await EmbeddedBroker.EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions
        {
            DataDirectory = directory, Listeners = [new BrokerListener("127.0.0.1", port)],
        });
        var stopped = new TaskCompletionSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stopped.TrySetResult();
        });
        Console.WriteLine($"ready {broker.BootstrapServers}");
        await stopped.Task;
    }

    public static Task<BrokerUnderLoad> StartOursAsync(string? directory = null)
    {
        directory ??= Directory.CreateTempSubdirectory("adg-bench-").FullName;
        return StartAsync(Environment.ProcessPath!, ["broker", "host", FreePort(), directory], directory);
    }

    public static Task<BrokerUnderLoad> StartKafkaAsync(string folder)
    {
        var directory = Directory.CreateTempSubdirectory("adg-bench-").FullName;
        return StartAsync(Path.Combine(folder, "start"), ["--port", FreePort(), "--data", directory], directory);
    }

    /// <summary>Ends the process; leaves the folder where asked.</summary>
    public async Task StopAsync(bool isKill)
    {
        _process.StandardOutput.Close();
        using (var signal = Process.Start("kill", [isKill ? "-9" : "-15", _pid.ToString(CultureInfo.InvariantCulture)]))
        {
            await signal.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(isKill: false);
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<BrokerUnderLoad> StartAsync(string program, string[] arguments, string directory)
    {
        var watch = Stopwatch.StartNew();
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start");
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("ready ", StringComparison.Ordinal))
            {
                continue;
            }

            // Kafka's script says the number of the process that it started; ours is the one.
            var words = line.Split(' ');
            var pid = words.FirstOrDefault(static w => w.StartsWith("pid=", StringComparison.Ordinal)) is { } said
                ? int.Parse(said[4..], CultureInfo.InvariantCulture) : process.Id;
            return new BrokerUnderLoad(process, pid, words[1], directory, watch.Elapsed.TotalSeconds);
        }

        throw new InvalidOperationException($"{program} ended before it was ready");
    }

    private static string FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        // Kafka's controller listens ten thousand above.
        var port = ((IPEndPoint)probe.LocalEndPoint!).Port;
        return (port > 50_000 ? port - 15_000 : port).ToString(CultureInfo.InvariantCulture);
    }
}
