using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ActorDataGen.KafkaProtocol.Wire;

/// <summary>
/// Reads or writes the fields of one message version. Every method takes the value to write and returns the value
/// that holds afterwards: the same when writing, the one from the wire when reading.
/// </summary>
/// <remarks>Reading never trusts a length: more elements than bytes are left is a <see cref="KafkaProtocolException"/>.</remarks>
internal ref struct FieldCodec
{
    private readonly MessageBuffer? _buffer;
    private SequenceReader<byte> _reader;

    private FieldCodec(short version, bool flexible, MessageBuffer? buffer, ReadOnlySequence<byte> input)
    {
        Version = version;
        Flexible = flexible;
        _buffer = buffer;
        _reader = buffer is null ? new SequenceReader<byte>(input) : default;
    }

    public short Version { get; }

    /// <summary>Whether this version has compact lengths and tagged fields.</summary>
    public bool Flexible { get; }

    public readonly bool Reading => _buffer is null;

    /// <summary>Bytes not read yet.</summary>
    public readonly long Remaining => _reader.Remaining;

    public static FieldCodec Reader(ReadOnlySequence<byte> input, short version, bool flexible) => new(version, flexible, null, input);

    public static FieldCodec Writer(MessageBuffer output, short version, bool flexible) => new(version, flexible, output, default);

    public sbyte Int8(sbyte value)
    {
        if (_buffer is { } buffer)
        {
            buffer.Take(1)[0] = (byte)value;
            return value;
        }

        return _reader.TryRead(out var read) ? (sbyte)read : throw Short();
    }

    public bool Bool(bool value) => Int8(value ? (sbyte)1 : (sbyte)0) != 0;

    public short Int16(short value)
    {
        if (_buffer is { } buffer)
        {
            BinaryPrimitives.WriteInt16BigEndian(buffer.Take(2), value);
            return value;
        }

        return _reader.TryReadBigEndian(out short read) ? read : throw Short();
    }

    public ErrorCode Error(ErrorCode value) => (ErrorCode)Int16((short)value);

    public int Int32(int value)
    {
        if (_buffer is { } buffer)
        {
            BinaryPrimitives.WriteInt32BigEndian(buffer.Take(4), value);
            return value;
        }

        return _reader.TryReadBigEndian(out int read) ? read : throw Short();
    }

    public long Int64(long value)
    {
        if (_buffer is { } buffer)
        {
            BinaryPrimitives.WriteInt64BigEndian(buffer.Take(8), value);
            return value;
        }

        return _reader.TryReadBigEndian(out long read) ? read : throw Short();
    }

    /// <summary>Kafka's uuid: sixteen bytes, the most significant first.</summary>
    public Guid Uuid(Guid value)
    {
        if (_buffer is { } buffer)
        {
            value.TryWriteBytes(buffer.Take(16), bigEndian: true, out _);
            return value;
        }

        Span<byte> bytes = stackalloc byte[16];
        if (!_reader.TryCopyTo(bytes))
        {
            throw Short();
        }

        _reader.Advance(16);
        return new Guid(bytes, bigEndian: true);
    }

    public string String(string value) => NullableString(value) ?? throw new KafkaProtocolException("null where a string must be");

    public string? NullableString(string? value)
    {
        if (_buffer is { } buffer)
        {
            WriteString(buffer, value);
            return value;
        }

        var length = Flexible ? UnsignedVarInt(0) - 1 : Int16(0);
        if (length < 0)
        {
            return null;
        }

        var bytes = Slice(length);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads so many bytes as text, for the one field whose length has a shape of its own.</summary>
    public string FixedString(int length) => Encoding.UTF8.GetString(Slice(length));

    public byte[] Bytes(byte[] value) => NullableBytes(value) ?? throw new KafkaProtocolException("null where bytes must be");

    public byte[]? NullableBytes(byte[]? value)
    {
        if (_buffer is { } buffer)
        {
            WriteLength(value?.Length ?? -1);
            value?.CopyTo(buffer.Take(value.Length));
            return value;
        }

        var length = ReadBytesLength();
        return length < 0 ? null : Slice(length).ToArray();
    }

    /// <summary>Record batches. When reading, the result is a slice of the input: valid only as long as that is.</summary>
    public ReadOnlySequence<byte>? Records(ReadOnlySequence<byte>? value)
    {
        if (_buffer is { } buffer)
        {
            WriteLength(value is { } records ? checked((int)records.Length) : -1);
            value?.CopyTo(buffer.Take((int)value.Value.Length));
            return value;
        }

        var length = ReadBytesLength();
        return length < 0 ? null : Slice(length);
    }

    public List<T> Array<T>(List<T> value) where T : IWireStruct, new() =>
        NullableArray(value) ?? throw new KafkaProtocolException("null where an array must be");

    public List<T>? NullableArray<T>(List<T>? value) where T : IWireStruct, new()
    {
        if (!Reading)
        {
            WriteLength(value?.Count ?? -1);
            foreach (var item in value ?? [])
            {
                item.Transfer(ref this);
            }

            return value;
        }

        var count = ReadCount(1);
        if (count < 0)
        {
            return null;
        }

        // Grows as it is filled: a count is a claim, and a claim must not cost memory.
        var read = new List<T>(Math.Min(count, 64));
        for (var i = 0; i < count; i++)
        {
            var item = new T();
            item.Transfer(ref this);
            read.Add(item);
        }

        return read;
    }

    public List<int> Int32Array(List<int> value) => NullableInt32Array(value) ?? throw new KafkaProtocolException("null where an array must be");

    public List<int>? NullableInt32Array(List<int>? value)
    {
        if (!Reading)
        {
            WriteLength(value?.Count ?? -1);
            foreach (var item in value ?? [])
            {
                Int32(item);
            }

            return value;
        }

        var count = ReadCount(4);
        if (count < 0)
        {
            return null;
        }

        var read = new List<int>(count);
        for (var i = 0; i < count; i++)
        {
            read.Add(Int32(0));
        }

        return read;
    }

    public List<long> Int64Array(List<long> value)
    {
        if (!Reading)
        {
            WriteLength(value.Count);
            foreach (var item in value)
            {
                Int64(item);
            }

            return value;
        }

        var count = ReadCount(8);
        var read = new List<long>(Math.Max(0, count));
        for (var i = 0; i < count; i++)
        {
            read.Add(Int64(0));
        }

        return read;
    }

    public List<string> StringArray(List<string> value) =>
        NullableStringArray(value) ?? throw new KafkaProtocolException("null where an array must be");

    public List<string>? NullableStringArray(List<string>? value)
    {
        if (!Reading)
        {
            WriteLength(value?.Count ?? -1);
            foreach (var item in value ?? [])
            {
                String(item);
            }

            return value;
        }

        var count = ReadCount(1);
        if (count < 0)
        {
            return null;
        }

        var read = new List<string>(Math.Min(count, 64));
        for (var i = 0; i < count; i++)
        {
            read.Add(String(""));
        }

        return read;
    }

    /// <summary>A structure that may be absent, as flexible versions mark it: one byte, −1 for null.</summary>
    public T? NullableStruct<T>(T? value) where T : class, IWireStruct, new()
    {
        if (Int8(value is null ? (sbyte)-1 : (sbyte)1) < 0)
        {
            return null;
        }

        value = Reading ? new T() : value!;
        value.Transfer(ref this);
        return value;
    }

    /// <summary>Writes how many elements, or bytes, follow; −1 for null.</summary>
    public void Count(int count) => WriteLength(count);

    /// <summary>Ends a structure: writes that there are no tagged fields, or skips those that came. Nothing in versions that have none.</summary>
    public void Tags()
    {
        if (!Flexible)
        {
            return;
        }

        var count = UnsignedVarInt(0);
        for (var i = 0; i < count; i++)
        {
            UnsignedVarInt(0);
            Slice(UnsignedVarInt(0));
        }
    }

    public int UnsignedVarInt(int value)
    {
        if (_buffer is { } buffer)
        {
            var rest = (uint)value;
            while (rest > 0x7F)
            {
                buffer.Take(1)[0] = (byte)(rest | 0x80);
                rest >>= 7;
            }

            buffer.Take(1)[0] = (byte)rest;
            return value;
        }

        uint read = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (!_reader.TryRead(out var b))
            {
                throw Short();
            }

            read |= (uint)(b & 0x7F) << shift;
            if ((b & 0x80) == 0)
            {
                return read <= int.MaxValue ? (int)read : throw new KafkaProtocolException("a length beyond two GiB");
            }
        }

        throw new KafkaProtocolException("a variable-length integer of more than five bytes");
    }

    private static KafkaProtocolException Short() => new("the message ends before its fields do");

    private void WriteString(MessageBuffer buffer, string? value)
    {
        var length = value is null ? -1 : Encoding.UTF8.GetByteCount(value);
        if (Flexible)
        {
            UnsignedVarInt(length + 1);
        }
        else
        {
            Int16(checked((short)length));
        }

        if (length > 0)
        {
            Encoding.UTF8.GetBytes(value, buffer.Take(length));
        }
    }

    private void WriteLength(int length)
    {
        if (Flexible)
        {
            UnsignedVarInt(length + 1);
        }
        else
        {
            Int32(length);
        }
    }

    private int ReadBytesLength() => Flexible ? UnsignedVarInt(0) - 1 : Int32(0);

    private int ReadCount(int leastBytesEach)
    {
        var count = ReadBytesLength();
        return (long)count * leastBytesEach <= _reader.Remaining ? count : throw Short();
    }

    private ReadOnlySequence<byte> Slice(int length)
    {
        if (length < 0 || length > _reader.Remaining)
        {
            throw Short();
        }

        var slice = _reader.UnreadSequence.Slice(0, length);
        _reader.Advance(length);
        return slice;
    }
}
