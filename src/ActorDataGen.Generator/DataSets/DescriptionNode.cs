using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ActorDataGen.Generator.DataSets;

/// <summary>A place in a data set's description, which knows its path, so that every complaint can name it.</summary>
internal sealed class DescriptionNode
{
    private readonly YamlNode _node;

    private DescriptionNode(YamlNode node, string path) => (_node, Path) = (node, path);

    /// <summary>The way here from the top, such as <c>fields.ts.timestamp</c>.</summary>
    public string Path { get; }

    public bool IsMap => _node is YamlMappingNode;

    public bool IsList => _node is YamlSequenceNode;

    public bool IsScalar => _node is YamlScalarNode;

    /// <summary>Whether it is a scalar in quotes, which is text whatever it looks like.</summary>
    public bool IsQuoted => _node is YamlScalarNode { Style: ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted };

    /// <summary>Reads YAML, or JSON, which is YAML too.</summary>
    public static DescriptionNode Parse(string text, string name)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new DataSetException($"{name}, line {e.Start.Line}: {e.Message.ReplaceLineEndings(" ")}", e);
        }

        return yaml.Documents is [{ RootNode: YamlMappingNode root }, ..]
            ? new DescriptionNode(root, "")
            : throw new DataSetException($"{name}: a data set is a map with fields, see docs/datasets.md");
    }

    public DataSetException Wrong(string problem) =>
        new($"{(Path.Length == 0 ? "the data set" : Path)} (line {_node.Start.Line}): {problem}");

    /// <summary>The map's entries, in the order they were written.</summary>
    public IEnumerable<(string Name, DescriptionNode Node)> Entries()
    {
        var map = _node as YamlMappingNode ?? throw Wrong("write a map here, `name: value`");
        return map.Children.Select(child => (((YamlScalarNode)child.Key).Value!, Below(child.Value, ((YamlScalarNode)child.Key).Value!)));
    }

    public IReadOnlyList<DescriptionNode> Items() => _node is YamlSequenceNode list
        ? [.. list.Children.Select((child, i) => new DescriptionNode(child, $"{Path}[{i}]"))]
        : throw Wrong("write a list here, `[a, b]`");

    public DescriptionNode? Find(string name) =>
        _node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var child) ? Below(child, name) : null;

    public DescriptionNode Get(string name) => Find(name) ?? throw Wrong($"{name} is missing");

    /// <summary>Complains about entries that nothing reads: a typing error must not silently give the default.</summary>
    public void Allow(params ReadOnlySpan<string> names)
    {
        foreach (var (name, node) in Entries())
        {
            if (!names.Contains(name))
            {
                throw node.Wrong($"unknown; there are {string.Join(", ", names.ToArray())}");
            }
        }
    }

    public string Text() => (_node as YamlScalarNode)?.Value ?? throw Wrong("write a text here");

    public double Number() => double.TryParse(Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number : throw Wrong($"'{Text()}' is not a number");

    public long Integer() => long.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number : throw Wrong($"'{Text()}' is not a whole number");

    public double Share() => Number() is >= 0 and <= 1 and var share ? share : throw Wrong("a share is from 0 to 1");

    /// <summary>A duration such as <c>250ms</c>, <c>10s</c>, <c>5m</c>, <c>24h</c> or <c>7d</c>.</summary>
    public TimeSpan Duration() => Durations.TryParse(Text(), out var duration) ? duration
        : throw Wrong($"'{Text()}' is not a duration such as 250ms, 10s, 5m, 24h or 7d");

    public double Number(string name, double otherwise) => Find(name)?.Number() ?? otherwise;

    public long Integer(string name, long otherwise) => Find(name)?.Integer() ?? otherwise;

    public string Text(string name, string otherwise) => Find(name)?.Text() ?? otherwise;

    public long Micros(string name, TimeSpan otherwise) => (long)(Find(name)?.Duration() ?? otherwise).TotalMicroseconds;

    private DescriptionNode Below(YamlNode child, string name) => new(child, Path.Length == 0 ? name : $"{Path}.{name}");
}
