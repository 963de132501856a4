using System.Globalization;
using ActorDataGen.Generator.Randomness;

namespace ActorDataGen.Generator.Fields;

/// <summary>A share of records that carry an earlier time than their place in the stream says.</summary>
internal readonly record struct Lateness(double Share, long MinMicros, long MaxMicros);

/// <summary>
/// The record's time. Some may be late by much (they were held up on their way), and some a little out of order (they overtook
/// each other): both go by the record's number, so they are the same in every run.
/// </summary>
internal sealed class InstantField(ulong salt, FieldShape shape, Lateness late, Lateness disorder) : Field(salt)
{
    public override FieldShape Shape => shape;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        var draw = late.Share + disorder.Share > 0 ? random.NextDouble() : 1;
        return FieldValue.Instant(context.Time - (draw < late.Share ? random.NextBetween(late.MinMicros, late.MaxMicros)
            : draw < late.Share + disorder.Share ? random.NextBetween(disorder.MinMicros, disorder.MaxMicros) : 0));
    }

    /// <summary>How many characters <see cref="WriteText"/> writes.</summary>
    public const int TextLength = 24;

    /// <summary>ISO 8601 with milliseconds, in UTC.</summary>
    public static void WriteText(Encoding.ByteBuffer output, long micros)
    {
        DateTimeOffset.UnixEpoch.AddMicroseconds(micros).UtcDateTime
            .TryFormat(output.GetSpan(32), out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        output.Advance(written);
    }
}
