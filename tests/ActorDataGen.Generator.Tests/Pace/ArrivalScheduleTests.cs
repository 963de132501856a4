using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Pace;
using ActorDataGen.Generator.Runs;

namespace ActorDataGen.Generator.Tests.Pace;

public sealed class ArrivalScheduleTests
{
    private static readonly DateTimeOffset Start = DataSet.DefaultStart;

    [Fact]
    public void DueMicros_ConstantRate_IsExactForEver()
    {
        var schedule = new ArrivalSchedule(RateDescription.Constant(50_000), Start, 1);
        Assert.Equal(0, schedule.DueMicros(0));
        Assert.Equal(20, schedule.DueMicros(1));
        Assert.Equal(1_000_000_000L * 20, schedule.DueMicros(1_000_000_000));
        Assert.Equal(60, schedule.DueMicros(3));
    }

    [Theory]
    [InlineData(50_000, 7)]
    [InlineData(1, 1)]
    [InlineData(333.3, 2)]
    public void PaceMachine_OverAMinuteOfUnevenTurns_IsWithinAThousandth(double rate, int seed)
    {
        var schedule = new ArrivalSchedule(RateDescription.Constant(rate), Start, 1);
        var pace = new PaceMachine(1, true, 0, long.MaxValue);
        var random = new Random(seed);
        var elapsed = TimeSpan.Zero;
        long next = 0;
        while (elapsed < TimeSpan.FromMinutes(1))
        {
            while (pace.IsDue(schedule.DueMicros(next), elapsed))
            {
                next++;
            }

            // A busy machine wakes a sleeper up late.
            elapsed += pace.WaitFor(schedule.DueMicros(next), elapsed) + TimeSpan.FromMilliseconds(random.Next(30));
        }

        Assert.InRange(next / elapsed.TotalSeconds, rate * 0.999, rate * 1.001 + 0.02);
    }

    [Fact]
    public void DueMicros_Ramp_IsTheInverseOfItsIntegral()
    {
        var rate = new RateDescription([new RatePhase(TimeSpan.FromSeconds(10), 0, 1000), new RatePhase(TimeSpan.MaxValue, 1000, 1000)], [], Arrival.Even, 0);
        var schedule = new ArrivalSchedule(rate, Start, 1);
        // 5,000 come in ten seconds, a quarter of them in the first half.
        Assert.Equal(5_000_000, schedule.DueMicros(1250), 10.0);
        Assert.Equal(10_000_000, schedule.DueMicros(5000), 10.0);
        Assert.Equal(11_000_000, schedule.DueMicros(6000), 10.0);
    }

    [Fact]
    public void DueMicros_RateEndsAtNothing_NeverComes()
    {
        var rate = new RateDescription([new RatePhase(TimeSpan.FromSeconds(1), 10, 10)], [], Arrival.Even, 0);
        var schedule = new ArrivalSchedule(rate, Start, 1);
        Assert.Equal(900_000, schedule.DueMicros(9));
        Assert.Equal(long.MaxValue, schedule.DueMicros(10));
    }

    [Fact]
    public void DueMicros_BurstByCron_ComesOnTheMinute()
    {
        var rate = RateDescription.Constant(10) with { Bursts = [new RateBurst(CronSchedule.TryParse("*/5 * * * *")!, TimeSpan.FromSeconds(10), 100)] };
        var schedule = new ArrivalSchedule(rate, Start.AddMinutes(4), 1);
        Assert.Equal(60_000_000, schedule.DueMicros(600));
        Assert.Equal(65_000_000, schedule.DueMicros(600 + 500));
        Assert.Equal(71_000_000, schedule.DueMicros(600 + 1000 + 10));
    }

    [Theory]
    [InlineData("Jittered")]
    [InlineData("Poisson")]
    public void DueMicros_Spread_KeepsTheRateAndDependsOnNothingButTheNumber(string arrival)
    {
        var rate = RateDescription.Constant(1000) with { Arrival = Enum.Parse<Arrival>(arrival), Jitter = 0.5 };
        var schedule = new ArrivalSchedule(rate, Start, 1);
        var times = Enumerable.Range(0, 20_000).Select(i => schedule.DueMicros(i)).ToArray();
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[^1], 19_900_000, 20_500_000);
        Assert.True(times.Zip(times.Skip(1)).Select(p => p.Second - p.First).Distinct().Count() > 500);
        var other = new ArrivalSchedule(rate, Start, 1);
        Assert.Equal(times[12_345], other.DueMicros(12_345));
    }

    [Theory]
    [InlineData("*/15 * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:15:00Z")]
    [InlineData("30 8 * * 1-5", "2026-01-02T09:00:00Z", "2026-01-05T08:30:00Z")]
    [InlineData("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 13 * 5", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")]
    [InlineData("*/20 * * * * *", "2026-01-01T00:00:45Z", "2026-01-01T00:01:00Z")]
    [InlineData("0 0 * * 7", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")]
    public void Next_Cron_IsTheFirstInstantAfter(string cron, string after, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            CronSchedule.TryParse(cron)!.Next(DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("a * * * *")]
    [InlineData("1,,2 * * * *")]
    public void TryParse_NoCron_IsNull(string text) => Assert.Null(CronSchedule.TryParse(text));
}
