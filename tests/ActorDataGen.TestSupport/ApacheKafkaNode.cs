using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace ActorDataGen.TestSupport;

/// <summary>One node of Apache Kafka as a process of its own, on a port nobody uses.</summary>
public sealed partial class ApacheKafkaNode : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _script;
    private readonly int _server;

    private ApacheKafkaNode(Process script, string bootstrapServers, int server) =>
        (_script, BootstrapServers, _server) = (script, bootstrapServers, server);

    /// <summary>The address of the node, <c>127.0.0.1:port</c>.</summary>
    public string BootstrapServers { get; }

    /// <summary>Starts a node and waits until it answers.</summary>
    /// <param name="directory">Folder with Kafka's <c>start</c>.</param>
    /// <param name="dataDirectory">Where its log lives; null: a folder that goes when it stops.</param>
    /// <param name="port">The port, or null for a free one.</param>
    /// <param name="settings">Server settings, <c>key=value</c>.</param>
    public static async Task<ApacheKafkaNode> StartAsync(
        string directory, string? dataDirectory = null, int? port = null, params string[] settings)
    {
        var chosen = port ?? FreePort();
        var start = new ProcessStartInfo(Path.Combine(directory, "start"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "--port", chosen.ToString(CultureInfo.InvariantCulture), "--heap", "400m" },
        };
        if (dataDirectory is not null)
        {
            start.ArgumentList.Add("--data");
            start.ArgumentList.Add(dataDirectory);
        }

        foreach (var setting in settings)
        {
            start.ArgumentList.Add("--set");
            start.ArgumentList.Add(setting);
        }

        var script = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => StopAtExit(script);
        var errors = script.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(StartLimit);
        while (await script.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (ReadyLine().Match(line) is { Success: true } ready)
            {
                return new ApacheKafkaNode(script, ready.Groups["address"].Value,
                    int.Parse(ready.Groups["pid"].Value, CultureInfo.InvariantCulture));
            }
        }

        throw new InvalidOperationException($"Apache Kafka did not start: {await errors}");
    }

    /// <summary>Stops the node cleanly and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        UnixSignals.Terminate(_script);
        await _script.WaitForExitAsync();
        _script.Dispose();
    }

    /// <summary>Ends the server as a crash would (SIGKILL) and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        using (var server = Process.GetProcessById(_server))
        {
            server.Kill();
        }

        await _script.WaitForExitAsync();
    }

    private static void StopAtExit(Process script)
    {
        try
        {
            UnixSignals.Terminate(script);
        }
        catch (InvalidOperationException)
        {
            // Disposed before: it is stopped.
        }
    }

    // The node's own quorum listens 10,000 above, and both must lie below the ports that the kernel hands out to clients.
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(12_000, 22_000);
            if (IsFree(port) && IsFree(port + 10_000))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^ready (?<address>\S+) pid=(?<pid>\d+)")]
    private static partial Regex ReadyLine();
}
