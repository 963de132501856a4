using System.CommandLine;
using ActorDataGen.Cli.Output;
using ActorDataGen.Client.Contract;

namespace ActorDataGen.Cli.Jobs;

/// <summary><c>adg jobs</c>: the jobs there are.</summary>
internal static class JobsCommand
{
    public static Command Make()
    {
        var state = new Option<string?>("--state") { Description = "Only jobs in this state: running, pending, failed, …" };
        return new Command("jobs", "List jobs") { state }.Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            var jobs = await client.ListJobsAsync(result.GetValue(state), cancellationToken);
            if (result.GetValue(ServerOptions.Json))
            {
                Printer.Json(jobs);
            }
            else if (jobs.Count == 0)
            {
                Console.WriteLine("no jobs yet: adg submit --image IMAGE --topic TOPIC");
            }
            else
            {
                Printer.Table(["id", "state", "running", "run", "image", "topic", "age", "reason"], jobs.Select(Row));
            }

            return ExitCode.Success;
        });
    }

    private static string?[] Row(JobSummary job) =>
    [
        job.Id, job.State, $"{job.Running}/{job.Replicas}", $"{job.Run}", job.Image, job.Topic, Printer.Age(job.CreatedAt, TimeProvider.System), job.Reason,
    ];
}
