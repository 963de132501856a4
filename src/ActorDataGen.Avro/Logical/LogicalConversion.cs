using System.Buffers.Binary;
using System.Numerics;
using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Logical;

/// <summary>Between the base values of logical types and .NET's types. What is finer than the base value is cut off towards the past.</summary>
internal static class LogicalConversion
{
    private const long EpochTicks = 621_355_968_000_000_000;
    private const int EpochDay = 719_162;

    public static DateOnly DateFromDays(int days) =>
        days >= -EpochDay && days <= DateOnly.MaxValue.DayNumber - EpochDay
            ? DateOnly.FromDayNumber(days + EpochDay)
            : throw AvroException.BadData($"Day {days} is not between the years 1 and 9999.");

    public static int DaysFromDate(DateOnly date) => date.DayNumber - EpochDay;

    public static TimeOnly TimeFromMillis(int millis) => Time(millis, TimeSpan.TicksPerMillisecond);

    public static TimeOnly TimeFromMicros(long micros) => Time(micros, TimeSpan.TicksPerMicrosecond);

    public static int MillisFromTime(TimeOnly time) => (int)(time.Ticks / TimeSpan.TicksPerMillisecond);

    public static long MicrosFromTime(TimeOnly time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset InstantFromMillis(long millis) => new(Ticks(millis, TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    public static DateTimeOffset InstantFromMicros(long micros) => new(Ticks(micros, TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public static DateTimeOffset InstantFromNanos(long nanos) => new AvroNanoTimestamp(nanos).ToDateTimeOffset();

    public static long MillisFromInstant(DateTimeOffset instant) => Floor(instant.UtcTicks, TimeSpan.TicksPerMillisecond);

    public static long MicrosFromInstant(DateTimeOffset instant) => Floor(instant.UtcTicks, TimeSpan.TicksPerMicrosecond);

    public static long NanosFromInstant(DateTimeOffset instant) => AvroNanoTimestamp.From(instant).Nanoseconds;

    public static DateTime LocalFromMillis(long millis) => new(Ticks(millis, TimeSpan.TicksPerMillisecond));

    public static DateTime LocalFromMicros(long micros) => new(Ticks(micros, TimeSpan.TicksPerMicrosecond));

    public static DateTime LocalFromNanos(long nanos) => new AvroNanoTimestamp(nanos).ToLocalDateTime();

    public static long MillisFromLocal(DateTime local) => Floor(local.Ticks, TimeSpan.TicksPerMillisecond);

    public static long MicrosFromLocal(DateTime local) => Floor(local.Ticks, TimeSpan.TicksPerMicrosecond);

    public static long NanosFromLocal(DateTime local) => AvroNanoTimestamp.FromLocal(local).Nanoseconds;

    public static AvroNanoTimestamp WrapNanos(long nanos) => new(nanos);

    public static long UnwrapNanos(AvroNanoTimestamp timestamp) => timestamp.Nanoseconds;

    public static Guid UuidFromText(string text) =>
        Guid.TryParseExact(text, "D", out var uuid) ? uuid : throw AvroException.BadData("A uuid must have the form of RFC 4122: 8-4-4-4-12 hexadecimal digits.");

    public static string TextFromUuid(Guid uuid) => uuid.ToString("D");

    public static Guid ReadUuidFixed(ref AvroBinaryReader reader) => new(reader.ReadFixed(16), bigEndian: true);

    public static void WriteUuidFixed(ref AvroBinaryWriter writer, Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        writer.WriteFixed(bytes);
    }

    public static void WriteUuidText(ref AvroBinaryWriter writer, Guid uuid)
    {
        Span<char> text = stackalloc char[36];
        uuid.TryFormat(text, out _, "D");
        writer.WriteString(text);
    }

    public static AvroDuration ReadDuration(ref AvroBinaryReader reader)
    {
        var bytes = reader.ReadFixed(12);
        return new AvroDuration(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
    }

    public static void WriteDuration(ref AvroBinaryWriter writer, AvroDuration value)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value.Months);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], value.Days);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], value.Milliseconds);
        writer.WriteFixed(bytes);
    }

    public static AvroDecimal ReadDecimal(ref AvroBinaryReader reader, int size, int scale)
    {
        var bytes = size < 0 ? reader.ReadBytes() : reader.ReadFixed(size);
        reader.Charge(32 + bytes.Length);
        return new AvroDecimal(new BigInteger(bytes, isUnsigned: false, isBigEndian: true), scale);
    }

    public static void WriteDecimal(ref AvroBinaryWriter writer, AvroDecimal value, int size, int precision, int scale)
    {
        var digits = value.DigitsAt(scale, precision);
        var length = digits.GetByteCount();
        if (size < 0)
        {
            writer.WriteBytes(digits.ToByteArray(isUnsigned: false, isBigEndian: true));
            return;
        }

        // Precision was held against the size when the schema was parsed, so it fits.
        var bytes = new byte[size];
        bytes.AsSpan().Fill(digits.Sign < 0 ? (byte)0xff : (byte)0);
        digits.TryWriteBytes(bytes.AsSpan(size - length), out _, isUnsigned: false, isBigEndian: true);
        writer.WriteFixed(bytes);
    }

    // A big-decimal is bytes that hold two Avro values of their own: the digits as bytes, and the scale as int (as Java writes it).
    public static AvroDecimal ReadBigDecimal(ref AvroBinaryReader reader)
    {
        var bytes = reader.ReadBytes();
        reader.Charge(32 + bytes.Length);
        var inner = new AvroBinaryReader(bytes);
        var digits = new BigInteger(inner.ReadBytes(), isUnsigned: false, isBigEndian: true);
        var scale = inner.ReadInt();
        return inner.Remaining == 0 ? new AvroDecimal(digits, scale) : throw AvroException.BadData("A big-decimal has bytes after its scale.");
    }

    public static void WriteBigDecimal(ref AvroBinaryWriter writer, AvroDecimal value)
    {
        var inner = new System.Buffers.ArrayBufferWriter<byte>();
        var innerWriter = new AvroBinaryWriter(inner);
        innerWriter.WriteBytes(value.Unscaled.ToByteArray(isUnsigned: false, isBigEndian: true));
        innerWriter.WriteInt(value.Scale);
        innerWriter.Flush();
        writer.WriteBytes(inner.WrittenSpan);
    }

    /// <summary>How many bytes a decimal's base type has; -1 for bytes.</summary>
    public static int SizeOf(AvroSchema schema) => schema is AvroFixedSchema f ? f.Size : -1;

    private static TimeOnly Time(long count, long ticksEach) =>
        count >= 0 && count < TimeSpan.TicksPerDay / ticksEach
            ? new TimeOnly(count * ticksEach)
            : throw AvroException.BadData($"{count} is not a time of day.");

    private static long Ticks(long count, long ticksEach)
    {
        var most = (DateTime.MaxValue.Ticks - EpochTicks) / ticksEach;
        var least = -EpochTicks / ticksEach;
        return count >= least && count <= most
            ? EpochTicks + (count * ticksEach)
            : throw AvroException.BadData($"The timestamp {count} is not between the years 1 and 9999.");
    }

    // EpochTicks is a whole number of days, so cutting off what came after it rounds down before it as well.
    private static long Floor(long ticks, long ticksEach) => (ticks / ticksEach) - (EpochTicks / ticksEach);
}
