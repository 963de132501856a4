using System.Buffers;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Tests;

public sealed class FieldCodecTests
{
    // Golden bytes by hand: a flexible string is its length plus one as a varint, an old one two bytes of length.
    [Theory]
    [InlineData(true, new byte[] { 3, (byte)'h', (byte)'i' })]
    [InlineData(false, new byte[] { 0, 2, (byte)'h', (byte)'i' })]
    public void String_BothForms_AreKafkas(bool flexible, byte[] expected)
    {
        using var buffer = new MessageBuffer();
        FieldCodec.Writer(buffer, 0, flexible).String("hi");
        Assert.Equal(expected, buffer.Written.ToArray());
    }

    [Fact]
    public void Tags_UnknownTaggedFields_AreSkipped()
    {
        // Two tagged fields: number 0 with one byte, number 300 with two; then an int32.
        byte[] bytes = [2, 0, 1, 0xAA, 0xAC, 0x02, 2, 0xBB, 0xCC, 0, 0, 0, 9];
        var f = FieldCodec.Reader(new ReadOnlySequence<byte>(bytes), 0, true);
        f.Tags();
        Assert.Equal(9, f.Int32(0));
    }

    [Fact]
    public void Array_CountBeyondTheBytes_IsRefusedBeforeMemoryIsTaken()
    {
        byte[] bytes = [0x7F, 0xFF, 0xFF, 0xFF, 1];
        Assert.Throws<KafkaProtocolException>(() =>
        {
            var f = FieldCodec.Reader(new ReadOnlySequence<byte>(bytes), 0, false);
            f.Int32Array([]);
        });
    }

    [Fact]
    public void UnsignedVarInt_SixBytes_IsRefused() => Assert.Throws<KafkaProtocolException>(() =>
    {
        var f = FieldCodec.Reader(new ReadOnlySequence<byte>([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]), 0, true);
        f.UnsignedVarInt(0);
    });

    [Fact]
    public void RequestHeader_FlexibleVersion_KeepsTheOldClientId()
    {
        var api = new ApiSpec(ApiKey.Metadata, 0, 12, 9);
        using var buffer = new MessageBuffer();
        RequestHeader.Write(buffer, new RequestHeader(ApiKey.Metadata, 9, 42, "me"), api);
        Assert.Equal([0, 3, 0, 9, 0, 0, 0, 42, 0, 2, (byte)'m', (byte)'e', 0], buffer.Written.ToArray());
        var read = RequestHeader.Read(new ReadOnlySequence<byte>(buffer.WrittenMemory), api, out var body);
        Assert.Equal(new RequestHeader(ApiKey.Metadata, 9, 42, "me"), read);
        Assert.Equal(0, body.Remaining);
    }
}
