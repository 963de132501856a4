using System.CommandLine;
using ActorDataGen.Cli.Output;
using ActorDataGen.Client;
using ActorDataGen.Client.Contract;

namespace ActorDataGen.Cli.Jobs;

/// <summary><c>adg submit</c>: by flags, by a job file, or both.</summary>
internal static class SubmitCommand
{
    public static Command Make()
    {
        var file = new Option<string?>("--file", "-f") { Description = "A job file, YAML or JSON; - is standard input" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say where it would go, and why not elsewhere, without submitting" };
        var options = new SubmitOptions();
        var command = new Command("submit", "Submit a job; --image and --topic are enough") { file, dryRun };
        options.AddTo(command);
        return command.Does(async (result, cancellationToken) =>
        {
            var document = result.GetValue(file) is { } path ? JobFile.Read(path) : new JobDocument();
            var job = options.Apply(document, result);
            using var client = ServerOptions.Connect(result);
            return result.GetValue(dryRun)
                ? Show(result, await client.DryRunAsync(job, cancellationToken))
                : await SubmitAsync(result, client, job, cancellationToken);
        });
    }

    private static async Task<int> SubmitAsync(ParseResult result, AdgClient client, JobDocument job, CancellationToken cancellationToken)
    {
        var submitted = await client.SubmitAsync(job, cancellationToken);
        if (result.GetValue(ServerOptions.Json))
        {
            Printer.Json(submitted);
        }
        else
        {
            Console.WriteLine($"submitted {submitted.Id}");
            Console.WriteLine($"  adg watch {submitted.Id}      follow it");
            Console.WriteLine($"  adg topics tail {job.Topic} -f   see its records");
        }

        return ExitCode.Success;
    }

    private static int Show(ParseResult result, DryRun answer)
    {
        if (result.GetValue(ServerOptions.Json))
        {
            Printer.Json(answer);
            return ExitCode.Success;
        }

        Console.WriteLine(answer.WouldRunOn.Count > 0 ? $"would run on {string.Join(", ", answer.WouldRunOn)}" : "would wait: no agent has room");
        foreach (var line in answer.WhyNot)
        {
            Console.WriteLine($"  {line}");
        }

        return ExitCode.Success;
    }
}
