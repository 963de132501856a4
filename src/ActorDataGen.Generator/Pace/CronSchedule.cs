using System.Globalization;
using System.Numerics;

namespace ActorDataGen.Generator.Pace;

/// <summary>
/// A cron expression of five fields (minute, hour, day of month, month, day of week; 0 is Sunday) or six (seconds first), in UTC.
/// Each field takes <c>*</c>, numbers, ranges, lists and steps. As in cron, where both days are limited, either will do.
/// </summary>
internal sealed class CronSchedule
{
    private static readonly (int Min, int Max)[] Bounds = [(0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6)];

    private readonly ulong[] _fields;
    private readonly bool _eitherDay;

    private CronSchedule(ulong[] fields, bool eitherDay) => (_fields, _eitherDay) = (fields, eitherDay);

    public static CronSchedule? TryParse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 5)
        {
            parts = ["0", .. parts];
        }

        if (parts.Length != 6)
        {
            return null;
        }

        var fields = new ulong[6];
        for (int i = 0; i < 6; i++)
        {
            foreach (var item in parts[i].Split(','))
            {
                if (!TryAdd(item, i, ref fields[i]))
                {
                    return null;
                }
            }
        }

        return new CronSchedule(fields, !parts[3].StartsWith('*') && !parts[5].StartsWith('*'));
    }

    /// <summary>The first instant after <paramref name="after"/>, or null if there is none in the five years that follow.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var at = new DateTime(after.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc).AddSeconds(1);
        var end = at.AddYears(5);
        while (at < end)
        {
            if (!Has(4, at.Month))
            {
                at = new DateTime(at.Year, at.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1);
            }
            else if (!IsDay(at))
            {
                at = at.Date.AddDays(1);
            }
            else if (!Has(2, at.Hour))
            {
                at = at.Date.AddHours(at.Hour + 1);
            }
            else if (!Has(1, at.Minute))
            {
                at = at.Date.AddMinutes((60 * at.Hour) + at.Minute + 1);
            }
            else if (_fields[0] >> at.Second == 0)
            {
                at = at.Date.AddMinutes((60 * at.Hour) + at.Minute + 1);
            }
            else
            {
                return new DateTimeOffset(at.AddSeconds(BitOperations.TrailingZeroCount(_fields[0] >> at.Second)), TimeSpan.Zero);
            }
        }

        return null;
    }

    private static bool TryAdd(string item, int field, ref ulong bits)
    {
        var (min, max) = Bounds[field];
        var slash = item.Split('/');
        var step = 1;
        if (slash.Length > 2 || slash.Length == 2 && !(TryNumber(slash[1], out step) && step > 0))
        {
            return false;
        }

        var (from, to) = (min, max);
        if (slash[0] != "*")
        {
            var range = slash[0].Split('-');
            if (range.Length > 2 || !TryNumber(range[0], out from))
            {
                return false;
            }

            to = slash.Length == 2 ? max : from;
            if (range.Length == 2 && !TryNumber(range[1], out to))
            {
                return false;
            }
        }

        if (from < min || to > max && !(field == 5 && to == 7) || from > to)
        {
            return false;
        }

        for (int i = from; i <= to; i += step)
        {
            bits |= 1UL << (field == 5 ? i % 7 : i);
        }

        return true;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private bool Has(int field, int value) => (_fields[field] >> value & 1) == 1;

    private bool IsDay(DateTime at) => _eitherDay
        ? Has(3, at.Day) || Has(5, (int)at.DayOfWeek)
        : Has(3, at.Day) && Has(5, (int)at.DayOfWeek);
}
