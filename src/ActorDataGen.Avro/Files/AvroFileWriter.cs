using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ActorDataGen.Avro.Binary;

namespace ActorDataGen.Avro.Files;

/// <summary>Writes an object container file: a header with the schema, then blocks of values. Not for several threads.</summary>
public sealed class AvroFileWriter<T> : IDisposable
{
    private readonly Stream _stream;
    private readonly AvroCodec<T> _codec;
    private readonly AvroFileOptions _options;
    private readonly bool _leaveOpen;
    private readonly byte[] _sync;
    private readonly ArrayBufferWriter<byte> _block = new();
    private long _count;

    /// <summary>Begins a file: the header is written at once.</summary>
    /// <param name="stream">Where the file goes.</param>
    /// <param name="codec">Encodes the values.</param>
    /// <param name="options">How; defaults if null.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this is disposed.</param>
    /// <exception cref="ArgumentException">The options hold reserved metadata, or a marker of another size than 16.</exception>
    public AvroFileWriter(Stream stream, AvroCodec<T> codec, AvroFileOptions? options = null, bool leaveOpen = false)
    {
        (_stream, _codec, _options, _leaveOpen) = (stream, codec, options ?? new AvroFileOptions(), leaveOpen);
        _sync = _options.SyncMarker?.ToArray() ?? RandomNumberGenerator.GetBytes(AvroFileFormat.SyncSize);
        if (_sync.Length != AvroFileFormat.SyncSize) throw new ArgumentException("AvroFileOptions.SyncMarker must have 16 bytes.", nameof(options));
        if (_options.Metadata.Keys.FirstOrDefault(k => k.StartsWith("avro.", StringComparison.Ordinal)) is { } reserved)
            throw new ArgumentException($"AvroFileOptions.Metadata has \"{reserved}\": names that begin with avro. are reserved.", nameof(options));
        WriteHeader();
    }

    /// <summary>Adds a value. It reaches the stream with its block.</summary>
    /// <exception cref="AvroException">The value does not fit the schema; nothing of it is written.</exception>
    public void Append(in T value)
    {
        _block.Write(_codec.Encode(value));
        _count++;
        if (_block.WrittenCount >= _options.BlockBytes) Flush();
    }

    /// <summary>Ends the block, and passes everything on to the stream.</summary>
    public void Flush()
    {
        if (_count == 0) return;
        var isDeflated = _options.Compression == AvroFileCompression.Deflate;
        ReadOnlySpan<byte> data = isDeflated ? AvroFileFormat.Deflate(_block.WrittenSpan) : _block.WrittenSpan;
        var frame = new ArrayBufferWriter<byte>();
        var writer = new AvroBinaryWriter(frame);
        writer.WriteLong(_count);
        writer.WriteBytes(data);
        writer.WriteFixed(_sync);
        writer.Flush();
        _stream.Write(frame.WrittenSpan);
        _stream.Flush();
        _block.ResetWrittenCount();
        _count = 0;
    }

    /// <summary>Ends the file.</summary>
    public void Dispose()
    {
        Flush();
        if (!_leaveOpen) _stream.Dispose();
    }

    private void WriteHeader()
    {
        var metadata = new Dictionary<string, byte[]>(_options.Metadata)
        {
            [AvroFileFormat.SchemaKey] = Encoding.UTF8.GetBytes(_codec.Schema.ToString()),
            [AvroFileFormat.CodecKey] = Encoding.ASCII.GetBytes(AvroFileFormat.NameOf(_options.Compression)),
        };
        var output = new ArrayBufferWriter<byte>();
        var writer = new AvroBinaryWriter(output);
        writer.WriteFixed(AvroFileFormat.Magic);
        writer.WriteFixed([AvroFileFormat.Version]);
        writer.WriteLong(metadata.Count);
        foreach (var (name, value) in metadata)
        {
            writer.WriteString(name);
            writer.WriteBytes(value);
        }

        writer.WriteLong(0);
        writer.WriteFixed(_sync);
        writer.Flush();
        _stream.Write(output.WrittenSpan);
    }
}
