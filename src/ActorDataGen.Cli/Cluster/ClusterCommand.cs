using System.CommandLine;
using ActorDataGen.Cli.Output;
using ActorDataGen.Client.Contract;

namespace ActorDataGen.Cli.Cluster;

/// <summary><c>adg cluster show</c>: nodes, partitions and who owns them.</summary>
internal static class ClusterCommand
{
    public static Command Make()
    {
        var cluster = new Command("cluster", "Show the cluster: who owns which partition, how far behind").Does(ShowAsync);
        cluster.Add(new Command("show", "The same").Does(ShowAsync));
        return cluster;
    }

    private static async Task<int> ShowAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = ServerOptions.Connect(result);
        var view = await client.GetClusterAsync(cancellationToken);
        if (result.GetValue(ServerOptions.Json))
        {
            Printer.Json(view);
            return ExitCode.Success;
        }

        Printer.Fields(
        [
            ("cluster", view.ClusterId), ("node", $"{view.Node} ({string.Join(", ", view.Roles)})"), ("kafka", view.BootstrapServers),
            ("registry", view.SchemaRegistryUrl), ("jobs", Counts(view.Jobs)), ("agents", Counts(view.Agents)),
        ]);
        Console.WriteLine();
        Printer.Table(["partition", "owner", "lag"], view.Partitions.Select(Row));
        return ExitCode.Success;
    }

    private static string?[] Row(PartitionView partition) => [$"{partition.Partition}", partition.Owner ?? "nobody", $"{partition.Lag}"];

    private static string Counts(IReadOnlyDictionary<string, int> counts) =>
        counts.Count == 0 ? "none" : string.Join(", ", counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key}"));
}
