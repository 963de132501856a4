using System.CommandLine;
using System.Globalization;
using ActorDataGen.Cli.Output;

namespace ActorDataGen.Cli.Jobs;

/// <summary><c>adg show JOB</c>: one job with its replicas.</summary>
internal static class ShowCommand
{
    public static Argument<string> Job() => new("job") { Description = "The job's id" };

    public static Command Make()
    {
        var id = Job();
        return new Command("show", "Show a job with its replicas") { id }.Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            var job = await client.GetJobAsync(result.GetValue(id)!, cancellationToken);
            if (result.GetValue(ServerOptions.Json))
            {
                Printer.Json(job);
                return ExitCode.Success;
            }

            Printer.Fields(
            [
                ("id", job.Id), ("name", job.Name == job.Id ? null : job.Name), ("description", job.Spec.Description), ("state", job.State),
                ("reason", job.Reason), ("user", job.User), ("image", job.Image), ("topic", job.Topic), ("target", job.Spec.Target),
                ("replicas", $"{job.Running} of {job.Replicas} running"), ("run", job.Run.ToString(CultureInfo.InvariantCulture)),
                ("cpu", job.Spec.Cpu is > 0 ? $"{Printer.Number(job.Spec.Cpu.Value)} cores" : "unlimited"), ("memory", job.Spec.Memory ?? "unlimited"),
                ("duration", job.Spec.Duration), ("start at", job.Spec.StartAt?.ToString("u", CultureInfo.InvariantCulture)), ("cron", job.Spec.Cron?.Expression),
                ("created", job.CreatedAt.ToString("u", CultureInfo.InvariantCulture)), ("changed", job.UpdatedAt.ToString("u", CultureInfo.InvariantCulture)),
            ]);
            if (job.ReplicaViews.Count > 0)
            {
                Console.WriteLine();
                Printer.Table(
                    ["replica", "attempt", "state", "agent", "container", "exit", "reason"],
                    job.ReplicaViews.Select(r => new[] { $"{r.Replica}", $"{r.Attempt}", r.State, r.Agent, Short(r.ContainerId), $"{r.ExitCode}", r.Reason }));
            }

            return ExitCode.Success;
        });
    }

    // Docker's ids are known by their first twelve digits; other engines' ids are names.
    private static string? Short(string? containerId) =>
        containerId is { Length: 64 } && containerId.All(char.IsAsciiHexDigitLower) ? containerId[..12] : containerId;
}
