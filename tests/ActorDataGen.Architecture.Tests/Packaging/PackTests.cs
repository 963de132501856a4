using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ActorDataGen.Architecture.Packaging;

/// <summary>What <c>dotnet pack</c> makes, and that somebody who has only the packages can use them.</summary>
[Collection(PackagingCollection.Name)]
public sealed partial class PackTests(PackedLibraries libraries)
{
    private const string Prefix = "ActorDataGen.";

    // What a stranger would want alone.
    private static readonly string[] Wanted = ["Avro", "SchemaRegistry", "Docker", "EmbeddedBroker", "Client", "Node", "Actors", "Actors.Hosting"];

    [Fact]
    public async Task Pack_WantedLibraries_AreAmongThePackages()
    {
        var ids = (await PackagesAsync()).Select(p => p.Id).ToList();

        Assert.All(Wanted, part => Assert.Contains(Prefix + part, ids));
    }

    [Fact]
    public async Task Pack_EveryPackage_HasReadmeLicenceAndSymbols()
    {
        Assert.All(await PackagesAsync(), package =>
        {
            Assert.Equal("MIT", package.Metadata("license"));
            Assert.Equal("README.md", package.Metadata("readme"));
            Assert.Contains("README.md", package.Entries);
            Assert.Contains($"lib/net10.0/{package.Id}.dll", package.Entries);
            Assert.Contains($"lib/net10.0/{package.Id}.xml", package.Entries);
            using var symbols = ZipFile.OpenRead(Path.ChangeExtension(package.File, ".snupkg"));
            Assert.Contains($"lib/net10.0/{package.Id}.pdb", symbols.Entries.Select(e => e.FullName));
        });
    }

    [Fact]
    public async Task Pack_EveryPackage_DependsOnNoneOfOursThatIsMissing()
    {
        var packages = await PackagesAsync();
        var ids = packages.Select(p => p.Id).ToHashSet();

        Assert.All(packages, package => Assert.Subset(ids, package.Dependencies.Where(d => d.StartsWith(Prefix, StringComparison.Ordinal)).ToHashSet()));
    }

    [Fact]
    public async Task Restore_FromFolderIntoNewProject_RunsBrokerAndParsesSchema()
    {
        var packages = await libraries.Packages;
        using var folder = new TemporaryFolder();
        // Added to the sources that the machine has. The folder of restored packages is empty, so nothing is taken from an earlier run.
        new XDocument(new XElement("configuration", new XElement("packageSources",
            new XElement("add", new XAttribute("key", "packed"), new XAttribute("value", packages))))).Save(folder.Combine("NuGet.config"));
        await File.WriteAllTextAsync(folder.Combine("Stranger.csproj"), StrangersProject((await PackagesAsync())[0].Metadata("version")));
        await File.WriteAllTextAsync(folder.Combine("Program.cs"), StrangersProgram);
        var restored = folder.Create("restored");

        await DotNetCommand.RunAsync(folder.Path, restored, "build", "Stranger.csproj", "-o", "out", "-nodeReuse:false", "-m:1", "-v", "quiet");
        var printed = await DotNetCommand.RunAsync(folder.Path, restored, Path.Combine("out", "Stranger.dll"));

        Assert.Matches(Printed(), printed);
        Assert.True(Directory.Exists(Path.Combine(restored, "actordatagen.embeddedbroker")), "the broker did not come from a package");
    }

    private static string StrangersProject(string version) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <UseAppHost>false</UseAppHost>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="ActorDataGen.EmbeddedBroker" Version="{version}" />
            <PackageReference Include="ActorDataGen.Avro" Version="{version}" />
          </ItemGroup>
        </Project>
        """;

    private const string StrangersProgram = """
        using System;
        using ActorDataGen.Avro;
        using ActorDataGen.EmbeddedBroker;

        await using var broker = await EmbeddedBroker.StartAsync();
        Console.WriteLine("broker " + broker.BootstrapServers);
        var schema = AvroSchema.Parse("{\"type\":\"record\",\"name\":\"Reading\",\"fields\":[{\"name\":\"celsius\",\"type\":\"double\"}]}");
        Console.WriteLine("schema " + schema);
        """;

    private async Task<IReadOnlyList<Package>> PackagesAsync() =>
        [.. Directory.GetFiles(await libraries.Packages, "*.nupkg").Order(StringComparer.Ordinal).Select(Package.Read)];

    [GeneratedRegex(@"^broker [\w.]+:[1-9]\d*\s+schema .*Reading")]
    private static partial Regex Printed();

    private sealed record Package(string File, IReadOnlyList<string> Entries, XElement Specification)
    {
        public string Id => Metadata("id");

        public IEnumerable<string> Dependencies =>
            Specification.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => (string)e.Attribute("id")!);

        public static Package Read(string file)
        {
            using var archive = ZipFile.OpenRead(file);
            using var specification = archive.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
            return new(file, [.. archive.Entries.Select(e => e.FullName)], XDocument.Load(specification).Root!);
        }

        public string Metadata(string name) => Specification.Descendants().First(e => e.Name.LocalName == name).Value;
    }
}
