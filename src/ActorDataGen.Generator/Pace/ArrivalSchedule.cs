using ActorDataGen.Generator.Randomness;

namespace ActorDataGen.Generator.Pace;

/// <summary>
/// When each record is due, in microseconds from the start: a function of the record's number and the seed, so it can be asked
/// anywhere, and a replica that resumes knows its time without counting up to it. Pure but for what it remembers of bursts.
/// </summary>
internal sealed class ArrivalSchedule
{
    /// <summary>A Poisson process is drawn in blocks: this many uniform arrivals, sorted, in the time that many take.</summary>
    private const int PoissonBlock = 1024;

    private readonly RateDescription _rate;
    private readonly DateTimeOffset _start;
    private readonly ulong _seed;
    private readonly IEnumerator<Segment> _source;
    private readonly List<Segment> _segments = [];
    private readonly double[] _block = new double[PoissonBlock];
    private long _blockNumber = -1;
    private int _current;

    public ArrivalSchedule(RateDescription rate, DateTimeOffset start, ulong seed)
    {
        (_rate, _start, _seed) = (rate, start, SeededRandom.Derive(seed, "arrival"));
        _source = Segments().GetEnumerator();
        _source.MoveNext();
        _segments.Add(_source.Current);
    }

    /// <summary>When the data set's record of that number is due; <see cref="long.MaxValue"/> if never, as the rate stays 0.</summary>
    public long DueMicros(long index) => _rate.Arrival switch
    {
        Arrival.Even => AtCount(index),
        Arrival.Jittered => AtCount(Math.Max(0, index + _rate.Jitter * (2 * Draw(index).NextDouble() - 1))),
        _ => AtCount(PoissonCount(index)),
    };

    private SeededRandom Draw(long number) => new(SeededRandom.Derive(_seed, (ulong)number));

    private double PoissonCount(long index)
    {
        var (block, place) = Math.DivRem(index, PoissonBlock);
        if (block != _blockNumber)
        {
            var random = Draw(block);
            foreach (ref var at in _block.AsSpan())
            {
                at = random.NextDouble() * PoissonBlock;
            }

            Array.Sort(_block);
            _blockNumber = block;
        }

        return (double)block * PoissonBlock + _block[place];
    }

    /// <summary>When so many records have come: the inverse of the integral of the rate.</summary>
    private long AtCount(double count)
    {
        var segment = SegmentOf(count);
        if (count >= segment.Count - 1e-9 && segment.IsLast)
        {
            return long.MaxValue;
        }

        var within = count - segment.FirstCount;
        var micros = segment.LengthMicros == double.PositiveInfinity || segment.From == segment.To
            ? segment.From == 0 ? (within <= 0 ? 0 : double.PositiveInfinity) : within * 1e6 / segment.From
            : Ramp(segment, within);
        var due = segment.StartMicros + micros;
        return due >= long.MaxValue ? long.MaxValue : (long)Math.Round(due);
    }

    /// <summary>Solves from·t + slope·t²/2 = count for t, in the form that stays exact where the slope is small.</summary>
    private static double Ramp(in Segment segment, double count)
    {
        var slope = (segment.To - segment.From) / (segment.LengthMicros / 1e6);
        var root = Math.Sqrt(Math.Max(0, segment.From * segment.From + 2 * slope * count));
        return segment.From + root == 0 ? 0 : 2 * count / (segment.From + root) * 1e6;
    }

    private Segment SegmentOf(double count)
    {
        // Records are asked for nearly in order, so it is nearly always the same segment or the next one.
        while (_current > 0 && count < _segments[_current].FirstCount)
        {
            _current--;
        }

        while (count >= _segments[_current].Count)
        {
            if (_current + 1 == _segments.Count)
            {
                if (!_source.MoveNext())
                {
                    break;
                }

                _segments.Add(_source.Current);
            }

            _current++;
        }

        return _segments[_current];
    }

    /// <summary>Cuts the phases where bursts begin and end.</summary>
    private IEnumerable<Segment> Segments()
    {
        double at = 0, count = 0, phaseStart = 0;
        var nextBurst = _rate.Bursts.Select(b => Micros(b.Cron.Next(_start.AddTicks(-1)))).ToArray();
        for (int p = 0; p < _rate.Phases.Length; p++)
        {
            var phase = _rate.Phases[p];
            var length = phase.Length == TimeSpan.MaxValue ? double.PositiveInfinity : phase.Length.TotalMicroseconds;
            var end = phaseStart + length;
            while (at < end)
            {
                var from = RateAt(phase, length, at - phaseStart);
                var burst = nextBurst.Length == 0 ? -1 : Array.IndexOf(nextBurst, nextBurst.Min());
                var until = end;
                var to = double.IsInfinity(end) ? phase.To : RateAt(phase, length, end - phaseStart);
                if (burst >= 0 && nextBurst[burst] <= at)
                {
                    // A burst of which the beginning was swallowed by another keeps its end.
                    until = Math.Min(end, nextBurst[burst] + _rate.Bursts[burst].Length.TotalMicroseconds);
                    from = to = _rate.Bursts[burst].Rate;
                    if (until >= nextBurst[burst] + _rate.Bursts[burst].Length.TotalMicroseconds)
                    {
                        nextBurst[burst] = Micros(_rate.Bursts[burst].Cron.Next(_start.AddMicroseconds(nextBurst[burst])));
                    }

                    if (until <= at)
                    {
                        continue;
                    }
                }
                else if (burst >= 0 && nextBurst[burst] < end)
                {
                    until = nextBurst[burst];
                    to = RateAt(phase, length, until - phaseStart);
                }

                var added = double.IsInfinity(until) ? (from > 0 ? double.PositiveInfinity : 0) : (from + to) / 2 * (until - at) / 1e6;
                yield return new Segment(at, until - at, from, to, count, count + added,
                    p == _rate.Phases.Length - 1 && until == end);
                (at, count) = (until, count + added);
            }

            phaseStart = end;
        }
    }

    private static double RateAt(RatePhase phase, double length, double micros) =>
        double.IsInfinity(length) ? phase.From : phase.From + (phase.To - phase.From) * (micros / length);

    private double Micros(DateTimeOffset? at) => at is { } instant ? (instant - _start).TotalMicroseconds : double.PositiveInfinity;

    private readonly record struct Segment(
        double StartMicros, double LengthMicros, double From, double To, double FirstCount, double Count, bool IsLast);
}
