using System.Text.RegularExpressions;
using ActorDataGen.Generator.Fields;

namespace ActorDataGen.Generator.DataSets;

/// <summary>Reads templates: text with <c>{field}</c>, <c>{index}</c>, <c>{entity}</c> or <c>{time}</c> in it, numbers padded as in <c>{entity:0000}</c>; <c>{{</c> is a brace.</summary>
internal static partial class TemplateReader
{
    public static Template Read(DescriptionNode node, IReadOnlyList<NamedField> fields)
    {
        var parts = new List<TemplatePart>();
        var text = node.Text();
        for (int at = 0; at < text.Length;)
        {
            var match = Piece().Match(text, at);
            if (!match.Success)
            {
                throw node.Wrong($"a brace without its other in '{text}'; write {{{{ for a brace itself");
            }

            parts.Add(match.Groups["name"] is { Success: true, Value: var name }
                ? Value(node, name, match.Groups["width"].Length, fields)
                : new TemplatePart(System.Text.Encoding.UTF8.GetBytes(match.Value is "{{" or "}}" ? match.Value[..1] : match.Value)));
            at += match.Length;
        }

        return new Template(parts);
    }

    private static TemplatePart Value(DescriptionNode node, string name, int width, IReadOnlyList<NamedField> fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name == name)
            {
                return new TemplatePart(null, TemplateSource.Field, i, width, fields[i]);
            }
        }

        return name switch
        {
            "index" => new TemplatePart(null, TemplateSource.Index, Width: width),
            "entity" => new TemplatePart(null, TemplateSource.Entity, Width: width),
            "time" => new TemplatePart(null, TemplateSource.Time),
            _ => throw node.Wrong($"there is no field '{name}' before this one, nor is it index, entity or time"),
        };
    }

    [GeneratedRegex(@"\G(?:\{\{|\}\}|\{(?<name>\w+)(?::(?<width>0+))?\}|[^{}]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Piece();
}
