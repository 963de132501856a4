using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ActorDataGen.Agent.Engines.Process;

/// <summary>Decides whether a request may run as a process here, and as which command line.</summary>
internal static partial class GeneratorCatalogue
{
    /// <summary>Variables that make a catalogued program run somebody else's code.</summary>
    private static readonly ImmutableArray<string> LoaderPrefixes = ["LD_", "DYLD_", "DOTNET_", "CORECLR_", "COMPlus_"];

    private static readonly ImmutableHashSet<string> LoaderNames =
        ["PATH", "IFS", "ENV", "BASH_ENV", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "JAVA_TOOL_OPTIONS", "NODE_OPTIONS"];

    /// <summary>Returns program and arguments of a request.</summary>
    /// <exception cref="ImageRefusedException">The image is not in the catalogue.</exception>
    /// <exception cref="LaunchFailedException">The request asks for what only a container can do.</exception>
    public static ImmutableArray<string> Resolve(ImmutableDictionary<string, GeneratorCommand> catalogue, LaunchRequest request)
    {
        var name = request.Image.EndsWith(":latest", StringComparison.Ordinal) ? request.Image[..^":latest".Length] : request.Image;
        if (!catalogue.TryGetValue(name, out var command))
        {
            var known = catalogue.IsEmpty ? "none" : string.Join(", ", catalogue.Keys.Order(StringComparer.Ordinal));
            throw new ImageRefusedException(
                $"image '{request.Image}' is not in this host's catalogue of generators ({known}): use one of these, or a host with Docker");
        }

        if (!request.Command.IsEmpty)
            throw new LaunchFailedException("command: a host without Docker runs catalogued generators only; leave the command out");
        if (!Path.IsPathFullyQualified(command.Executable) || !File.Exists(command.Executable))
            throw new LaunchFailedException($"generator '{name}': no program at '{command.Executable}'; correct the host's catalogue");
        foreach (var variable in request.Environment.Keys)
        {
            if (!PortableName().IsMatch(variable))
                throw new LaunchFailedException($"environment variable '{variable}': on a host without Docker only letters, digits and _");
            if (LoaderNames.Contains(variable) || LoaderPrefixes.Any(prefix => variable.StartsWith(prefix, StringComparison.Ordinal)))
                throw new LaunchFailedException($"environment variable '{variable}': not allowed on a host without Docker");
        }

        return [command.Executable, .. command.Arguments, .. request.Arguments];
    }

    /// <summary>What a shell passes on; it drops other names in silence.</summary>
    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex PortableName();
}
