using System.Collections.Immutable;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Engines.Process;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Node.Startup;

/// <summary>The engine that this node's agent drives.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Description">In a few words, for people.</param>
/// <param name="ContainerGateway">Address at which containers reach this host; null where they are processes of this host.</param>
internal sealed record EngineChoice(IContainerEngine Engine, string Description, string? ContainerGateway)
{
    /// <summary>The name under which the process engine runs the reference generator.</summary>
    public const string GeneratorImage = "adg/generator";

    /// <exception cref="NodeException">The engine that was asked for cannot be had.</exception>
    public static Task<EngineChoice> MakeAsync(NodeOptions options, DataFolder data, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return options.Engine == "docker"
            ? throw new NodeException("--engine docker is not there yet: use --engine process")
            : Task.FromResult(Processes(options, data, loggers, time));
    }

    private static EngineChoice Processes(NodeOptions options, DataFolder data, ILoggerFactory loggers, TimeProvider time)
    {
        var catalogue = ImmutableDictionary.CreateBuilder<string, GeneratorCommand>(StringComparer.Ordinal);
        if (File.Exists(options.GeneratorPath))
        {
            catalogue[GeneratorImage] = new GeneratorCommand(DotnetHost(), [Path.GetFullPath(options.GeneratorPath)]);
        }

        foreach (var (name, path) in options.Catalogue)
        {
            catalogue[name] = Path.IsPathFullyQualified(path) && File.Exists(path)
                ? new GeneratorCommand(path, [])
                : throw new NodeException($"--catalogue {name}={path} is no absolute path of a program: give one that exists");
        }

        var engine = new ProcessEngine(
            new ProcessEngineOptions { StateDirectory = data.Inner("processes"), Catalogue = catalogue.ToImmutable() }, time, loggers.CreateLogger<ProcessEngine>());
        return new EngineChoice(engine, $"processes of this host ({string.Join(", ", catalogue.Keys.Order(StringComparer.Ordinal))})", null);
    }

    // The program that runs this very process, which need not be on PATH.
    private static string DotnetHost() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "dotnet") is var beside && File.Exists(beside) ? Path.GetFullPath(beside)
        : "/usr/bin/dotnet";
}
