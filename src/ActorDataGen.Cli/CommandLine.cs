using System.CommandLine;
using System.Net;
using System.Reflection;
using ActorDataGen.Client;

namespace ActorDataGen.Cli;

/// <summary>The root command, and what every command shares: options, errors and exit codes.</summary>
internal static class CommandLine
{
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public static async Task<int> RunAsync(string[] args)
    {
        var result = Root().Parse(args);
        if (result.Errors.Count > 0)
        {
            var isRoot = result.CommandResult.Command is RootCommand;
            var problem = isRoot && result.UnmatchedTokens is [var unknown, ..] ? $"there is no command {unknown}." : result.Errors[0].Message;
            await Console.Error.WriteLineAsync($"adg: {problem} (adg {(isRoot ? "" : result.CommandResult.Command.Name + " ")}--help says what there is)");
            return ExitCode.Usage;
        }

        // Exceptions are told in a line by Guard, not dumped by the library.
        return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Containers that pour data into Kafka, run as supervised jobs.")
        {

            Nodes.DemoCommand.Make(),
            Nodes.UpCommand.Make(),
            Nodes.BrokerCommand.Make(),
            Nodes.RegistryCommand.Make(),
            Jobs.SubmitCommand.Make(),
            Jobs.JobsCommand.Make(),
            Jobs.ShowCommand.Make(),
            Jobs.HistoryCommand.Make(),
            Jobs.WatchCommand.Make(),
            Jobs.ChangeCommands.Start(),
            Jobs.ChangeCommands.Stop(),
            Jobs.ChangeCommands.Restart(),
            Jobs.ChangeCommands.Scale(),
            Jobs.ChangeCommands.Delete(),
            Jobs.LogsCommand.Make(),
            Cluster.AgentsCommand.Make(),
            Cluster.ClusterCommand.Make(),
            Topics.TopicsCommand.Make(),
            Topics.GroupsCommand.Make(),
            Generate.GenerateCommand.Make(),
        };
        root.Options.Add(ServerOptions.Server);
        root.Options.Add(ServerOptions.Token);
        root.Options.Add(ServerOptions.Json);
        return root;
    }

    /// <summary>Makes an action of a handler: known failures become one line on stderr and an exit code.</summary>
    public static Command Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> handler)
    {
        command.SetAction((result, cancellationToken) => GuardAsync(() => handler(result, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> GuardAsync(Func<Task<int>> handler, CancellationToken cancellationToken)
    {
        try
        {
            return await handler();
        }
        catch (UsageException e)
        {
            return await FailAsync(e.Message, ExitCode.Usage);
        }
        catch (AdgClientException e)
        {
            foreach (var error in e.Problem?.Errors?.Skip(1) ?? [])
            {
                await Console.Error.WriteLineAsync($"adg: {error.Field}: {error.Problem}{(error.Remedy is null ? "" : $"; {error.Remedy}")}");
            }

            return await FailAsync(e.Message, e.Status switch
            {
                null => ExitCode.Unreachable,
                HttpStatusCode.NotFound => ExitCode.NotFound,
                HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => ExitCode.Usage,
                _ => ExitCode.Failure,
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Node.NodeException or Kafka.KafkaLibraryException)
        {
            return await FailAsync(e.Message, ExitCode.Failure);
        }
    }

    private static async Task<int> FailAsync(string message, int code)
    {
        await Console.Error.WriteLineAsync($"adg: {message.ReplaceLineEndings(" ")}");
        return code;
    }
}
