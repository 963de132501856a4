using System.Buffers;
using ActorDataGen.Avro.SingleObject;

namespace ActorDataGen.Avro.Tests.SingleObject;

public sealed class AvroSingleObjectTests
{
    private static readonly AvroSchema Int = AvroSchema.Parse("\"int\"");

    [Fact]
    public void Encode_Int_IsMarkerFingerprintAndValue()
    {
        var output = new ArrayBufferWriter<byte>();
        AvroSingleObject.Encode(AvroCodec<int>.For(Int), 1, output);
        Assert.Equal("C3018F5C393F1AD5757202", Convert.ToHexString(output.WrittenSpan));
        Assert.Equal(1L, AvroSingleObject.Decode<long>(output.WrittenSpan, AvroSchema.Parse("\"long\""), print => print == Int.Fingerprint ? Int : null));
    }

    [Theory]
    [InlineData("C3018F5C393F1AD575")]
    [InlineData("C3028F5C393F1AD5757202")]
    public void Decode_OtherMarkerOrTooShort_IsBadData(string hex) =>
        Assert.Throws<AvroException>(() => AvroSingleObject.Decode<int>(Convert.FromHexString(hex), Int, _ => Int));

    [Fact]
    public void Decode_UnknownFingerprint_SaysWhich()
    {
        var e = Assert.Throws<AvroException>(() => AvroSingleObject.Decode<int>(Convert.FromHexString("C3018F5C393F1AD5757202"), Int, _ => null));
        Assert.Contains("7275d51a3f395c8f", e.Message, StringComparison.Ordinal);
    }
}
