using ActorDataGen.Kafka.Loading;

namespace ActorDataGen.Kafka.Tests.Loading;

public sealed class LibraryCandidatesTests
{
    [Fact]
    public void For_UserNamedOne_TriesNothingElse() =>
        Assert.Equal(["/opt/mine.so"], LibraryCandidates.For("/nowhere", "/opt/mine.so"));

    [Fact]
    public void For_NoPackageBesideTheAssembly_TriesTheSystemOnly() =>
        Assert.DoesNotContain(LibraryCandidates.For("/nowhere", null), candidate => candidate.StartsWith("/nowhere", StringComparison.Ordinal));

    [Fact]
    public void For_PackageBesideTheAssembly_TriesItFirst()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names of files on Linux");
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var packaged = Path.Combine(folder, "librdkafka.so");
            File.WriteAllText(packaged, "");
            Assert.Equal(packaged, LibraryCandidates.For(folder, "")[0]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
