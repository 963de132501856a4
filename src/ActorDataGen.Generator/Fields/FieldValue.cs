using System.Runtime.CompilerServices;

namespace ActorDataGen.Generator.Fields;

internal enum FieldKind : byte
{
    Null,
    Boolean,
    Integer,
    Float,
    Text,

    /// <summary>Microseconds since 1970, UTC; how it looks is the field type's affair.</summary>
    Instant,

    /// <summary>A run of values in the record's arena, one a member.</summary>
    Object,

    /// <summary>A run of values in the record's arena, one an element.</summary>
    Array,
}

/// <summary>What a field came out as. Text lies in the record's scratch buffer, or in bytes that live as long as the data set.</summary>
internal readonly struct FieldValue
{
    private readonly byte[]? _constant;
    private readonly long _bits;
    private readonly int _offset;

    private FieldValue(FieldKind kind, long bits, int offset, int length, byte[]? constant)
    {
        (Kind, _bits, _offset, Length, _constant) = (kind, bits, offset, length, constant);
    }

    public FieldKind Kind { get; }

    /// <summary>Bytes of a text, members of an object, elements of an array.</summary>
    public int Length { get; }

    /// <summary>Where an object's or array's values begin in the arena.</summary>
    public int Offset => _offset;

    public long Integer => _bits;

    public bool Boolean => _bits != 0;

    public double Float => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The value as a number, for arithmetic: zero for what is none.</summary>
    public double Number => Kind switch
    {
        FieldKind.Float => Float,
        FieldKind.Integer or FieldKind.Instant or FieldKind.Boolean => _bits,
        _ => 0,
    };

    /// <summary>Whether it is good in any record's context.</summary>
    public bool IsFree => Kind != FieldKind.Text || _constant is not null;

    public static FieldValue Null => default;

    public static FieldValue Of(bool value) => new(FieldKind.Boolean, value ? 1 : 0, 0, 0, null);

    public static FieldValue Of(long value) => new(FieldKind.Integer, value, 0, 0, null);

    public static FieldValue Of(double value) => new(FieldKind.Float, BitConverter.DoubleToInt64Bits(value), 0, 0, null);

    public static FieldValue Instant(long microseconds) => new(FieldKind.Instant, microseconds, 0, 0, null);

    public static FieldValue Text(byte[] constant) => new(FieldKind.Text, 0, 0, constant.Length, constant);

    /// <summary>Text that was written to the record's scratch buffer.</summary>
    public static FieldValue Text(int offset, int length) => new(FieldKind.Text, 0, offset, length, null);

    public static FieldValue Run(FieldKind kind, int offset, int length) => new(kind, 0, offset, length, null);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> TextOf(RecordContext context) =>
        _constant is { } constant ? constant : context.Scratch.Slice(_offset, Length);
}
