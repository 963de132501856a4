using System.CommandLine;
using ActorDataGen.Node;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Cli.Nodes;

/// <summary><c>adg up</c>: a node that stays until it is interrupted.</summary>
internal static class UpCommand
{
    public static Command Make()
    {
        var flags = new NodeFlags();
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Log what the node does, not only what matters" };
        var command = new Command("up", "Run a node with all roles; nothing else has to be installed") { verbose };
        flags.AddTo(command);
        return command.Does(async (result, cancellationToken) =>
        {
            var options = flags.Read(result);
            using var loggers = NodeLogging.Make(result.GetValue(verbose) ? LogLevel.Information : LogLevel.Warning);
            using var ending = StopSignals.Linked(cancellationToken);
            NodeHost node;
            try
            {
                node = await NodeHost.StartAsync(options, loggers, TimeProvider.System, ending.Token);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }

            await using (node)
            {
                Console.WriteLine($"ActorDataGen {CommandLine.Version}: node {options.NodeId} is up");
                Console.WriteLine($"  portal and REST   {node.Address}");
                Console.WriteLine($"  kafka             {node.BootstrapServers}");
                Console.WriteLine($"  schema registry   {node.SchemaRegistryUrl}");
                Console.WriteLine($"  engine            {node.EngineDescription}");
                Console.WriteLine($"  data              {Path.GetFullPath(options.DataDirectory)}");
                Console.WriteLine("ready; Ctrl-C ends it, and what it knows is there at the next up");
                await Console.Out.FlushAsync(CancellationToken.None);
                var ended = await Task.WhenAny(node.Completion, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ending.Token));
                if (ended == node.Completion)
                {
                    // A role died for good; its exception says why in one line.
                    await node.Completion;
                }

                Console.WriteLine("stopping; containers go on running");
                await node.StopAsync(CancellationToken.None);
            }

            return ExitCode.Success;
        });
    }
}
