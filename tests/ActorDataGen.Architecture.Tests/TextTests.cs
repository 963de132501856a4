using System.Text.RegularExpressions;

namespace ActorDataGen.Architecture;

/// <summary>What no file of the repository may say, and what each part must say.</summary>
public sealed partial class TextTests
{
    private static readonly string[] Endings = [".png", ".ico", ".woff2", ".jar", ".bin", ".gz"];

    private static IEnumerable<string> TextFiles => Repository.Files.Where(f => !Endings.Contains(Path.GetExtension(f)));

    [Fact]
    public void NoFile_NamesAPackageRegistry()
    {
        var naming = TextFiles.Where(f => PackageRegistry().IsMatch(Repository.Read(f)));

        Assert.Empty(naming);
    }

    [Fact]
    public void EverySourceFile_HasTheNamespaceOfItsProject()
    {
        var astray = new List<string>();
        foreach (var file in Repository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal)))
        {
            var project = file.Split('/')[1];
            if (Namespace().Match(Repository.Read(file)) is { Success: true } match && !match.Groups[1].Value.StartsWith(project, StringComparison.Ordinal))
            {
                astray.Add($"{file}: {match.Groups[1].Value}");
            }
        }

        Assert.Empty(astray);
    }

    [Fact]
    public void EveryPart_HasAReadmeThatSaysWhatItDoesNotDoYet()
    {
        var silent = Repository.Files
            .Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(f => Path.Combine(Path.GetDirectoryName(f)!, "README.md"))
            .Where(f => !File.Exists(Path.Combine(Repository.Root, f)) || !NotYet().IsMatch(Repository.Read(f)));

        Assert.Empty(silent);
    }

    [Fact]
    public void NuGetConfig_HasNoSources() => Assert.DoesNotContain("packageSources", Repository.Read("NuGet.config"), StringComparison.OrdinalIgnoreCase);

    // Split so that this file does not match itself.
    [GeneratedRegex("api\\.nuget" + "\\.org|www\\.nuget" + "\\.org|registry\\.npmjs" + "\\.org|npmjs" + "\\.com|pypi" + "\\.org|deb\\.debian" + "\\.org", RegexOptions.IgnoreCase)]
    private static partial Regex PackageRegistry();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex("not (do )?yet|does not do", RegexOptions.IgnoreCase)]
    private static partial Regex NotYet();
}
