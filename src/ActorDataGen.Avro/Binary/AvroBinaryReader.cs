using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace ActorDataGen.Avro.Binary;

/// <summary>
/// Reads Avro's binary encoding. Whatever the bytes, a read returns a value or throws <see cref="AvroException"/>: lengths
/// and counts are held against what is left, and what would be allocated against a budget.
/// </summary>
public ref struct AvroBinaryReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _data;
    private readonly int _maxDepth;
    private int _position;
    private int _depth;
    private long _budget;

    /// <summary>Creates a reader.</summary>
    public AvroBinaryReader(ReadOnlySpan<byte> data, AvroLimits? limits = null)
    {
        limits ??= AvroLimits.Default;
        _data = data;
        _maxDepth = limits.MaxDepth;
        _budget = limits.MaxAllocation;
    }

    /// <summary>How many bytes were read.</summary>
    public readonly int Position => _position;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _data.Length - _position;

    /// <summary>Reads a boolean.</summary>
    public bool ReadBoolean()
    {
        if (_position >= _data.Length) throw Truncated();
        var b = _data[_position++];
        return b <= 1 ? b == 1 : throw AvroException.BadData($"A boolean is 0 or 1, but byte {_position - 1} is {b}.");
    }

    /// <summary>Reads an int.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt()
    {
        if ((uint)_position < (uint)_data.Length && _data[_position] is var b && b < 0x80)
        {
            _position++;
            return (b >> 1) ^ -(b & 1);
        }

        var value = ReadLongVarint();
        return value == (int)value ? (int)value : throw AvroException.BadData($"{value} at byte {_position} is beyond an int.");
    }

    /// <summary>Reads a long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadLong()
    {
        if ((uint)_position < (uint)_data.Length && _data[_position] is var b && b < 0x80)
        {
            _position++;
            return (b >> 1) ^ -(b & 1);
        }

        return ReadLongVarint();
    }

    /// <summary>Reads a float.</summary>
    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(ReadFixed(sizeof(float)));

    /// <summary>Reads a double.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(ReadFixed(sizeof(double)));

    /// <summary>Reads a string.</summary>
    public string ReadString()
    {
        var bytes = ReadBytes();
        if (bytes.IsEmpty) return "";
        Charge(24 + (2L * bytes.Length));
        // Nearly all strings here are ASCII, for which widening is several times faster than transcoding.
        return Ascii.IsValid(bytes) ? Encoding.Latin1.GetString(bytes) : ReadUtf8(bytes);
    }

    /// <summary>Reads bytes with their length; the span is part of the input.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadLong();
        return length >= 0 && length <= Remaining
            ? ReadFixed((int)length)
            : throw AvroException.BadData($"A length of {length} stands before byte {_position}, where {Remaining} bytes are left.");
    }

    /// <summary>Reads bytes with their length into an array of their own.</summary>
    public byte[] ReadByteArray()
    {
        var bytes = ReadBytes();
        Charge(24 + bytes.Length);
        return bytes.ToArray();
    }

    /// <summary>Reads that many bytes; the span is part of the input.</summary>
    public ReadOnlySpan<byte> ReadFixed(int length)
    {
        if (Remaining < length) throw Truncated();
        var span = _data.Slice(_position, length);
        _position += length;
        return span;
    }

    /// <summary>Reads the start of an array's or map's block.</summary>
    /// <param name="minimumItemSize">How many bytes an item takes at least; 0 if it may take none.</param>
    /// <param name="end">Where the block must end, or -1 where it does not say.</param>
    /// <returns>How many items follow; 0 at the end.</returns>
    public int ReadBlockStart(int minimumItemSize, out int end)
    {
        var count = ReadLong();
        end = -1;
        if (count < 0)
        {
            var size = ReadLong();
            if (size < 0 || size > Remaining) throw AvroException.BadData($"A block of {size} bytes starts at byte {_position}, where {Remaining} are left.");
            end = _position + (int)size;
            if (count == long.MinValue) throw TooMany(count);
            count = -count;
        }

        if (count == 0) return 0;
        // The cheapest item costs eight bytes of the budget, so items of no bytes are bounded as well.
        if (minimumItemSize > 0 && count > Remaining / minimumItemSize) throw TooMany(count);
        if (count > _budget / 8) throw AvroException.BeyondLimit($"A block announces {count} items, which is more than may be allocated.");
        if (count > Array.MaxLength) throw TooMany(count);
        return (int)count;
    }

    /// <summary>Checks that a block ended where it said.</summary>
    public readonly void ReadBlockEnd(int end)
    {
        if (end >= 0 && end != _position) throw AvroException.BadData($"A block says that it ends at byte {end}, but its items end at {_position}.");
    }

    /// <summary>Skips bytes with their length.</summary>
    internal void SkipBytes() => ReadBytes();

    /// <summary>Skips that many bytes.</summary>
    internal void Skip(int length) => ReadFixed(length);

    /// <summary>Takes from the budget for what may be allocated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Charge(long bytes)
    {
        if ((_budget -= bytes) < 0) throw OutOfBudget();
    }

    internal void Enter()
    {
        if (++_depth > _maxDepth) throw AvroException.BeyondLimit($"The value nests deeper than {_maxDepth} records.");
    }

    internal void Leave() => _depth--;

    private static AvroException OutOfBudget() => AvroException.BeyondLimit("The value would allocate more than its limit.");

    private static string ReadUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new AvroException(AvroErrorKind.Data, "A string is not valid UTF-8.", e);
        }
    }

    private readonly AvroException Truncated() => AvroException.BadData($"The value goes on beyond the end of its {_data.Length} bytes.");

    private readonly AvroException TooMany(long count) =>
        AvroException.BadData($"A block announces {count} items before byte {_position}, where {Remaining} bytes are left.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long ReadLongVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_position >= _data.Length) throw Truncated();
            var b = _data[_position++];
            if (shift == 63 && b > 1) break;
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw AvroException.BadData($"The number that ends at byte {_position} is beyond 64 bits.");
    }
}
