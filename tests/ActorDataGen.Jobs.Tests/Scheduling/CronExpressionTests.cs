using System.Globalization;
using ActorDataGen.Jobs.Scheduling;
using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Tests.Scheduling;

public sealed class CronExpressionTests
{
    private static DateTimeOffset? Next(string expression, string after, string zone = "UTC") =>
        CronExpression.Parse(new CronSchedule { Expression = expression, TimeZone = zone }).Next(DateTimeOffset.Parse(after, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("* * * * *", "2030-01-01T12:00:00Z", "2030-01-01T12:01:00Z")]
    [InlineData("* * * * *", "2030-01-01T12:00:59.999Z", "2030-01-01T12:01:00Z")]
    [InlineData("*/15 * * * *", "2030-01-01T12:46:00Z", "2030-01-01T13:00:00Z")]
    [InlineData("5/20 * * * *", "2030-01-01T12:26:00Z", "2030-01-01T12:45:00Z")]
    [InlineData("*/10 * * * * *", "2030-01-01T12:00:01Z", "2030-01-01T12:00:10Z")]
    [InlineData("0 9-17 * * MON-FRI", "2030-01-04T17:30:00Z", "2030-01-07T09:00:00Z")]
    [InlineData("0 0 1,15 * *", "2030-01-02T00:00:00Z", "2030-01-15T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2030-01-01T00:00:00Z", "2032-02-29T00:00:00Z")]
    [InlineData("0 0 13 * FRI", "2030-01-01T00:00:00Z", "2030-01-04T00:00:00Z")]
    [InlineData("30 4 1 JAN,jul *", "2030-01-01T05:00:00Z", "2030-07-01T04:30:00Z")]
    [InlineData("0 0 * * 7", "2030-01-01T00:00:00Z", "2030-01-06T00:00:00Z")]
    [InlineData("@hourly", "2030-01-01T12:00:00Z", "2030-01-01T13:00:00Z")]
    [InlineData("@weekly", "2030-01-01T12:00:00Z", "2030-01-06T00:00:00Z")]
    [InlineData("@Yearly", "2030-01-01T12:00:00Z", "2031-01-01T00:00:00Z")]
    [InlineData("59 59 23 31 12 *", "2030-01-01T00:00:00Z", "2030-12-31T23:59:59Z")]
    public void Next_Expression_IsTheFirstInstantAfter(string expression, string after, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), Next(expression, after));

    [Fact]
    public void Next_DateThatNeverComes_IsNull() => Assert.Null(Next("0 0 30 2 *", "2030-01-01T00:00:00Z"));

    // In Zurich the clock goes from 02:00 (+1) to 03:00 (+2) on 31 March 2030, and from 03:00 (+2) to 02:00 (+1) on 27 October 2030.
    [Theory]
    [InlineData("0 8 * * *", "2030-01-01T12:00:00Z", "2030-01-02T07:00:00Z")]
    [InlineData("0 8 * * *", "2030-07-01T12:00:00Z", "2030-07-02T06:00:00Z")]
    [InlineData("30 2 * * *", "2030-03-30T12:00:00Z", "2030-03-31T01:00:00Z")]
    [InlineData("30 2 * * *", "2030-03-31T01:00:00Z", "2030-04-01T00:30:00Z")]
    [InlineData("30 2 * * *", "2030-10-26T12:00:00Z", "2030-10-27T00:30:00Z")]
    [InlineData("30 2 * * *", "2030-10-27T00:30:00Z", "2030-10-28T01:30:00Z")]
    [InlineData("*/30 * * * *", "2030-03-31T00:30:00Z", "2030-03-31T01:00:00Z")]
    [InlineData("*/30 * * * *", "2030-03-31T01:00:00Z", "2030-03-31T01:30:00Z")]
    [InlineData("*/30 * * * *", "2030-10-27T00:30:00Z", "2030-10-27T01:00:00Z")]
    [InlineData("*/30 * * * *", "2030-10-27T01:00:00Z", "2030-10-27T01:30:00Z")]
    public void Next_AcrossAClockChange_NeitherRepeatsNorSkips(string expression, string after, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), Next(expression, after, "Europe/Zurich"));

    [Fact]
    public void Next_AYearOfDays_RunsOnceOnEachDay()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");
        var cron = CronExpression.Parse(new CronSchedule { Expression = "30 2 * * *", TimeZone = "Europe/Zurich" });
        var at = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var days = new List<DateOnly>();
        while (at.Year == 2030)
        {
            at = cron.Next(at)!.Value;
            days.Add(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime));
        }

        Assert.Equal(days.Distinct().Count(), days.Count);
        Assert.Equal(366, days.Count);
    }

    [Fact]
    public void Next_AYearOfHalfHours_KeepsTheBeat()
    {
        var cron = CronExpression.Parse(new CronSchedule { Expression = "*/30 * * * *", TimeZone = "America/New_York" });
        var at = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var beat = 0; beat < 2 * 24 * 365; beat++)
        {
            var next = cron.Next(at)!.Value;
            Assert.Equal(TimeSpan.FromMinutes(30), next - at);
            at = next;
        }
    }

    [Theory]
    [InlineData("* * * *", "fields")]
    [InlineData("", "fields")]
    [InlineData("60 * * * *", "minute '60'")]
    [InlineData("* 24 * * *", "hour '24'")]
    [InlineData("* * 0 * *", "day of month '0'")]
    [InlineData("* * * 13 *", "month '13'")]
    [InlineData("* * * * 8", "weekday '8'")]
    [InlineData("*/0 * * * *", "step")]
    [InlineData("5-1 * * * *", "minute '5-1'")]
    [InlineData("a * * * *", "minute 'a'")]
    [InlineData("1,,2 * * * *", "minute '1,,2'")]
    [InlineData("-1 * * * *", "minute '-1'")]
    public void TryParse_Nonsense_NamesTheFieldAndTheRemedy(string expression, string says)
    {
        Assert.False(CronExpression.TryParse(new CronSchedule { Expression = expression }, out _, out var problem));

        Assert.Equal("cron.expression", problem.Field);
        Assert.Contains(says, problem.Problem, StringComparison.Ordinal);
        Assert.NotEqual("", problem.Remedy);
    }

    [Fact]
    public void TryParse_UnknownZone_SaysSo()
    {
        Assert.False(CronExpression.TryParse(new CronSchedule { Expression = "* * * * *", TimeZone = "Europe/Zurick" }, out _, out var problem));

        Assert.Equal("cron.timeZone", problem.Field);
        Assert.Contains("'Europe/Zurick' is not known", problem.Problem, StringComparison.Ordinal);
        Assert.Contains("Europe/Zurich", problem.Remedy, StringComparison.Ordinal);
    }
}
