using System.Text;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.KafkaProtocol.Tests.Records;

public sealed class CompressionTests
{
    // "abcdabcdabcdabcdX": a literal of four, a copy that reaches into itself, a literal of one.
    private const string Text = "abcdabcdabcdabcdX";

    private static readonly byte[] SnappyBlock = [17, 0x0C, (byte)'a', (byte)'b', (byte)'c', (byte)'d', 0x2E, 4, 0, 0x00, (byte)'X'];

    // A literal of four, a match of twelve at distance four, then the last literal.
    private static readonly byte[] Lz4Frame =
    [
        0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82,
        9, 0, 0, 0, 0x48, (byte)'a', (byte)'b', (byte)'c', (byte)'d', 4, 0, 0x10, (byte)'X',
        0, 0, 0, 0,
    ];

    [Fact]
    public void Decompress_SnappyBlock_IsTheText() => Assert.Equal(Text, Undo(CompressionCodec.Snappy, SnappyBlock));

    [Fact]
    public void Decompress_SnappyInXerialFraming_IsTheTextOfEachBlock()
    {
        byte[] header = [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1];
        byte[] block = [0, 0, 0, (byte)SnappyBlock.Length, .. SnappyBlock];
        Assert.Equal(Text + Text, Undo(CompressionCodec.Snappy, [.. header, .. block, .. block]));
    }

    [Fact]
    public void Decompress_Lz4StoredBlock_IsTheText()
    {
        byte[] stored = [0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82, 2, 0, 0, 0x80, (byte)'h', (byte)'i', 0, 0, 0, 0];
        Assert.Equal("hi", Undo(CompressionCodec.Lz4, stored));
    }

    [Fact]
    public void Decompress_Lz4CompressedBlock_RepeatsWhatWasWritten() => Assert.Equal(Text, Undo(CompressionCodec.Lz4, Lz4Frame));

    [Theory]
    [InlineData(CompressionCodec.Gzip)]
    [InlineData(CompressionCodec.Snappy)]
    [InlineData(CompressionCodec.Lz4)]
    public void Decompress_AnyBytes_ThrowsAProtocolExceptionOrReads(CompressionCodec codec)
    {
        var random = new Random(3);
        var seeds = new[] { SnappyBlock, Lz4Frame };
        for (var i = 0; i < 5000; i++)
        {
            var bytes = (byte[])seeds[i % 2].Clone();
            for (var changes = random.Next(4); changes >= 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                Compression.Decompress(codec, bytes);
            }
            catch (KafkaProtocolException)
            {
                // As it should be: any other exception fails the test.
            }
        }
    }

    private static string Undo(CompressionCodec codec, byte[] bytes) => Encoding.UTF8.GetString(Compression.Decompress(codec, bytes).Span);
}
