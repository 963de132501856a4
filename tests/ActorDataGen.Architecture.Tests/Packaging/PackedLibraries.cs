using System.Reflection;
using System.Xml.Linq;

namespace ActorDataGen.Architecture.Packaging;

/// <summary>The packages of every project that says it is packable, made once from what is already built.</summary>
public sealed class PackedLibraries : IDisposable
{
    private static readonly Assembly Self = typeof(PackedLibraries).Assembly;
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<string>> _packages;

    /// <summary>Packs nothing yet: a run of other tests alone does not wait for it.</summary>
    public PackedLibraries() => _packages = new(PackAsync);

    /// <summary>The folder of the packages; made on the first call.</summary>
    public Task<string> Packages => _packages.Value;

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private async Task<string> PackAsync()
    {
        // One build for all of them: a command for each would spend most of its time on starting.
        var projects = Repository.Files
            .Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(f => XDocument.Parse(Repository.Read(f)).Descendants("IsPackable").Any(e => e.Value == "true"))
            .Select(f => Path.Combine(Repository.Root, f));
        new XDocument(new XElement("Project", new XElement("Target", new XAttribute("Name", "Pack"),
            new XElement("MSBuild", new XAttribute("Projects", string.Join(';', projects)), new XAttribute("Targets", "Pack")))))
            .Save(_folder.Combine("All.proj"));

        var packages = _folder.Create("packages");
        await DotNetCommand.RunAsync(
            _folder.Path, _folder.Create("restored"),
            "pack", "All.proj", "--no-build", "-c", Self.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration, "-o", packages,
            "-p:ActorEngine=" + Self.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ActorEngine").Value,
            "-nodeReuse:false", "-m:1", "-v", "quiet");
        return packages;
    }
}
