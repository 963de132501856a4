using System.Collections.Immutable;
using ActorDataGen.Generator.DataSets;

namespace ActorDataGen.Generator.Pace;

/// <summary>Reads a data set's rate, its bursts and how records arrive.</summary>
internal static class RateReader
{
    public static RateDescription Read(DescriptionNode root)
    {
        var arrival = root.Text("arrival", root.Find("jitter") is null ? "even" : "jittered") switch
        {
            "even" => Arrival.Even,
            "jittered" => Arrival.Jittered,
            "poisson" => Arrival.Poisson,
            var other => throw root.Get("arrival").Wrong($"'{other}' is not an arrival; there are even, jittered, poisson"),
        };
        var phases = root.Find("rate") is { } rate ? Phases(rate) : [new RatePhase(TimeSpan.MaxValue, 1000, 1000)];
        return new RateDescription(phases, root.Find("bursts") is { } bursts ? Bursts(bursts) : [], arrival,
            root.Find("jitter")?.Share() ?? 0.5);
    }

    private static ImmutableArray<RatePhase> Phases(DescriptionNode node)
    {
        if (node.IsScalar)
        {
            var rate = RatePerSecond(node);
            return rate > 0 ? [new RatePhase(TimeSpan.MaxValue, rate, rate)] : throw node.Wrong("the rate is above 0");
        }

        var phases = new List<RatePhase>();
        var items = node.Items();
        foreach (var item in items)
        {
            item.Allow("for", "at", "from", "to");
            var length = item.Find("for")?.Duration() ?? TimeSpan.MaxValue;
            if (length <= TimeSpan.Zero || length == TimeSpan.MaxValue && phases.Count + 1 < items.Count)
            {
                throw item.Wrong("each phase but the last says how long it takes, `for: 10s`");
            }

            var (from, to) = item.Find("at") is { } at ? (RatePerSecond(at), RatePerSecond(at))
                : (RatePerSecond(item.Get("from")), RatePerSecond(item.Get("to")));
            if (from != to && length == TimeSpan.MaxValue)
            {
                throw item.Wrong("a ramp says how long it takes, `for: 10s`");
            }

            phases.Add(new RatePhase(length, from, to));
        }

        return phases.Any(p => p.From + p.To > 0) ? [.. phases] : throw node.Wrong("some phase has a rate above 0");
    }

    private static ImmutableArray<RateBurst> Bursts(DescriptionNode node) =>
    [
        .. node.Items().Select(item =>
        {
            item.Allow("cron", "for", "rate");
            var cron = item.Get("cron");
            var length = item.Get("for").Duration();
            return new RateBurst(
                CronSchedule.TryParse(cron.Text()) ?? throw cron.Wrong($"'{cron.Text()}' is not a cron expression such as `*/5 * * * *`"),
                length > TimeSpan.Zero ? length : throw item.Wrong("a burst lasts longer than nothing"), RatePerSecond(item.Get("rate")));
        }),
    ];

    /// <summary>Reads <c>1000</c>, <c>1000/s</c>, <c>60/m</c> or <c>5/h</c>.</summary>
    private static double RatePerSecond(DescriptionNode node) =>
        Rates.TryParse(node.Text(), out var rate) ? rate
            : throw node.Wrong($"'{node.Text()}' is not a rate such as 1000, 1000/s, 60/m, 5/h");
}
