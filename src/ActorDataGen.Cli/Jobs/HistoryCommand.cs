using System.CommandLine;
using System.Globalization;
using ActorDataGen.Cli.Output;

namespace ActorDataGen.Cli.Jobs;

/// <summary><c>adg history JOB</c>: every state, attempt, reason and time.</summary>
internal static class HistoryCommand
{
    public static Command Make()
    {
        var id = ShowCommand.Job();
        return new Command("history", "Show every change of a job with its reason") { id }.Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            var changes = await client.GetHistoryAsync(result.GetValue(id)!, cancellationToken);
            if (result.GetValue(ServerOptions.Json))
            {
                Printer.Json(changes);
            }
            else
            {
                Printer.Table(
                    ["time", "run", "replica", "attempt", "state", "agent", "reason"],
                    changes.Select(c => new[] { c.At.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture), $"{c.Run}", $"{c.Replica}", $"{c.Attempt}", c.State, c.Agent, c.Reason }));
            }

            return ExitCode.Success;
        });
    }
}
