using ActorDataGen.Generator.Encoding;
using ActorDataGen.Generator.Randomness;

namespace ActorDataGen.Generator.Fields;

/// <summary>A piece of a template: text as it stands, or a value by its slot, with zeros in front up to a width.</summary>
internal readonly record struct TemplatePart(byte[]? Text, TemplateSource Source = TemplateSource.Field, int Slot = 0, int Width = 0, NamedField? Field = null);

internal enum TemplateSource
{
    Field,
    Index,
    Entity,
    Time,
}

/// <summary>Text with values of the same record in it: <c>sensor-{entity:0000}</c>, <c>{first}.{last}@example.com</c>.</summary>
internal sealed class Template(IReadOnlyList<TemplatePart> parts)
{
    private readonly TemplatePart[] _parts = [.. parts];

    public IEnumerable<int> Uses => _parts.Where(p => p.Field is not null).Select(p => p.Slot);

    public void Write(RecordContext context, ByteBuffer output)
    {
        foreach (ref readonly var part in _parts.AsSpan())
        {
            if (part.Text is { } text)
            {
                output.Write(text);
                continue;
            }

            switch (part.Source)
            {
                case TemplateSource.Index:
                    output.WritePadded(context.Index, part.Width);
                    break;
                case TemplateSource.Entity:
                    output.WritePadded(context.Entity, part.Width);
                    break;
                case TemplateSource.Time:
                    InstantField.WriteText(output, context.Time);
                    break;
                default:
                    PlainText.Write(context, part.Field!.Field, context.Values[part.Slot], part.Width, output);
                    break;
            }
        }
    }
}

/// <summary>A field that is a template.</summary>
internal sealed class TemplateField(Template template) : Field(0)
{
    public override FieldShape Shape => FieldShape.Text;

    public override IEnumerable<int> Uses => template.Uses;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        var offset = context.Scratch.Length;
        template.Write(context, context.Scratch);
        return FieldValue.Text(offset, context.Scratch.Length - offset);
    }
}
