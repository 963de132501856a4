using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace ActorDataGen.Avro.Binary;

/// <summary>
/// Writes Avro's binary encoding into a buffer writer, in spans as large as that offers. Nothing is advanced until a span
/// is full or <see cref="Flush"/> is called.
/// </summary>
public ref struct AvroBinaryWriter
{
    private const int MaxVarint = 10;
    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _position;
    private int _depth;
    private readonly int _maxDepth;

    /// <summary>Creates a writer.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="maxDepth">How deep recursive records may nest: a value that contains itself must end in an error.</param>
    public AvroBinaryWriter(IBufferWriter<byte> output, int maxDepth = 64)
    {
        _output = output;
        _span = output.GetSpan(256);
        _maxDepth = maxDepth;
    }

    /// <summary>Hands what was written to the output.</summary>
    public void Flush()
    {
        _output.Advance(_position);
        _position = 0;
        _span = default;
    }

    /// <summary>Writes a boolean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBoolean(bool value)
    {
        if (_position >= _span.Length) Grow(1);
        _span[_position++] = value ? (byte)1 : (byte)0;
    }

    /// <summary>Writes an int.</summary>
    public void WriteInt(int value) => WriteVarint((uint)((value << 1) ^ (value >> 31)));

    /// <summary>Writes a long.</summary>
    public void WriteLong(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes a float.</summary>
    public void WriteFloat(float value)
    {
        if (_span.Length - _position < sizeof(float)) Grow(sizeof(float));
        BinaryPrimitives.WriteSingleLittleEndian(_span[_position..], value);
        _position += sizeof(float);
    }

    /// <summary>Writes a double.</summary>
    public void WriteDouble(double value)
    {
        if (_span.Length - _position < sizeof(double)) Grow(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(_span[_position..], value);
        _position += sizeof(double);
    }

    /// <summary>Writes bytes with their length.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> value)
    {
        WriteLong(value.Length);
        WriteFixed(value);
    }

    /// <summary>Writes bytes without a length.</summary>
    public void WriteFixed(scoped ReadOnlySpan<byte> value)
    {
        if (_span.Length - _position < value.Length) Grow(value.Length);
        value.CopyTo(_span[_position..]);
        _position += value.Length;
    }

    /// <summary>Writes a string.</summary>
    /// <exception cref="AvroException">It holds half a surrogate pair, which UTF-8 cannot express.</exception>
    public void WriteString(string value) => WriteString(value.AsSpan());

    /// <summary>Writes a string.</summary>
    /// <exception cref="AvroException">It holds half a surrogate pair, which UTF-8 cannot express.</exception>
    public void WriteString(scoped ReadOnlySpan<char> value)
    {
        var most = checked((value.Length * 3) + MaxVarint);
        if (_span.Length - _position < most) Grow(most);
        // The length goes before the bytes but is known after them: leave as much room as it takes if all is ASCII.
        var guess = VarintSize((uint)value.Length << 1);
        var status = Utf8.FromUtf16(value, _span[(_position + guess)..], out _, out var written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done) throw AvroException.BadValue("A string holds half a surrogate pair, which has no UTF-8 encoding.");
        var size = VarintSize((uint)written << 1);
        if (size != guess) _span.Slice(_position + guess, written).CopyTo(_span[(_position + size)..]);
        WriteVarint((uint)written << 1);
        _position += written;
    }

    /// <summary>Goes into a recursive record.</summary>
    internal void Enter()
    {
        if (++_depth > _maxDepth) throw AvroException.BeyondLimit($"The value nests deeper than {_maxDepth} records.");
    }

    internal void Leave() => _depth--;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteVarint(ulong value)
    {
        if (_span.Length - _position < MaxVarint) Grow(MaxVarint);
        if (value < 0x80)
        {
            _span[_position++] = (byte)value;
            return;
        }

        WriteLongVarint(value);
    }

    private void WriteLongVarint(ulong value)
    {
        while (value >= 0x80)
        {
            _span[_position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _span[_position++] = (byte)value;
    }

    private static int VarintSize(uint value) => value < 1u << 7 ? 1 : value < 1u << 14 ? 2 : value < 1u << 21 ? 3 : value < 1u << 28 ? 4 : 5;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int size)
    {
        if (_position > 0) _output.Advance(_position);
        _position = 0;
        _span = _output.GetSpan(Math.Max(size, 256));
    }
}
