using System.Reflection;
using System.Text.RegularExpressions;

namespace ActorDataGen.Avro.Tests.Conformance;

public sealed partial class ConformanceTableTests
{
    [Fact]
    public void Table_EveryTestInIt_Exists()
    {
        var tests = Assembly.GetExecutingAssembly().GetTypes()
            .SelectMany(t => t.GetMethods().Where(m => m.IsDefined(typeof(FactAttribute))).Select(m => $"{t.Name}.{m.Name}")).ToHashSet();
        var named = TestName().Matches(File.ReadAllText(Find("docs/avro-conformance.md"))).Select(m => m.Groups[1].Value).ToList();
        Assert.True(named.Count > 30);
        var missing = named.Where(n => !tests.Contains(n)).ToList();
        Assert.True(missing.Count == 0, string.Join(", ", missing));
    }

    private static string Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, path))) return Path.Combine(folder.FullName, path);
        }

        throw new FileNotFoundException($"{path} is not above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex TestName();
}
