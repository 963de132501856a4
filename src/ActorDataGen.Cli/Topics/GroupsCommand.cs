using System.CommandLine;
using ActorDataGen.Cli.Output;

namespace ActorDataGen.Cli.Topics;

/// <summary><c>adg groups</c>: consumer groups and their lag.</summary>
internal static class GroupsCommand
{
    public static Command Make() => new Command("groups", "List consumer groups and how far behind they are").Does(async (result, cancellationToken) =>
    {
        using var client = ServerOptions.Connect(result);
        var groups = await client.ListGroupsAsync(cancellationToken);
        if (result.GetValue(ServerOptions.Json))
        {
            Printer.Json(groups);
        }
        else
        {
            Printer.Table(["group", "state", "members", "lag"], groups.Select(g => new[] { g.Id, g.State, $"{g.Members}", g.Lag?.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) ?? "-" }));
        }

        return ExitCode.Success;
    });
}
