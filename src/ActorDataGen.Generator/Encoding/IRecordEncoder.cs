using ActorDataGen.Generator.Fields;

namespace ActorDataGen.Generator.Encoding;

/// <summary>Writes a record's fields as its value.</summary>
internal interface IRecordEncoder
{
    void Write(RecordContext context, ByteBuffer output);
}
