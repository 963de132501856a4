using System.Buffers.Binary;
using ActorDataGen.Generator.Fields;

namespace ActorDataGen.Generator.Encoding;

/// <summary>Avro binary (specification 1.12) by the schema that <see cref="AvroSchemaWriter"/> gives, behind the registry's five bytes.</summary>
internal sealed class AvroEncoder(IReadOnlyList<NamedField> fields, int schemaId) : IRecordEncoder
{
    private readonly NamedField[] _fields = [.. fields];

    public void Write(RecordContext context, ByteBuffer output)
    {
        output.Write((byte)0);
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), schemaId);
        output.Advance(4);
        for (int i = 0; i < _fields.Length; i++)
        {
            WriteField(context, _fields[i].Field, context.Values[i], output);
        }
    }

    private static void WriteField(RecordContext context, Field field, in FieldValue value, ByteBuffer output)
    {
        if (field.IsNullable)
        {
            // The branch of the union: null is the first, so that it can be the default.
            WriteLong(value.Kind == FieldKind.Null ? 0 : 1, output);
        }

        switch (value.Kind)
        {
            case FieldKind.Boolean:
                output.Write(value.Boolean ? (byte)1 : (byte)0);
                break;
            case FieldKind.Integer:
                WriteLong(value.Integer, output);
                break;
            case FieldKind.Float:
                BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(8), value.Float);
                output.Advance(8);
                break;
            case FieldKind.Text:
                WriteLong(value.Length, output);
                output.Write(value.TextOf(context));
                break;
            case FieldKind.Instant:
                WriteInstant(field.Shape, value.Integer, output);
                break;
            case FieldKind.Object:
                for (int i = 0; i < value.Length; i++)
                {
                    WriteField(context, field.Members[i].Field, context.Arena[value.Offset + i], output);
                }

                break;
            case FieldKind.Array:
                WriteArray(context, field.Members[0].Field, value, output);
                break;
        }
    }

    private static void WriteArray(RecordContext context, Field element, in FieldValue value, ByteBuffer output)
    {
        if (value.Length > 0)
        {
            WriteLong(value.Length, output);
            for (int i = 0; i < value.Length; i++)
            {
                WriteField(context, element, context.Arena[value.Offset + i], output);
            }
        }

        WriteLong(0, output);
    }

    private static void WriteInstant(FieldShape shape, long micros, ByteBuffer output)
    {
        switch (shape)
        {
            case FieldShape.InstantText:
                WriteLong(InstantField.TextLength, output);
                InstantField.WriteText(output, micros);
                break;
            case FieldShape.InstantMicros:
                WriteLong(micros, output);
                break;
            case FieldShape.InstantSeconds:
                WriteLong(micros / 1_000_000, output);
                break;
            default:
                WriteLong(micros / 1_000, output);
                break;
        }
    }

    /// <summary>Zigzag, seven bits a byte.</summary>
    private static void WriteLong(long value, ByteBuffer output)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest > 0x7F)
        {
            output.Write((byte)(rest | 0x80));
            rest >>= 7;
        }

        output.Write((byte)rest);
    }
}
