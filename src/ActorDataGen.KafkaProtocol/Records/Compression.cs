using System.IO.Compression;

namespace ActorDataGen.KafkaProtocol.Records;

/// <summary>Undoes the compression of a batch's records. Nothing here compresses: batches are kept as they were received.</summary>
internal static class Compression
{
    /// <summary>Whether <see cref="Decompress"/> knows the codec.</summary>
    public static bool Supports(CompressionCodec codec) => codec is CompressionCodec.None or CompressionCodec.Gzip;

    public static ReadOnlyMemory<byte> Decompress(CompressionCodec codec, ReadOnlyMemory<byte> bytes) => codec switch
    {
        CompressionCodec.None => bytes,
        CompressionCodec.Gzip => Gunzip(bytes),
        _ => throw new KafkaProtocolException(ErrorCode.UnsupportedCompressionType, $"{codec} cannot be undone here"),
    };

    private static byte[] Gunzip(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var input = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
            using var output = new MemoryStream();
            input.CopyTo(output);
            return output.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new KafkaProtocolException(e.Message);
        }
    }
}
