using System.Buffers;
using ActorDataGen.Generator.Fields;

namespace ActorDataGen.Generator.Encoding;

/// <summary>A line of comma-separated values (RFC 4180) a record, without header and line end; objects and arrays are JSON in quotes.</summary>
internal sealed class CsvEncoder(IReadOnlyList<NamedField> fields) : IRecordEncoder
{
    private static readonly SearchValues<byte> Quoted = SearchValues.Create(",\"\r\n"u8);

    private readonly NamedField[] _fields = [.. fields];
    private readonly ByteBuffer _cell = new();

    public void Write(RecordContext context, ByteBuffer output)
    {
        for (int i = 0; i < _fields.Length; i++)
        {
            if (i > 0)
            {
                output.Write((byte)',');
            }

            _cell.Clear();
            PlainText.Write(context, _fields[i].Field, context.Values[i], 0, _cell);
            WriteCell(_cell.Written, output);
        }
    }

    private static void WriteCell(ReadOnlySpan<byte> cell, ByteBuffer output)
    {
        if (cell.IndexOfAny(Quoted) < 0)
        {
            output.Write(cell);
            return;
        }

        output.Write((byte)'"');
        foreach (var character in cell)
        {
            if (character == '"')
            {
                output.Write((byte)'"');
            }

            output.Write(character);
        }

        output.Write((byte)'"');
    }
}
