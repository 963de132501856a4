using System.Text;

namespace ActorDataGen.Avro.Files;

/// <summary>Reads an object container file, one block in memory at a time. Not for several threads.</summary>
public sealed class AvroFileReader<T> : IDisposable
{
    // Far more than any schema and metadata; a header must not make us read for ever.
    private const int MaxHeaderEntries = 10_000;
    private readonly Stream _stream;
    private readonly AvroLimits _limits;
    private readonly AvroCodec<T> _codec;
    private readonly AvroFileCompression _compression;
    private readonly byte[] _sync;
    private readonly Dictionary<string, byte[]> _metadata = new(StringComparer.Ordinal);

    /// <summary>Reads the header.</summary>
    /// <param name="stream">The file. Disposed with this.</param>
    /// <param name="readerSchema">The schema to read as; the file's own if null.</param>
    /// <param name="limits">Bounds; <see cref="AvroLimits.Default"/> if null.</param>
    /// <exception cref="AvroException">It is no such file, or its schema cannot be read as the reader's.</exception>
    public AvroFileReader(Stream stream, AvroSchema? readerSchema = null, AvroLimits? limits = null)
    {
        (_stream, _limits) = (stream, limits ?? AvroLimits.Default);
        Span<byte> magic = stackalloc byte[4];
        Fill(magic);
        if (!magic[..3].SequenceEqual(AvroFileFormat.Magic) || magic[3] != AvroFileFormat.Version)
            throw AvroException.BadData("The file does not begin with \"Obj\" and 1: it is no Avro object container file.");
        ReadMetadata();
        _sync = new byte[AvroFileFormat.SyncSize];
        Fill(_sync);
        if (!_metadata.TryGetValue(AvroFileFormat.SchemaKey, out var schema)) throw AvroException.BadData("The file's header has no avro.schema.");
        Schema = AvroSchema.Parse(Encoding.UTF8.GetString(schema), null, _limits);
        _compression = (_metadata.TryGetValue(AvroFileFormat.CodecKey, out var codec) ? Encoding.UTF8.GetString(codec) : "null") switch
        {
            "null" => AvroFileCompression.None,
            "deflate" => AvroFileCompression.Deflate,
            var other => throw AvroException.BadData($"The file is compressed with \"{other}\"; only null and deflate can be read."),
        };
        _codec = AvroCodec<T>.For(Schema, readerSchema ?? Schema, _limits);
    }

    /// <summary>The schema that the file was written in.</summary>
    public AvroSchema Schema { get; }

    /// <summary>All that stands in the header, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Metadata => _metadata;

    /// <summary>Reads the values that are left, once.</summary>
    /// <exception cref="AvroException">While it goes on: the file is damaged or cut off.</exception>
    public IEnumerable<T> ReadAll()
    {
        while (ReadBlock(out var count) is { } data)
        {
            var position = 0;
            for (long i = 0; i < count; i++)
            {
                var value = _codec.Decode(data.AsSpan(position), out var length);
                // Values of no bytes cost nothing to write; somebody who wants a million of them writes more blocks.
                if (length == 0 && i >= _limits.MaxAllocation / 64) throw AvroException.BeyondLimit("A block of the file announces too many values of no bytes.");
                position += length;
                yield return value;
            }

            if (position != data.Length) throw AvroException.BadData($"A block of the file has {data.Length - position} bytes left over after its {count} values.");
        }
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose() => _stream.Dispose();

    private byte[]? ReadBlock(out long count)
    {
        count = 0;
        var first = _stream.ReadByte();
        if (first < 0) return null;
        count = ReadLong(first);
        if (count < 0) throw AvroException.BadData($"A block of the file announces {count} values.");
        var data = ReadBytes(_limits.MaxFileBlockBytes);
        Span<byte> sync = stackalloc byte[AvroFileFormat.SyncSize];
        Fill(sync);
        if (!sync.SequenceEqual(_sync)) throw AvroException.BadData("A block of the file does not end with the file's marker: it is damaged.");
        return _compression == AvroFileCompression.Deflate ? AvroFileFormat.Inflate(data, _limits.MaxFileBlockBytes) : data;
    }

    private void ReadMetadata()
    {
        for (var count = ReadLong(); count != 0; count = ReadLong())
        {
            if (count < 0)
            {
                count = count == long.MinValue ? long.MaxValue : -count;
                ReadLong();
            }

            for (long i = 0; i < count; i++)
            {
                if (_metadata.Count >= MaxHeaderEntries) throw AvroException.BeyondLimit($"The file's header has more than {MaxHeaderEntries} entries.");
                var name = Encoding.UTF8.GetString(ReadBytes(_limits.MaxSchemaLength));
                if (!_metadata.TryAdd(name, ReadBytes(_limits.MaxSchemaLength))) throw AvroException.BadData($"The file's header has \"{name}\" twice.");
            }
        }
    }

    private byte[] ReadBytes(int most)
    {
        var length = ReadLong();
        if (length < 0 || length > most) throw AvroException.BeyondLimit($"The file announces {length} bytes where at most {most} are allowed.");
        // Not allocated before they are there: a file of ten bytes may announce as many as it likes.
        using var bytes = new MemoryStream((int)Math.Min(length, 64 << 10));
        var chunk = new byte[Math.Min(Math.Max(length, 1), 64 << 10)];
        while (bytes.Length < length)
        {
            var part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, length - bytes.Length));
            Fill(part);
            bytes.Write(part);
        }

        return bytes.ToArray();
    }

    private long ReadLong(int first = -1)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var b = first >= 0 ? first : _stream.ReadByte();
            first = -1;
            if (b < 0) throw CutOff();
            if (shift == 63 && b > 1) break;
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw AvroException.BadData("A number in the file is beyond 64 bits.");
    }

    private void Fill(Span<byte> span)
    {
        if (_stream.ReadAtLeast(span, span.Length, throwOnEndOfStream: false) < span.Length) throw CutOff();
    }

    private static AvroException CutOff() => AvroException.BadData("The file is cut off.");
}
