using System.Collections;
using System.CommandLine;
using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Runs;

namespace ActorDataGen.Cli.Generate;

/// <summary><c>adg generate DATASET</c>: the generator's records on the screen, or into a topic right here.</summary>
internal static class GenerateCommand
{
    public static Command Make()
    {
        var dataSet = new Argument<string>("dataset") { Description = "A built-in data set, or a file that describes one", DefaultValueFactory = _ => "temperature" };
        var preview = new Option<int?>("--preview") { Description = "Print so many records; needs no broker" };
        var to = new Option<string?>("--to") { Description = "Write into this topic" };
        var bootstrap = new Option<string?>("--bootstrap-servers", "-b") { Description = "Kafka's servers [KAFKA_BOOTSTRAP_SERVERS, else 127.0.0.1:9092]" };
        var keys = new Option<bool>("--keys") { Description = "Print keys too" };
        var settings = new Option<string[]>("--set") { Description = "A setting as NAME=VALUE: rate=1000, count=500, seed=7, format=csv, …" };
        return new Command("generate", "Print a data set's records, or write them into a topic, without a job") { dataSet, preview, to, bootstrap, keys, settings }
            .Does((result, cancellationToken) =>
            {
                var environment = Settings(result.GetValue(settings) ?? []);
                environment["ADG_DATASET"] = result.GetValue(dataSet)!;
                return (result.GetValue(preview), result.GetValue(to)) switch
                {
                    (null, null) => throw new UsageException("say --preview N to see records, or --to TOPIC to write them"),
                    ({ } count, _) => PreviewAsync(environment, count, result.GetValue(keys), cancellationToken),
                    (null, { } topic) => RunAsync(environment, topic, result.GetValue(bootstrap), cancellationToken),
                };
            });
    }

    private static Dictionary<string, string> Settings(string[] given)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
        foreach (var (name, value) in Pairs.Parse("--set", given) ?? [])
        {
            environment[$"ADG_{name.ToUpperInvariant().Replace('-', '_')}"] = value;
        }

        return environment;
    }

    private static async Task<int> PreviewAsync(Dictionary<string, string> environment, int count, bool withKeys, CancellationToken cancellationToken)
    {
        // A preview asks neither a broker nor a topic.
        environment.TryAdd("KAFKA_BOOTSTRAP_SERVERS", "none:0");
        environment.TryAdd("KAFKA_TOPIC", "none");
        var read = Read(environment);
        try
        {
            await GeneratorRun.PreviewAsync(read, count, withKeys, Console.Out, TimeProvider.System, cancellationToken);
            return Cli.ExitCode.Success;
        }
        catch (Exception e) when (e is DataSetException or GeneratorException)
        {
            throw new UsageException(e.Message);
        }
    }

    private static async Task<int> RunAsync(Dictionary<string, string> environment, string topic, string? bootstrap, CancellationToken cancellationToken)
    {
        environment["KAFKA_TOPIC"] = topic;
        if (bootstrap is not null)
        {
            environment["KAFKA_BOOTSTRAP_SERVERS"] = bootstrap;
        }

        environment.TryAdd("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092");
        using var ending = Nodes.StopSignals.Linked(cancellationToken);
        return await GeneratorRun.RunAsync(Read(environment), Console.Out, Console.Error, TimeProvider.System, ending.Token);
    }

    private static GeneratorSettings Read(Dictionary<string, string> environment)
    {
        var (settings, problems) = EnvironmentContract.Read(environment);
        return problems.Count == 0 ? settings : throw new UsageException(string.Join("; ", problems));
    }
}
