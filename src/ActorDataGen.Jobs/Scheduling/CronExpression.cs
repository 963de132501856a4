using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Scheduling;

/// <summary>When a recurring job is due: a cron expression read in a time zone.</summary>
/// <remarks>
/// The fields are those of Vixie's cron: minute, hour, day of month, month, weekday (0 and 7 are Sunday; three-letter
/// English names for months and weekdays), each <c>*</c>, a number, a range <c>a-b</c>, a list, with a step <c>/n</c>.
/// A sixth field in front counts seconds. Where both days are restricted, either may match. Also
/// <c>@hourly @daily @midnight @weekly @monthly @yearly @annually</c>.
/// Local times that a clock change leaves out fire at the first moment after the gap, once however many were left out;
/// of local times that come twice the first counts, so that a daily job runs once on each day. An expression that names
/// no hour recurs by elapsed time instead: it goes on through both passes, and over a gap without a beat of its own.
/// </remarks>
public sealed class CronExpression
{
    /// <summary>An expression such as "30 February" never comes; past this many years nothing else would either (a 29 February on a given weekday comes at least every 40).</summary>
    private const int YearsAhead = 100;

    private const ulong EveryHour = (1UL << 24) - 1;

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _weekdays;
    private readonly bool _anyDay;
    private readonly bool _anyWeekday;
    private readonly TimeZoneInfo _zone;

    private CronExpression(ReadOnlySpan<ulong> fields, bool anyDay, bool anyWeekday, TimeZoneInfo zone)
    {
        (_seconds, _minutes, _hours, _days, _months) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        _weekdays = (fields[5] | (fields[5] >> 7)) & 0x7F;
        (_anyDay, _anyWeekday, _zone) = (anyDay, anyWeekday, zone);
    }

    /// <summary>Reads a schedule that is known to be valid.</summary>
    /// <exception cref="FormatException">It is not; the message names the field and the remedy.</exception>
    public static CronExpression Parse(CronSchedule schedule) =>
        TryParse(schedule, out var expression, out var problem) ? expression : throw new FormatException(problem.ToString());

    /// <summary>Reads a schedule.</summary>
    /// <param name="schedule">The expression and its time zone.</param>
    /// <param name="expression">What was read.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryParse(
        CronSchedule schedule, [NotNullWhen(true)] out CronExpression? expression, [NotNullWhen(false)] out SpecProblem? problem)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        expression = null;
        if (!TryFindZone(schedule.TimeZone, out var zone, out problem))
        {
            return false;
        }

        var fields = Words(schedule.Expression.Trim()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6))
        {
            problem = new SpecProblem(
                "cron.expression",
                $"'{schedule.Expression}' has {fields.Length} fields",
                "give five (minute hour day month weekday), or six with seconds first, such as '*/5 * * * *'");
            return false;
        }

        if (fields.Length == 5)
        {
            fields = ["0", .. fields];
        }

        Span<ulong> bits = stackalloc ulong[6];
        for (var index = 0; index < 6; index++)
        {
            if (!TryReadField(fields[index], Fields[index], out bits[index], out var wrong))
            {
                problem = new SpecProblem("cron.expression", $"the {Fields[index].Name} '{fields[index]}' {wrong}", Fields[index].Remedy);
                return false;
            }
        }

        expression = new CronExpression(bits, IsAny(fields[3]), IsAny(fields[5]), zone);
        return true;
    }

    /// <summary>The first due instant after another one, in UTC; null when there is none any more.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (_hours == EveryHour)
        {
            return NextByElapsedTime(after);
        }

        var local = DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(after, _zone).DateTime, DateTimeKind.Unspecified);
        // Hours back: a time left out by a clock change comes later than its wall clock says.
        var from = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerSecond)).AddHours(-3);
        var last = Math.Min(from.Year + YearsAhead, DateTime.MaxValue.Year - 1);
        for (var candidate = FirstAt(from, last); candidate is { } wall; candidate = FirstAt(wall.AddSeconds(1), last))
        {
            var instant = InstantOf(wall);
            if (instant > after)
            {
                return instant;
            }
        }

        return null;
    }

    private DateTimeOffset? NextByElapsedTime(DateTimeOffset after)
    {
        var offset = _zone.GetUtcOffset(after);
        var wall = after.ToOffset(offset).DateTime;
        var from = wall.AddTicks(-(wall.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(1);
        if (FirstAt(from, Math.Min(from.Year + YearsAhead, DateTime.MaxValue.Year - 1)) is not { } found)
        {
            return null;
        }

        var instant = new DateTimeOffset(found, offset).ToUniversalTime();
        if (_zone.GetUtcOffset(instant) == offset)
        {
            return instant;
        }

        // The clock changes in between: go on from there, by the new offset.
        var (before, change) = (after, instant);
        while (change - before > TimeSpan.FromSeconds(1))
        {
            var middle = before + ((change - before) / 2);
            (before, change) = _zone.GetUtcOffset(middle) == offset ? (middle, change) : (before, middle);
        }

        change = new DateTimeOffset(change.UtcTicks - (change.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        return NextByElapsedTime(change <= after ? change.AddSeconds(1) : change.AddTicks(-1), _zone.GetUtcOffset(instant));
    }

    private DateTimeOffset? NextByElapsedTime(DateTimeOffset after, TimeSpan offset)
    {
        var wall = after.ToOffset(offset).DateTime;
        var from = wall.AddTicks(-(wall.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(1);
        return FirstAt(from, Math.Min(from.Year + YearsAhead, DateTime.MaxValue.Year - 1)) is { } found
            ? new DateTimeOffset(found, offset).ToUniversalTime()
            : null;
    }

    private DateTimeOffset InstantOf(DateTime wall)
    {
        if (_zone.IsInvalidTime(wall))
        {
            // The gap is at most a few hours: its end is where the offset changes.
            var before = wall;
            while (_zone.IsInvalidTime(before))
            {
                before = before.AddMinutes(-1);
            }

            var after = wall;
            while (_zone.IsInvalidTime(after))
            {
                after = after.AddSeconds(60 - after.Second);
            }

            return new DateTimeOffset(after, _zone.GetUtcOffset(after)).ToUniversalTime();
        }

        var offset = _zone.IsAmbiguousTime(wall) ? _zone.GetAmbiguousTimeOffsets(wall).Max() : _zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset).ToUniversalTime();
    }

    /// <summary>The first wall clock time at or after <paramref name="from"/> that all fields allow.</summary>
    private DateTime? FirstAt(DateTime from, int lastYear)
    {
        var day = from.Date;
        var start = from.TimeOfDay;
        while (day.Year <= lastYear)
        {
            if ((_months & (1UL << day.Month)) == 0)
            {
                day = new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMonths(1);
                start = TimeSpan.Zero;
                continue;
            }

            if (AllowsDay(day) && TimeAt(start) is { } time)
            {
                return day + time;
            }

            day = day.AddDays(1);
            start = TimeSpan.Zero;
        }

        return null;
    }

    private bool AllowsDay(DateTime day)
    {
        var byDay = (_days & (1UL << day.Day)) != 0;
        var byWeekday = (_weekdays & (1UL << (int)day.DayOfWeek)) != 0;
        return _anyDay || _anyWeekday ? byDay && byWeekday : byDay || byWeekday;
    }

    private TimeSpan? TimeAt(TimeSpan start)
    {
        var (hour, minute, second) = (start.Hours, start.Minutes, start.Seconds);
        while (FirstBit(_hours, hour) is { } h)
        {
            if (h != hour)
            {
                (minute, second) = (0, 0);
            }

            while (FirstBit(_minutes, minute) is { } m)
            {
                if (FirstBit(_seconds, m == minute ? second : 0) is { } s)
                {
                    return new TimeSpan(h, m, s);
                }

                (minute, second) = (m + 1, 0);
            }

            (hour, minute, second) = (h + 1, 0, 0);
        }

        return null;
    }

    private static int? FirstBit(ulong bits, int from)
    {
        var rest = from > 63 ? 0 : bits >> from << from;
        return rest == 0 ? null : BitOperations.TrailingZeroCount(rest);
    }

    private static bool IsAny(string field) => field.StartsWith('*') || field == "?";

    private static string Words(string expression) => expression.ToUpperInvariant() switch
    {
        "@HOURLY" => "0 * * * *",
        "@DAILY" or "@MIDNIGHT" => "0 0 * * *",
        "@WEEKLY" => "0 0 * * 0",
        "@MONTHLY" => "0 0 1 * *",
        "@YEARLY" or "@ANNUALLY" => "0 0 1 1 *",
        _ => expression,
    };

    private static bool TryFindZone(string id, [NotNullWhen(true)] out TimeZoneInfo? zone, [NotNullWhen(false)] out SpecProblem? problem)
    {
        problem = null;
        if (id.Length == 0 || id.Equals("UTC", StringComparison.OrdinalIgnoreCase) || id.Equals("Etc/UTC", StringComparison.OrdinalIgnoreCase))
        {
            zone = TimeZoneInfo.Utc;
            return true;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone))
        {
            return true;
        }

        var known = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out _);
        problem = new SpecProblem(
            "cron.timeZone",
            $"the time zone '{id}' is not known",
            known
                ? "give an IANA name such as 'Europe/Zurich', or 'UTC'"
                : "this machine has no time zone data: install the package tzdata, or give 'UTC'");
        return false;
    }

    private sealed record Field(string Name, int Low, int High, string[] Names, string Remedy);

    private static readonly Field[] Fields =
    [
        new("second", 0, 59, [], "give numbers from 0 to 59, '*', ranges, lists or steps"),
        new("minute", 0, 59, [], "give numbers from 0 to 59, '*', ranges, lists or steps"),
        new("hour", 0, 23, [], "give numbers from 0 to 23, '*', ranges, lists or steps"),
        new("day of month", 1, 31, [], "give numbers from 1 to 31, '*', ranges, lists or steps"),
        new("month", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], "give numbers from 1 to 12 or JAN to DEC, '*', ranges, lists or steps"),
        new("weekday", 0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], "give numbers from 0 to 7 (0 and 7 are Sunday) or SUN to SAT, '*', ranges, lists or steps"),
    ];

    private static bool TryReadField(string text, Field field, out ulong bits, [NotNullWhen(false)] out string? wrong)
    {
        bits = 0;
        wrong = null;
        foreach (var part in text.Split(','))
        {
            var slash = part.IndexOf('/', StringComparison.Ordinal);
            var range = slash < 0 ? part : part[..slash];
            var step = 1;
            if (slash >= 0 && (!int.TryParse(part.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out step) || step is < 1 or > 59))
            {
                wrong = "has a step that is not a number from 1 to 59";
                return false;
            }

            if (!TryReadRange(range, field, slash >= 0, out var low, out var high))
            {
                wrong = "is not understood";
                return false;
            }

            for (var value = low; value <= high; value += step)
            {
                bits |= 1UL << value;
            }
        }

        return true;
    }

    private static bool TryReadRange(string text, Field field, bool stepped, out int low, out int high)
    {
        (low, high) = (field.Low, field.High);
        if (text is "*" or "?")
        {
            return true;
        }

        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            // "5/15" is every 15 from 5 on.
            return TryReadNumber(text, field, out low) && ((high = stepped ? field.High : low) >= low);
        }

        return TryReadNumber(text[..dash], field, out low) && TryReadNumber(text[(dash + 1)..], field, out high) && low <= high;
    }

    private static bool TryReadNumber(string text, Field field, out int number)
    {
        var named = Array.FindIndex(field.Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (named >= 0)
        {
            number = named + field.Low;
            return true;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= field.Low && number <= field.High;
    }
}
