using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EmbeddedBroker.Tests.Crash;

/// <summary>A broker in a process of its own, always on the same port and folder, to be killed and started again.</summary>
internal sealed class BrokerProcess(string dataDirectory) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly int _port = FreePort();
    private Process? _process;

    public string BootstrapServers => $"127.0.0.1:{_port}";

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task StartAsync()
    {
        // This same program: Program.cs.
        var start = new ProcessStartInfo(
            SelfProcess.Program,
            SelfProcess.Arguments(typeof(BrokerProcess).Assembly, "broker-host", _port.ToString(CultureInfo.InvariantCulture), dataDirectory))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        using var limit = new CancellationTokenSource(StartLimit);
        var line = await _process.StandardOutput.ReadLineAsync(limit.Token);
        if (line?.StartsWith("ready ", StringComparison.Ordinal) != true)
        {
            throw new InvalidOperationException($"the broker did not start: {line}{await _process.StandardOutput.ReadToEndAsync(limit.Token)}");
        }
    }

    /// <summary>Ends it as a crash would (SIGKILL) and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static int FreePort()
    {
        // Below the ports that the kernel hands out, so that nobody takes it while the broker is down.
        while (true)
        {
            var port = Random.Shared.Next(22_000, 32_000);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }
}
