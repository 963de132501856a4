using System.IO.Compression;

namespace ActorDataGen.Avro.Files;

/// <summary>How the blocks of an object container file are compressed.</summary>
public enum AvroFileCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>RFC 1951.</summary>
    Deflate,
}

/// <summary>How an object container file is written.</summary>
public sealed record AvroFileOptions
{
    /// <summary>Compression (default: none).</summary>
    public AvroFileCompression Compression { get; init; }

    /// <summary>How many bytes of values are gathered before a block is written (default 64 KiB; a larger value makes a larger block).</summary>
    public int BlockBytes { get; init; } = 64 << 10;

    /// <summary>Metadata of the user's own; names that begin with <c>avro.</c> are reserved.</summary>
    public IReadOnlyDictionary<string, byte[]> Metadata { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>The 16 bytes that stand after each block; random if null.</summary>
    public ReadOnlyMemory<byte>? SyncMarker { get; init; }
}

/// <summary>What readers and writers of object container files share.</summary>
internal static class AvroFileFormat
{
    public const int SyncSize = 16;
    public const string SchemaKey = "avro.schema";
    public const string CodecKey = "avro.codec";
    private const int ChunkSize = 64 << 10;

    public static ReadOnlySpan<byte> Magic => "Obj"u8;

    public const byte Version = 1;

    public static string NameOf(AvroFileCompression compression) => compression == AvroFileCompression.Deflate ? "deflate" : "null";

    public static byte[] Deflate(ReadOnlySpan<byte> data)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(data);
        return output.ToArray();
    }

    /// <exception cref="AvroException">The data is not deflated, or is more than <paramref name="most"/> bytes.</exception>
    public static byte[] Inflate(byte[] data, int most)
    {
        using var deflate = new DeflateStream(new MemoryStream(data), CompressionMode.Decompress);
        using var output = new MemoryStream();
        var chunk = new byte[ChunkSize];
        try
        {
            while (deflate.Read(chunk) is var read && read > 0)
            {
                if (output.Length + read > most) throw AvroException.BeyondLimit($"A block of the file is more than {most} bytes when decompressed.");
                output.Write(chunk, 0, read);
            }
        }
        catch (InvalidDataException e)
        {
            throw new AvroException(AvroErrorKind.Data, "A block of the file is not valid deflate data.", e);
        }

        return output.ToArray();
    }
}
