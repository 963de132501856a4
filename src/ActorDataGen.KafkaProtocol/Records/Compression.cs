using System.IO.Compression;

namespace ActorDataGen.KafkaProtocol.Records;

/// <summary>Undoes the compression of a batch's records. Nothing here compresses: batches are kept as they were received.</summary>
internal static class Compression
{
    /// <summary>Whether <see cref="Decompress"/> knows the codec.</summary>
    public static bool Supports(CompressionCodec codec) => codec is CompressionCodec.None or CompressionCodec.Gzip or CompressionCodec.Snappy or CompressionCodec.Lz4;

    public static ReadOnlyMemory<byte> Decompress(CompressionCodec codec, ReadOnlyMemory<byte> bytes) => codec switch
    {
        CompressionCodec.None => bytes,
        CompressionCodec.Gzip => Gunzip(bytes),
        CompressionCodec.Snappy => Snappy.Decompress(bytes.Span),
        CompressionCodec.Lz4 => Lz4.Decompress(bytes.Span),
        _ => throw new KafkaProtocolException(ErrorCode.UnsupportedCompressionType, $"{codec} cannot be undone here"),
    };

    private static ReadOnlyMemory<byte> Gunzip(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var input = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
            var output = new DecompressedBytes(bytes.Length * 3);
            var piece = new byte[16 * 1024];
            while (input.Read(piece) is > 0 and var count)
            {
                output.Append(piece.AsSpan(0, count));
            }

            return output.Written;
        }
        catch (InvalidDataException e)
        {
            throw new KafkaProtocolException(e.Message);
        }
    }
}
