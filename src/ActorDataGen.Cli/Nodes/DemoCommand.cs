using System.CommandLine;
using ActorDataGen.Cli.Nodes.Demo;
using ActorDataGen.Node;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Cli.Nodes;

/// <summary><c>adg demo</c>: a whole cluster in one process, two jobs, a generator killed, and a count at the end.</summary>
internal static class DemoCommand
{
    public static Command Make()
    {
        var flags = new NodeFlags();
        var command = new Command("demo", "Show it all: a cluster in one process, two jobs, a failure, and whether every record arrived");
        flags.AddTo(command);
        return command.Does(async (result, cancellationToken) =>
        {
            var folder = Directory.CreateTempSubdirectory("adg-demo-");
            using var loggers = NodeLogging.Make(LogLevel.Error);
            using var ending = StopSignals.Linked(cancellationToken);
            try
            {
                var options = flags.Read(result);
                options = options with
                {
                    // A demo leaves nothing behind and disturbs nobody: its own folder, free ports.
                    DataDirectory = result.GetResult("--data") is null ? Path.Combine(folder.FullName, "data") : options.DataDirectory,
                    HttpAddress = result.GetResult("--http") is null ? new Uri("http://127.0.0.1:0") : options.HttpAddress,
                    BrokerPort = result.GetResult("--kafka-port") is null ? 0 : options.BrokerPort,
                };
                var show = new DemoOutput(Console.Out, TimeProvider.System);
                show.Say("starting a whole cluster in this process: broker, registry, controller, agent, portal");
                await using var node = await NodeHost.StartAsync(options, loggers, TimeProvider.System, ending.Token);
                show.Say($"ready: portal and REST {node.Address}  kafka {node.BootstrapServers}  registry {node.SchemaRegistryUrl}");
                show.Say($"engine: {node.EngineDescription}");
                return await new DemoRun(node, show, result.GetValue(ServerOptions.Token)).RunAsync(ending.Token) ? ExitCode.Success : ExitCode.Failure;
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
    }
}
