using ActorDataGen.Generator.Fields;

namespace ActorDataGen.Generator.Encoding;

/// <summary>Values as bare text: in templates, keys, headers and CSV.</summary>
internal static class PlainText
{
    public static void Write(RecordContext context, Field field, in FieldValue value, int width, ByteBuffer output)
    {
        switch (value.Kind)
        {
            case FieldKind.Null:
                break;
            case FieldKind.Boolean:
                output.Write(value.Boolean ? "true"u8 : "false"u8);
                break;
            case FieldKind.Integer:
                output.WritePadded(value.Integer, width);
                break;
            case FieldKind.Float:
                output.WriteNumber(value.Float, field.Decimals);
                break;
            case FieldKind.Instant:
                WriteInstant(field.Shape, value.Integer, output);
                break;
            case FieldKind.Text when value.Length > 0:
                // The text may lie in the very buffer that is written to, which may move when it grows.
                output.GetSpan(value.Length);
                output.Write(value.TextOf(context));
                break;
            case FieldKind.Object or FieldKind.Array:
                JsonEncoder.WriteValue(context, field, value, output);
                break;
        }
    }

    public static void WriteInstant(FieldShape shape, long micros, ByteBuffer output)
    {
        switch (shape)
        {
            case FieldShape.InstantText:
                InstantField.WriteText(output, micros);
                break;
            case FieldShape.InstantMicros:
                output.WriteNumber(micros);
                break;
            case FieldShape.InstantSeconds:
                output.WriteNumber(micros / 1_000_000);
                break;
            default:
                output.WriteNumber(micros / 1_000);
                break;
        }
    }
}
