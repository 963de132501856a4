using System.Buffers;

namespace ActorDataGen.Docker;

/// <summary>An image's name, taken apart as Docker does.</summary>
/// <param name="Registry">Host, with port where given; <see cref="HubRegistry"/> when the name has none.</param>
/// <param name="Repository">Path in the registry.</param>
/// <param name="Tag">Tag; <c>latest</c> when neither tag nor digest is given, empty with a digest alone.</param>
/// <param name="Digest">Digest, or null.</param>
public sealed record ImageReference(string Registry, string Repository, string Tag, string? Digest)
{
    /// <summary>The registry of names without one.</summary>
    public const string HubRegistry = "docker.io";

    private static readonly SearchValues<char> NotInNames = SearchValues.Create(" \t\n?#&%\\");

    /// <summary>The name without tag and digest, registry first, as patterns are matched against.</summary>
    public string FullName => $"{Registry}/{Repository}";

    /// <summary>Takes a name apart.</summary>
    /// <exception cref="DockerApiException">It is not an image's name.</exception>
    public static ImageReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0 || text.AsSpan().ContainsAny(NotInNames))
            throw new DockerApiException($"'{text}' is not the name of an image: use [registry/]name[:tag][@digest]");
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? null : text[(at + 1)..];
        var name = at < 0 ? text : text[..at];
        var slash = name.LastIndexOf('/');
        var colon = name.IndexOf(':', slash + 1);
        var tag = colon < 0 ? digest is null ? "latest" : "" : name[(colon + 1)..];
        if (colon >= 0)
            name = name[..colon];
        var first = name.IndexOf('/', StringComparison.Ordinal);
        var isHost = first > 0 && (name[..first].AsSpan().ContainsAny('.', ':') || name[..first] == "localhost");
        var (registry, repository) = isHost ? (name[..first], name[(first + 1)..]) : (HubRegistry, first < 0 ? "library/" + name : name);
        return repository.Length == 0 || repository.EndsWith('/') || (colon >= 0 && tag.Length == 0)
            ? throw new DockerApiException($"'{text}' is not the name of an image: use [registry/]name[:tag][@digest]")
            : new ImageReference(registry, repository, tag, digest);
    }
}
