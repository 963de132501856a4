using System.CommandLine;
using ActorDataGen.Cli.Output;
using ActorDataGen.Client.Contract;

namespace ActorDataGen.Cli.Cluster;

/// <summary><c>adg agents</c>: list, show, drain and resume.</summary>
internal static class AgentsCommand
{
    public static Command Make()
    {
        var agents = new Command("agents", "List agents and what they have room for").Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            Print(result, await client.ListAgentsAsync(cancellationToken));
            return ExitCode.Success;
        });
        var shown = Agent();
        agents.Add(new Command("show", "Show an agent") { shown }.Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            Print(result, [await client.GetAgentAsync(result.GetValue(shown)!, cancellationToken)]);
            return ExitCode.Success;
        }));
        var drained = Agent();
        agents.Add(new Command("drain", "Move an agent's replicas elsewhere and give it no more") { drained }.Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            await client.DrainAsync(result.GetValue(drained)!, cancellationToken);
            Console.WriteLine($"draining {result.GetValue(drained)}");
            return ExitCode.Success;
        }));
        var resumed = Agent();
        agents.Add(new Command("resume", "End a drain") { resumed }.Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            await client.ResumeAsync(result.GetValue(resumed)!, cancellationToken);
            Console.WriteLine($"resuming {result.GetValue(resumed)}");
            return ExitCode.Success;
        }));
        return agents;
    }

    private static Argument<string> Agent() => new("agent") { Description = "The agent's id" };

    private static void Print(ParseResult result, IReadOnlyList<AgentView> agents)
    {
        if (result.GetValue(ServerOptions.Json))
        {
            Printer.Json(agents);
            return;
        }

        Printer.Table(
            ["id", "state", "engine", "cpu", "memory", "containers", "seen", "failed checks"],
            agents.Select(a => new[]
            {
                a.Id, a.State, a.Engine, $"{Printer.Number(a.CpuAllocated)}/{Printer.Number(a.Cpu)}",
                $"{a.MemoryAllocated >> 20}/{a.Memory >> 20} MiB", $"{a.Containers.Count}", Printer.Age(a.LastSeen, TimeProvider.System), string.Join(", ", a.FailedChecks),
            }));
    }
}
