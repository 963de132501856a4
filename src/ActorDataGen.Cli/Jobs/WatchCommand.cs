using System.CommandLine;
using System.Globalization;
using ActorDataGen.Cli.Output;

namespace ActorDataGen.Cli.Jobs;

/// <summary><c>adg watch [JOB]</c>: changes as they come, until interrupted or the job has ended.</summary>
internal static class WatchCommand
{
    private static readonly string[] Ended = ["succeeded", "failed", "stopped", "rejected"];

    public static Command Make()
    {
        var id = new Argument<string?>("job") { Description = "Only this job; ends with it", Arity = ArgumentArity.ZeroOrOne };
        return new Command("watch", "Follow jobs as they change") { id }.Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            var only = result.GetValue(id);
            await foreach (var change in client.EventsAsync(cancellationToken))
            {
                if (change.Kind == "reset" && only is not null)
                {
                    // The state it is in already, which no event will tell.
                    if (Code((await client.GetJobAsync(only, cancellationToken)).State) is { } now)
                    {
                        return now;
                    }
                }

                if (change.Kind != "job" || (only is not null && change.Id != only))
                {
                    continue;
                }

                if (result.GetValue(ServerOptions.Json))
                {
                    Printer.Json(change);
                }
                else if (change.Job is { } job)
                {
                    var time = job.UpdatedAt.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
                    Console.WriteLine($"{time}  {job.Id}  {job.State}  {job.Running}/{job.Replicas}{(job.Reason is null ? "" : $"  {job.Reason}")}");
                }
                else
                {
                    Console.WriteLine($"{change.Id}  deleted");
                }

                if (only is not null && (change.Job is null ? ExitCode.Success : Code(change.Job.State)) is { } code)
                {
                    return code;
                }
            }

            return ExitCode.Unreachable;
        });
    }

    private static int? Code(string state) => !Ended.Contains(state) ? null : state is "failed" or "rejected" ? ExitCode.JobFailed : ExitCode.Success;
}
