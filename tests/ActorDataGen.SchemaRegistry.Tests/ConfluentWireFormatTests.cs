using System.Buffers;

namespace ActorDataGen.SchemaRegistry.Tests;

public sealed class ConfluentWireFormatTests
{
    [Fact]
    public void WriteHeader_AnyId_IsZeroAndFourBytesBigEndian()
    {
        var output = new ArrayBufferWriter<byte>();
        ConfluentWireFormat.WriteHeader(output, 0x01020304);
        Assert.Equal([0, 1, 2, 3, 4], output.WrittenSpan.ToArray());
    }

    [Fact]
    public void TryRead_HeaderAndValue_TakesThemApart()
    {
        Assert.True(ConfluentWireFormat.TryRead([0, 0, 0, 0, 7, 42, 43], out var id, out var value));
        Assert.Equal(7, id);
        Assert.Equal([42, 43], value.ToArray());
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 0, 0, 1 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 2 })]
    public void TryRead_AnythingElse_IsFalse(byte[] message) => Assert.False(ConfluentWireFormat.TryRead(message, out _, out _));
}
