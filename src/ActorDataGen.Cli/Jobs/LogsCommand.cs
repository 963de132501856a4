using System.CommandLine;

namespace ActorDataGen.Cli.Jobs;

/// <summary><c>adg logs JOB</c>: what its containers wrote.</summary>
internal static class LogsCommand
{
    public static Command Make()
    {
        var id = ShowCommand.Job();
        var replica = new Option<int?>("--replica", "-r") { Description = "Only this replica" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the containers end" };
        var tail = new Option<int?>("--tail", "-n") { Description = "Only the last N lines" };
        return new Command("logs", "Show the logs of a job's containers, also after they are gone") { id, replica, follow, tail }.Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            var lines = client.LogsAsync(result.GetValue(id)!, result.GetValue(replica), result.GetValue(follow), result.GetValue(tail), cancellationToken);
            await foreach (var line in lines)
            {
                Console.WriteLine(line);
            }

            return ExitCode.Success;
        });
    }
}
