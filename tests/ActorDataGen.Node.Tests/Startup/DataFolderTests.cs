using ActorDataGen.Node.Startup;

namespace ActorDataGen.Node.Tests.Startup;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    [Fact]
    public void Open_NewFolder_IsThereAndOpensAgainOnceClosed()
    {
        using (var folder = DataFolder.Open(_path, "c", "n"))
        {
            Assert.True(Directory.Exists(folder.Inner("broker")));
        }

        using var again = DataFolder.Open(_path, "c", "n");
        Assert.Equal(Path.GetFullPath(_path), again.Path);
    }

    [Fact]
    public void Open_WhileInUse_SaysSo()
    {
        using var first = DataFolder.Open(_path, "c", "n");

        var refusal = Assert.Throws<NodeException>(() => DataFolder.Open(_path, "c", "n"));

        Assert.Contains("in use by another node", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfAnotherNode_NamesItAndTheRemedy()
    {
        DataFolder.Open(_path, "c", "n").Dispose();

        var refusal = Assert.Throws<NodeException>(() => DataFolder.Open(_path, "c", "other"));

        Assert.Contains("belongs to node n of cluster c", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--node-id n", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderWithSomebodysFiles_LeavesThemAlone()
    {
        Directory.CreateDirectory(_path);
        File.WriteAllText(Path.Combine(_path, "thesis.txt"), "x");

        var refusal = Assert.Throws<NodeException>(() => DataFolder.Open(_path, "c", "n"));

        Assert.Contains("not a node's", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["thesis.txt"], Directory.GetFiles(_path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"Version\":99,\"ClusterId\":\"c\",\"NodeId\":\"n\"}")]
    public void Open_MarkerThatCannotBeUsed_SaysSoInOneLine(string marker)
    {
        Directory.CreateDirectory(_path);
        File.WriteAllText(Path.Combine(_path, "adg-node.json"), marker);

        var refusal = Assert.Throws<NodeException>(() => DataFolder.Open(_path, "c", "n"));

        Assert.StartsWith("--data ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
