using System.CommandLine;
using ActorDataGen.Node;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Cli.Nodes;

/// <summary><c>adg registry</c>: the embedded schema registry by itself, on a Kafka that is there.</summary>
internal static class RegistryCommand
{
    public static Command Make()
    {
        var listen = new Option<string>("--listen") { Description = "Where it serves", DefaultValueFactory = _ => "http://127.0.0.1:8081" };
        var bootstrap = new Option<string?>("--bootstrap-servers", "-b") { Description = "Kafka's servers [KAFKA_BOOTSTRAP_SERVERS, else 127.0.0.1:9092]" };
        var properties = new Option<string[]>("--kafka-property", "-X") { Description = "A setting of the Kafka client as KEY=VALUE" };
        return new Command("registry", "Run the embedded schema registry by itself; its schemas are kept in Kafka") { listen, bootstrap, properties }.Does(async (result, cancellationToken) =>
        {
            if (!Uri.TryCreate(result.GetValue(listen), UriKind.Absolute, out var address) || address.Scheme != "http")
            {
                throw new UsageException($"--listen {result.GetValue(listen)} is no address; write it as http://IP:PORT");
            }

            var servers = result.GetValue(bootstrap) ?? Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS") ?? "127.0.0.1:9092";
            using var loggers = NodeLogging.Make(LogLevel.Warning);
            using var ending = StopSignals.Linked(cancellationToken);
            await using var registry = await RegistryHost.StartAsync(
                address, servers, Pairs.Parse("--kafka-property", result.GetValue(properties) ?? []), loggers, ending.Token);
            Console.WriteLine($"ready {registry.Address} kafka={servers}");
            await Console.Out.FlushAsync(CancellationToken.None);
            await StopSignals.UntilAsync(ending.Token);
            return ExitCode.Success;
        });
    }
}
