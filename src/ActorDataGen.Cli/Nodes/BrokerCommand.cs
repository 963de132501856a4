using System.CommandLine;
using ActorDataGen.EmbeddedBroker;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Cli.Nodes;

/// <summary><c>adg broker</c>: the embedded broker by itself.</summary>
internal static class BrokerCommand
{
    public static Command Make()
    {
        var data = new Option<string?>("--data") { Description = "Folder of the log [memory]" };
        var listen = new Option<string[]>("--listen") { Description = "HOST:PORT, or HOST:PORT=ADVERTISED_HOST:PORT, as often as needed [127.0.0.1:9092]" };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Log what it does, not only what matters" };
        return new Command("broker", "Run the embedded Kafka-compatible broker by itself") { data, listen, verbose }.Does(async (result, cancellationToken) =>
        {
            var listeners = (result.GetValue(listen) is { Length: > 0 } given ? given : ["127.0.0.1:9092"]).Select(Listener).ToList();
            using var loggers = NodeLogging.Make(result.GetValue(verbose) ? LogLevel.Information : LogLevel.Warning);
            using var ending = StopSignals.Linked(cancellationToken);
            await using var broker = await StartAsync(new EmbeddedBrokerOptions { DataDirectory = result.GetValue(data), Listeners = listeners }, loggers, ending.Token);
            Console.WriteLine($"ready {string.Join(",", broker.Addresses)} data={result.GetValue(data) ?? "memory"}");
            await Console.Out.FlushAsync(CancellationToken.None);
            await StopSignals.UntilAsync(ending.Token);
            return ExitCode.Success;
        });
    }

    private static async Task<EmbeddedBroker.EmbeddedBroker> StartAsync(EmbeddedBrokerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            return await EmbeddedBroker.EmbeddedBroker.StartAsync(options, loggers, TimeProvider.System, cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static BrokerListener Listener(string text)
    {
        var (bound, advertised) = text.Split('=', 2) is [var b, var a] ? (b, a) : (text, null);
        var (host, port) = HostPort(bound, text);
        if (advertised is null)
        {
            return new BrokerListener(host, port);
        }

        var (otherHost, otherPort) = HostPort(advertised, text);
        return new BrokerListener(host, port, otherHost, otherPort == 0 ? null : otherPort);
    }

    private static (string Host, int Port) HostPort(string text, string whole)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text[(colon + 1)..], out var port)
            ? (text[..colon].Trim('[', ']'), port)
            : throw new UsageException($"--listen {whole} has no host and port; write it as HOST:PORT or HOST:PORT=ADVERTISED_HOST:PORT");
    }
}
