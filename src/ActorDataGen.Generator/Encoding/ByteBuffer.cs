using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace ActorDataGen.Generator.Encoding;

/// <summary>A growing run of bytes that is written, read as a span and cleared; it never shrinks, so a warm one allocates nothing.</summary>
internal sealed class ByteBuffer(int capacity = 256)
{
    private static readonly long[] PowersOfTen =
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The most digits after the point that <see cref="WriteNumber(double, int)"/> takes.</summary>
    public static int MaxDecimals => PowersOfTen.Length - 1;

    public Span<byte> Slice(int offset, int length) => _bytes.AsSpan(offset, length);

    public void Clear() => Length = 0;

    public void Truncate(int length) => Length = length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> GetSpan(int sizeHint)
    {
        if (_bytes.Length - Length < sizeHint)
        {
            Grow(sizeHint);
        }

        return _bytes.AsSpan(Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count) => Length += count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    public void Write(string text) =>
        Length += System.Text.Encoding.UTF8.GetBytes(text, GetSpan(System.Text.Encoding.UTF8.GetMaxByteCount(text.Length)));

    public void WriteNumber(long value)
    {
        Utf8Formatter.TryFormat(value, GetSpan(20), out var written);
        Length += written;
    }

    /// <summary>The number with at least <paramref name="width"/> digits, zeros in front.</summary>
    public void WritePadded(long value, int width)
    {
        Utf8Formatter.TryFormat(value, GetSpan(width + 20), out var written, new StandardFormat('D', (byte)width));
        Length += written;
    }

    /// <summary>The number with exactly <paramref name="decimals"/> digits after the point; if negative, in its shortest form that reads back equal.</summary>
    public void WriteNumber(double value, int decimals)
    {
        if (decimals < 0 || Math.Abs(value) * PowersOfTen[decimals] > 1e17)
        {
            value.TryFormat(GetSpan(32), out var shortest, default, CultureInfo.InvariantCulture);
            Length += shortest;
            return;
        }

        // Fixed point by way of an integer: several times as fast as formatting a double, and the same on every platform.
        var scaled = (long)Math.Round(value * PowersOfTen[decimals], MidpointRounding.AwayFromZero);
        if (scaled < 0)
        {
            Write((byte)'-');
            scaled = -scaled;
        }

        var (whole, fraction) = Math.DivRem(scaled, PowersOfTen[decimals]);
        WriteNumber(whole);
        if (decimals > 0)
        {
            Write((byte)'.');
            WritePadded(fraction, decimals);
        }
    }

    /// <summary>The text written so far.</summary>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(Written);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int sizeHint) => Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + sizeHint));
}
