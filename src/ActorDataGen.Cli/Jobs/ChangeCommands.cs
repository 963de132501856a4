using System.CommandLine;
using ActorDataGen.Cli.Output;
using ActorDataGen.Client;
using ActorDataGen.Client.Contract;

namespace ActorDataGen.Cli.Jobs;

/// <summary>Commands that change a job: start, stop, restart, scale and delete.</summary>
internal static class ChangeCommands
{
    public static Command Start() => Change("start", "Start a held, stopped or ended job: a new run", "starting", (client, id, ct) => client.StartAsync(id, ct));

    public static Command Stop() => Change("stop", "Stop a job; it and its history stay", "stopping", (client, id, ct) => client.StopAsync(id, ct));

    public static Command Delete() => Change("delete", "Delete a job with its history", "deleting", (client, id, ct) => client.DeleteAsync(id, ct));

    public static Command Restart()
    {
        var id = ShowCommand.Job();
        var failed = new Option<bool>("--failed") { Description = "Only replicas that failed" };
        return new Command("restart", "Restart a job's replicas") { id, failed }.Does((result, ct) =>
            RunAsync(result, id, "restarting", (client, job, token) => client.RestartAsync(job, result.GetValue(failed), token), ct));
    }

    public static Command Scale()
    {
        var id = ShowCommand.Job();
        var replicas = new Argument<int>("replicas") { Description = "Replicas wanted" };
        return new Command("scale", "Change the number of replicas") { id, replicas }.Does((result, ct) =>
            RunAsync(result, id, "scaling", (client, job, token) => client.ScaleAsync(job, result.GetValue(replicas), token), ct));
    }

    private static Command Change(string name, string description, string doing, Func<AdgClient, string, CancellationToken, Task<Submitted>> call)
    {
        var id = ShowCommand.Job();
        return new Command(name, description) { id }.Does((result, ct) => RunAsync(result, id, doing, call, ct));
    }

    private static async Task<int> RunAsync(
        ParseResult result, Argument<string> id, string doing, Func<AdgClient, string, CancellationToken, Task<Submitted>> call, CancellationToken cancellationToken)
    {
        using var client = ServerOptions.Connect(result);
        var answer = await call(client, result.GetValue(id)!, cancellationToken);
        if (result.GetValue(ServerOptions.Json))
        {
            Printer.Json(answer);
        }
        else
        {
            Console.WriteLine($"{doing} {answer.Id}");
        }

        return ExitCode.Success;
    }
}
