using System.Globalization;
using System.Numerics;

namespace ActorDataGen.Avro.Logical;

/// <summary>A decimal number of any size: <paramref name="Unscaled"/> × 10^-<paramref name="Scale"/>. 1.0 and 1.00 are different values.</summary>
/// <param name="Unscaled">The digits.</param>
/// <param name="Scale">How many of them stand after the point.</param>
public readonly record struct AvroDecimal(BigInteger Unscaled, int Scale)
{
    private const int MaxSystemScale = 28;

    /// <summary>Converts from <see cref="decimal"/>, exactly.</summary>
    public static implicit operator AvroDecimal(decimal value) => FromDecimal(value);

    /// <summary>Converts to <see cref="decimal"/>, exactly.</summary>
    /// <exception cref="AvroException">The number is beyond what that type can hold.</exception>
    public static explicit operator decimal(AvroDecimal value) => value.ToDecimal();

    /// <summary>Converts from <see cref="decimal"/>, exactly.</summary>
    public static AvroDecimal FromDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var digits = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return new AvroDecimal(decimal.IsNegative(value) ? -digits : digits, value.Scale);
    }

    /// <summary>Converts to <see cref="decimal"/>, exactly.</summary>
    /// <exception cref="AvroException">The number is beyond what that type can hold.</exception>
    public decimal ToDecimal()
    {
        var digits = BigInteger.Abs(Unscaled);
        if (Scale is < 0 or > MaxSystemScale || digits.GetBitLength() > 96)
            throw AvroException.BadValue($"A decimal of {digits.GetBitLength()} bits and scale {Scale} is beyond System.Decimal (96 bits, scale 0 to 28): use AvroDecimal.");
        var mask = (BigInteger)uint.MaxValue;
        return new decimal((int)(uint)(digits & mask), (int)(uint)((digits >> 32) & mask), (int)(uint)(digits >> 64), Unscaled.Sign < 0, (byte)Scale);
    }

    /// <summary>The digits, with an exponent where there is a scale: <c>314E-2</c>.</summary>
    public override string ToString() =>
        Scale == 0 ? Unscaled.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Unscaled}E{-(long)Scale}");

    /// <summary>The digits at another scale.</summary>
    /// <exception cref="AvroException">Digits would be lost, or there are more than <paramref name="precision"/>.</exception>
    internal BigInteger DigitsAt(int scale, int precision)
    {
        var digits = Unscaled;
        if (Scale < scale)
        {
            // A number of that many places cannot fit, unless it is nothing; and the power would take for ever to compute.
            if ((long)scale - Scale > precision && !digits.IsZero) throw TooLong(precision, scale);
            digits *= BigInteger.Pow(10, digits.IsZero ? 0 : scale - Scale);
        }
        else if (Scale > scale)
        {
            var drop = (long)Scale - scale;
            if (drop > digits.GetByteCount() * 3L) drop = digits.IsZero ? 0 : throw Inexact(scale);
            digits = BigInteger.DivRem(digits, BigInteger.Pow(10, (int)drop), out var rest);
            if (!rest.IsZero) throw Inexact(scale);
        }

        return BigInteger.Abs(digits) < BigInteger.Pow(10, precision) ? digits : throw TooLong(precision, scale);
    }

    private AvroException Inexact(int scale) => AvroException.BadValue($"{this} has more digits after the point than the scale {scale} of its schema.");

    private static AvroException TooLong(int precision, int scale) =>
        AvroException.BadValue($"The decimal does not fit precision {precision} and scale {scale} of its schema.");
}

/// <summary>An amount of time in three parts that cannot be converted into each other.</summary>
/// <param name="Months">Months.</param>
/// <param name="Days">Days.</param>
/// <param name="Milliseconds">Milliseconds.</param>
public readonly record struct AvroDuration(uint Months, uint Days, uint Milliseconds);

/// <summary>Nanoseconds since the Unix epoch, or, of a local timestamp, since 1970-01-01 00:00 there; .NET's own types count 100 ns.</summary>
/// <param name="Nanoseconds">The count.</param>
public readonly record struct AvroNanoTimestamp(long Nanoseconds)
{
    /// <summary>The instant, rounded down to 100 ns.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(Ticks);

    /// <summary>The local time, rounded down to 100 ns.</summary>
    public DateTime ToLocalDateTime() => new DateTime(DateTime.UnixEpoch.Ticks, DateTimeKind.Unspecified).AddTicks(Ticks);

    /// <summary>Counts an instant.</summary>
    /// <exception cref="AvroException">It is not between the years 1677 and 2262.</exception>
    public static AvroNanoTimestamp From(DateTimeOffset value) => FromTicks(value.UtcTicks);

    /// <summary>Counts a local time, whatever its kind.</summary>
    /// <exception cref="AvroException">It is not between the years 1677 and 2262.</exception>
    public static AvroNanoTimestamp FromLocal(DateTime value) => FromTicks(value.Ticks);

    private long Ticks => Math.DivRem(Nanoseconds, 100) is var (ticks, rest) && rest < 0 ? ticks - 1 : Nanoseconds / 100;

    private static AvroNanoTimestamp FromTicks(long ticks)
    {
        var nanos = (Int128)(ticks - DateTime.UnixEpoch.Ticks) * 100;
        return nanos >= long.MinValue && nanos <= long.MaxValue
            ? new AvroNanoTimestamp((long)nanos)
            : throw AvroException.BadValue("A timestamp in nanoseconds must be between the years 1677 and 2262.");
    }
}
