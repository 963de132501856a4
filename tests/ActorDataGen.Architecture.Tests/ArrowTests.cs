using System.Xml.Linq;

namespace ActorDataGen.Architecture;

/// <summary>Which part may know which: the arrows of docs/architecture.md, held against the project files.</summary>
public sealed class ArrowTests
{
    // Direct references only. A part that is not listed may reference nothing.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Actors.TestKit"] = ["Actors"],
        ["Actors.Hosting"] = ["Actors"],
        ["SchemaRegistry"] = ["Avro"],
        ["Kafka"] = ["SchemaRegistry", "Avro", "Actors"],
        ["EmbeddedRegistry"] = ["SchemaRegistry", "Avro", "Kafka"],
        ["EmbeddedBroker"] = ["KafkaProtocol"],
        ["Wire"] = ["Jobs", "Avro", "SchemaRegistry"],
        ["Controller"] = ["Jobs", "Wire", "Kafka", "SchemaRegistry", "Actors"],
        ["Agent"] = ["Jobs", "Wire", "Kafka", "Docker", "SchemaRegistry", "Actors"],
        ["Node"] = ["Client", "Controller", "Agent", "EmbeddedBroker", "EmbeddedRegistry", "Jobs", "Wire", "Kafka", "SchemaRegistry", "Avro", "Docker", "Actors"],
        ["Generator"] = ["KafkaProtocol", "Kafka", "Avro", "SchemaRegistry"],
        ["Cli"] = ["Client", "Node", "Generator"],
    };

    public static TheoryData<string> Parts() =>
        [.. Repository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Part_ReferencesOnlyWhatItMayKnow(string project)
    {
        var part = Name(project);
        var allowed = Allowed.GetValueOrDefault(part, []);

        Assert.All(References(project), reference => Assert.Contains(reference, allowed));
    }

    [Fact]
    public void Jobs_DependsOnNothing()
    {
        const string Project = "src/ActorDataGen.Jobs/ActorDataGen.Jobs.csproj";

        Assert.Empty(References(Project));
        Assert.DoesNotContain(XDocument.Parse(Repository.Read(Project)).Descendants(), e => e.Name.LocalName is "PackageReference" or "FrameworkReference");
    }

    [Fact]
    public void EmbeddedParts_AreKnownToNodeAlone()
    {
        var knowing = Repository.Files
            .Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(f => References(f).Any(r => r is "EmbeddedBroker" or "EmbeddedRegistry"))
            .Select(Name);

        Assert.Equal(["Node"], knowing);
    }

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        var solution = Repository.Read("ActorDataGen.sln").Replace('\\', '/');

        Assert.All(Repository.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)), f => Assert.Contains(f, solution, StringComparison.Ordinal));
    }

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project)["ActorDataGen.".Length..];

    private static IEnumerable<string> References(string project)
    {
        var document = XDocument.Parse(Repository.Read(project));
        var named = document.Descendants("ProjectReference").Select(e => Name(((string)e.Attribute("Include")!).Replace('\\', '/')));
        return document.Descendants("UsesActors").Any(e => e.Value == "true") ? named.Append("Actors").Distinct() : named;
    }
}
