using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Xml.Linq;

namespace ActorDataGen.Architecture.Packaging;

/// <summary>librdkafka comes from the system where it has one, else from the package librdkafka.redist.</summary>
[Collection(PackagingCollection.Name)]
public sealed class NativeLibraryTests
{
    private const string Redist = "librdkafka.redist";

    private static readonly string Project = Path.Combine(Repository.Root, "src", "ActorDataGen.Kafka", "ActorDataGen.Kafka.csproj");

    // Where the build that made this test found its packages, so that nothing is fetched here.
    private static readonly JsonElement Built = ReadAssets(Path.Combine(Repository.Root, "artifacts"));

    private static IEnumerable<string> PackageFolders => Built.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name);

    [Fact]
    public async Task Restore_SystemHasLibrary_AsksForNoPackage()
    {
        using var folder = new TemporaryFolder();
        await RequireSystemLibraryAsync(folder);

        // A source with no package at all: what is not pruned cannot be had.
        var native = await ResolveAsync(folder, folder.Create("source"));

        Assert.Empty(native);
        Assert.DoesNotContain(Libraries(ReadAssets(folder.Combine("artifacts"))), IsRedist);
    }

    [Fact]
    public async Task Restore_SystemHasNoLibrary_DeploysThePackages()
    {
        using var folder = new TemporaryFolder();
        var library = await RequireSystemLibraryAsync(folder);
        var (version, path) = MakePackage(folder.Create("source"), library);

        var native = await ResolveAsync(folder, folder.Combine("source"), "-p:SystemLibrdkafka=");

        Assert.Contains($"{Redist}/{version}", Libraries(ReadAssets(folder.Combine("artifacts"))));
        var deployed = Assert.Single(native);
        Assert.Equal(path, deployed.GetProperty("DestinationSubPath").GetString());
        Assert.Equal(await File.ReadAllBytesAsync(library), await File.ReadAllBytesAsync(deployed.GetProperty("FullPath").GetString()!));
    }

    [Fact]
    public async Task Restore_NeitherSystemNorSourceHasLibrary_NamesThePackage()
    {
        using var folder = new TemporaryFolder();
        await RequireSystemLibraryAsync(folder);

        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => ResolveAsync(folder, folder.Create("source"), "-p:SystemLibrdkafka="));

        // The launcher looks for this name to tell what is missing.
        Assert.Contains(Redist, failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string> RequireSystemLibraryAsync(TemporaryFolder folder)
    {
        var found = (await DotNetCommand.RunAsync(folder.Path, folder.Create("packages"), "msbuild", Project, "-getProperty:SystemLibrdkafka", "-nodeReuse:false")).Trim();
        Assert.SkipWhen(found.Length == 0, "no librdkafka on this system");
        return found;
    }

    /// <summary>Restores the project with one source and an artifacts folder of its own; returns the native libraries that a build would deploy.</summary>
    private static async Task<IReadOnlyList<JsonElement>> ResolveAsync(TemporaryFolder folder, string source, params string[] more)
    {
        var output = await DotNetCommand.RunAsync(
            folder.Path, folder.Combine("packages"),
            ["msbuild", Project, "-restore", "-t:ResolvePackageAssets", "-getItem:RuntimeTargetsCopyLocalItems", "-nodeReuse:false", "-m:1",
             "-p:ArtifactsPath=" + folder.Combine("artifacts"), "-p:RestoreSources=" + source, "-p:RestoreFallbackFolders=" + LinkPackages(folder), .. more]);
        var items = JsonDocument.Parse(output).RootElement.GetProperty("Items").GetProperty("RuntimeTargetsCopyLocalItems");
        return [.. items.EnumerateArray().Where(i => i.GetProperty("Filename").GetString()!.Contains("rdkafka", StringComparison.Ordinal))];
    }

    /// <summary>Makes a folder of all packages that this machine has, but for librdkafka.redist, which an earlier restore may have brought.</summary>
    private static string LinkPackages(TemporaryFolder folder)
    {
        var links = folder.Create("restored");
        foreach (var package in PackageFolders.Where(Directory.Exists).SelectMany(Directory.GetDirectories).DistinctBy(Path.GetFileName))
        {
            var name = Path.GetFileName(package);
            if (!IsRedist(name))
            {
                Directory.CreateSymbolicLink(Path.Combine(links, name), package);
            }
        }

        return links;
    }

    /// <summary>Makes librdkafka.redist, in the version that Confluent.Kafka asks for, of the system's library.</summary>
    private static (string Version, string Path) MakePackage(string folder, string library)
    {
        var version = AskedFor();
        var platform = (OperatingSystem.IsMacOS() ? "osx-" : "linux-") + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        var path = $"runtimes/{platform}/native/librdkafka{(OperatingSystem.IsMacOS() ? ".dylib" : ".so")}";
        using var archive = ZipFile.Open(Path.Combine(folder, $"{Redist}.{version}.nupkg"), ZipArchiveMode.Create);
        archive.CreateEntryFromFile(library, path, CompressionLevel.NoCompression);
        using var specification = archive.CreateEntry($"{Redist}.nuspec").Open();
        new XDocument(new XElement("package", new XElement("metadata",
            new XElement("id", Redist), new XElement("version", version), new XElement("authors", "test"), new XElement("description", "The system's librdkafka.")))).Save(specification);
        return (version, path);
    }

    private static string AskedFor()
    {
        var client = Libraries(Built).Single(l => l.StartsWith("Confluent.Kafka/", StringComparison.Ordinal)).ToLowerInvariant();
        var file = PackageFolders.Select(f => Path.Combine(f, client, "confluent.kafka.nuspec")).First(File.Exists);
        return XDocument.Load(file).Descendants()
            .Where(e => e.Name.LocalName == "dependency" && (string?)e.Attribute("id") == Redist)
            .Select(e => (string)e.Attribute("version")!).Distinct().Single();
    }

    private static IEnumerable<string> Libraries(JsonElement assets) => assets.GetProperty("libraries").EnumerateObject().Select(l => l.Name);

    private static bool IsRedist(string library) => library.StartsWith(Redist, StringComparison.OrdinalIgnoreCase);

    private static JsonElement ReadAssets(string artifacts) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(artifacts, "obj", "ActorDataGen.Kafka", "project.assets.json"))).RootElement;
}
