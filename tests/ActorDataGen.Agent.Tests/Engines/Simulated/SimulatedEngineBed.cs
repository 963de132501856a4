using System.Collections.Immutable;
using System.Globalization;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Engines.Simulated;
using ActorDataGen.Agent.Tests.Lifecycle;

namespace ActorDataGen.Agent.Tests.Engines.Simulated;

/// <summary>A simulated engine that understands the few shell commands which the contract's scripts are made of.</summary>
public sealed class SimulatedEngineBed : EngineBed
{
    public SimulatedHost Host { get; } = new(Interpret, TimeProvider.System);

    public override string Image => "adg-test/shell";

    public override IContainerEngine Open() => new SimulatedEngine(Host);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static SimulatedProgram Interpret(LaunchRequest request)
    {
        if (request.Image != "adg-test/shell")
            throw new ImageRefusedException($"image '{request.Image}' is not known to this test");
        var script = request.Arguments[^1];
        ImmutableArray<SimulatedStep>? onTerm = [new EndWith(143)];
        if (script.StartsWith("trap '", StringComparison.Ordinal))
        {
            var end = script.IndexOf('\'', 6);
            onTerm = end == 6 ? null : Steps(script[6..end], request);
            script = script[(script.IndexOf(';', end) + 1)..];
        }

        return new SimulatedProgram(Steps(script, request)) { OnTerm = onTerm };
    }

    private static ImmutableArray<SimulatedStep> Steps(string script, LaunchRequest request)
    {
        if (script.IndexOf("while", StringComparison.Ordinal) is var loop and >= 0)
            return [.. Steps(script[..loop], request), new RunOn()];
        return [.. script.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(command => Step(command, request))];
    }

    private static SimulatedStep Step(string command, LaunchRequest request)
    {
        var (word, rest) = command.Split(' ', 2) is [var w, var r] ? (w, r) : (command, "");
        foreach (var name in (string[])["KAFKA_BOOTSTRAP_SERVERS_DOCKER", "KAFKA_BOOTSTRAP_SERVERS", "KAFKA_TOPIC", "ADG_REPLICAS", "ADG_REPLICA", "ADG_ATTEMPT", "ADG_A", "ADG_B", "OPENBLAS_CORETYPE", "USER"])
            rest = rest.Replace("$" + name, request.Environment.GetValueOrDefault(name, ""), StringComparison.Ordinal);
        return word switch
        {
            "echo" => new WriteText((rest.StartsWith('"') ? rest[1..^1] : rest) + "\n"),
            "printf" => new WriteText(rest),
            "sleep" => new PassTime(TimeSpan.FromSeconds(double.Parse(rest, CultureInfo.InvariantCulture))),
            "exit" => new EndWith(int.Parse(rest, CultureInfo.InvariantCulture)),
            _ => throw new InvalidOperationException($"the simulated shell does not know '{word}'"),
        };
    }
}

/// <summary>The contract, kept by the simulated engine.</summary>
public sealed class SimulatedEngineContractTests : EngineContractTests
{
    protected override ValueTask<EngineBed> MakeBedAsync() => ValueTask.FromResult<EngineBed>(new SimulatedEngineBed());
}

/// <summary>The agent on thoughts.</summary>
public sealed class SimulatedAgentHostTests : AgentHostTests
{
    protected override ValueTask<EngineBed> MakeBedAsync() => ValueTask.FromResult<EngineBed>(new SimulatedEngineBed());
}
