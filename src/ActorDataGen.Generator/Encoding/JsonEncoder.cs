using System.Buffers;
using ActorDataGen.Generator.Fields;

namespace ActorDataGen.Generator.Encoding;

/// <summary>One JSON object a record (RFC 8259, UTF-8, no white space), members in order of declaration.</summary>
internal sealed class JsonEncoder(IReadOnlyList<NamedField> fields) : IRecordEncoder
{
    private static readonly SearchValues<byte> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly NamedField[] _fields = [.. fields];

    public void Write(RecordContext context, ByteBuffer output)
    {
        output.Write((byte)'{');
        for (int i = 0; i < _fields.Length; i++)
        {
            if (i > 0)
            {
                output.Write((byte)',');
            }

            output.Write(_fields[i].JsonKey);
            WriteValue(context, _fields[i].Field, context.Values[i], output);
        }

        output.Write((byte)'}');
    }

    public static void WriteValue(RecordContext context, Field field, in FieldValue value, ByteBuffer output)
    {
        switch (value.Kind)
        {
            case FieldKind.Null:
                output.Write("null"u8);
                break;
            case FieldKind.Integer:
                output.WriteNumber(value.Integer);
                break;
            case FieldKind.Text:
                // Reserved before the span is taken: the text may lie in the buffer that is written to.
                output.GetSpan(6 * value.Length + 2);
                WriteText(value.TextOf(context), output);
                break;
            case FieldKind.Instant when field.Shape == FieldShape.InstantText:
                output.Write((byte)'"');
                InstantField.WriteText(output, value.Integer);
                output.Write((byte)'"');
                break;
            case FieldKind.Object:
                WriteObject(context, field.Members, value, output);
                break;
            case FieldKind.Array:
                WriteArray(context, field.Members[0].Field, value, output);
                break;
            default:
                PlainText.Write(context, field, value, 0, output);
                break;
        }
    }

    public static void WriteText(ReadOnlySpan<byte> text, ByteBuffer output)
    {
        output.Write((byte)'"');
        while (text.IndexOfAny(Escaped) is >= 0 and var found)
        {
            output.Write(text[..found]);
            WriteEscape(text[found], output);
            text = text[(found + 1)..];
        }

        output.Write(text);
        output.Write((byte)'"');
    }

    private static void WriteEscape(byte character, ByteBuffer output)
    {
        output.Write((byte)'\\');
        switch (character)
        {
            case (byte)'"' or (byte)'\\':
                output.Write(character);
                break;
            case (byte)'\n':
                output.Write((byte)'n');
                break;
            case (byte)'\r':
                output.Write((byte)'r');
                break;
            case (byte)'\t':
                output.Write((byte)'t');
                break;
            default:
                output.Write("u00"u8);
                output.Write("0123456789abcdef"u8[character >> 4]);
                output.Write("0123456789abcdef"u8[character & 15]);
                break;
        }
    }

    private static void WriteObject(RecordContext context, IReadOnlyList<NamedField> members, in FieldValue value, ByteBuffer output)
    {
        output.Write((byte)'{');
        for (int i = 0; i < value.Length; i++)
        {
            if (i > 0)
            {
                output.Write((byte)',');
            }

            output.Write(members[i].JsonKey);
            WriteValue(context, members[i].Field, context.Arena[value.Offset + i], output);
        }

        output.Write((byte)'}');
    }

    private static void WriteArray(RecordContext context, Field element, in FieldValue value, ByteBuffer output)
    {
        output.Write((byte)'[');
        for (int i = 0; i < value.Length; i++)
        {
            if (i > 0)
            {
                output.Write((byte)',');
            }

            WriteValue(context, element, context.Arena[value.Offset + i], output);
        }

        output.Write((byte)']');
    }
}
