using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Encoding;
using ActorDataGen.Generator.Fields;
using ActorDataGen.Generator.Pace;
using ActorDataGen.Generator.Randomness;

namespace ActorDataGen.Generator.Runs;

/// <summary>Which records of a data set one replica makes.</summary>
/// <param name="Ordinal">The replica's place among them, from 0.</param>
/// <param name="Replicas">How many share the data set: each takes every so-manieth record.</param>
/// <param name="Count">How many records the data set has, over all replicas.</param>
internal readonly record struct Share(int Ordinal, int Replicas, long Count);

/// <summary>
/// Makes a replica's records of a described data set. Every record is a function of the seed and its number, and so is what goes
/// wrong with it on purpose; so a stream that is moved to a position goes on exactly as one that came there by itself.
/// </summary>
internal sealed class RecordStream : IRecordStream, IRecordReceiver
{
    private readonly DataSet _set;
    private readonly Share _share;
    private readonly ArrivalSchedule _schedule;
    private readonly Func<long, long> _timeOf;
    private readonly ulong _faultSeed;
    private readonly ulong[] _seeds;
    private readonly RecordContext[] _contexts;
    private readonly IRecordEncoder[] _encoders;
    private readonly ByteBuffer _key = new();
    private readonly ByteBuffer _value = new();
    private readonly ByteBuffer _headers = new();
    private readonly int[] _headerEnds;
    private readonly PriorityQueue<HeldRecord, (long Due, long Position)> _delayed = new();
    private readonly bool _isStateful;
    private readonly bool _isFaulty;
    private readonly bool[] _isWanted;
    private (long Due, long Position) _holding;

    /// <param name="set">The data set.</param>
    /// <param name="share">This replica's part of it.</param>
    /// <param name="seed">Where all randomness begins.</param>
    /// <param name="start">When the first record happens.</param>
    /// <param name="rate">How often records happen.</param>
    /// <param name="now">If given, each record happens when it is made: microseconds since 1970.</param>
    /// <param name="encoder">Makes the encoder of a kind of record.</param>
    /// <param name="faults">What to do wrong.</param>
    /// <param name="isWanted">Which kinds of records are made; the others only count.</param>
    public RecordStream(DataSet set, Share share, ulong seed, DateTimeOffset start, RateDescription rate, Func<long>? now,
        Func<RecordShape, IRecordEncoder> encoder, Faults faults, Func<RecordShape, bool>? isWanted = null)
    {
        (_set, _share) = (set, share);
        (Faults, _isFaulty) = (faults, faults.Any);
        _schedule = new ArrivalSchedule(rate, start, seed);
        var startMicros = (start - DateTimeOffset.UnixEpoch).Ticks / 10;
        _timeOf = now is null ? index => startMicros + _schedule.DueMicros(index) : _ => now();
        _faultSeed = SeededRandom.Derive(seed, "faults");
        _seeds = [.. set.Shapes.Select(s => s.SeedUnder(seed))];
        _contexts = [.. set.Shapes.Select(s => s.NewContext(seed, _timeOf))];
        _encoders = [.. set.Shapes.Select(encoder)];
        _headerEnds = new int[set.Shapes.Max(s => s.Headers.Count)];
        _isWanted = [.. set.Shapes.Select(s => isWanted?.Invoke(s) ?? true)];
        _isStateful = set.Shapes.Any(s => !s.IsStateless);
        Position = share.Ordinal;
        StepStates(0, Position);
    }

    public long Position { get; private set; }

    public long NextDueMicros => Position < _share.Count ? _schedule.DueMicros(Position) : long.MaxValue;

    private Faults Faults { get; }

    public void MoveTo(long position)
    {
        // A position that another number of replicas has left is rounded up to the next record that is this replica's.
        var steps = Math.Max(0, (position - _share.Ordinal + _share.Replicas - 1) / _share.Replicas);
        // Records before it may have been held back and are still to come: those are made again.
        var again = Math.Min(steps, Faults.Delay > 0 ? Faults.DelayRecords : 0);
        var from = _share.Ordinal + (steps - again) * _share.Replicas;
        StepStates(Position, from);
        Position = from;
        for (long i = 0; i < again; i++)
        {
            Step(DiscardingReceiver.Instance);
        }
    }

    public void Step(IRecordReceiver receiver)
    {
        var position = Position;
        if (!_isFaulty)
        {
            Make(position, receiver, copies: 1, corrupt: false);
        }
        else
        {
            StepWithFaults(position, receiver);
        }

        Position = position + _share.Replicas;
        StepStates(position + 1, Position);
    }

    public void Finish(IRecordReceiver receiver)
    {
        while (_delayed.TryDequeue(out var held, out _))
        {
            held.SendTo(receiver);
        }
    }

    private void StepWithFaults(long position, IRecordReceiver receiver)
    {
        var random = new SeededRandom(SeededRandom.Derive(_faultSeed, (ulong)position));
        var (drop, duplicate, corrupt, delay) = (random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble());
        var copies = drop < Faults.Drop ? 0 : duplicate < Faults.Duplicate ? 2 : 1;
        if (delay < Faults.Delay)
        {
            _holding = (position + random.NextBetween(1, Faults.DelayRecords) * _share.Replicas, position);
            Make(position, this, copies, corrupt < Faults.Corrupt);
        }
        else
        {
            Make(position, receiver, copies, corrupt < Faults.Corrupt);
        }

        while (_delayed.TryPeek(out var held, out var at) && at.Due <= position)
        {
            _delayed.Dequeue();
            held.SendTo(receiver);
        }
    }

    void IRecordReceiver.Receive(in GeneratedRecord record) => _delayed.Enqueue(new HeldRecord(record), _holding);

    private void Make(long position, IRecordReceiver receiver, int copies, bool corrupt)
    {
        var (stream, index) = _set.At(position);
        if (!_isWanted[stream])
        {
            return;
        }

        var shape = _set.Shapes[stream];
        var context = _contexts[stream];
        var time = _timeOf(position);
        shape.Fill(context, _seeds[stream], index, position, time);
        _value.Clear();
        _encoders[stream].Write(context, _value);
        if (corrupt)
        {
            Corrupt(position);
        }

        _key.Clear();
        shape.Key?.Write(context, _key);
        _headers.Clear();
        for (int i = 0; i < shape.Headers.Count; i++)
        {
            shape.Headers[i].Value.Write(context, _headers);
            _headerEnds[i] = _headers.Length;
        }

        for (int i = 0; i < copies; i++)
        {
            receiver.Receive(new GeneratedRecord
            {
                Stream = stream,
                HasKey = shape.Key is not null,
                Key = _key.Written,
                Value = _value.Written,
                Time = time,
                HeaderValues = _headers.Written,
                HeaderEnds = _headerEnds.AsSpan(0, shape.Headers.Count),
            });
        }
    }

    /// <summary>Cuts the value short or overwrites some bytes of it, as a broken line or a broken writer would.</summary>
    private void Corrupt(long position)
    {
        var random = new SeededRandom(SeededRandom.Derive(_faultSeed ^ 0xBAD, (ulong)position));
        if (_value.Length > 1 && random.NextDouble() < 0.5)
        {
            _value.Truncate((int)random.NextBetween(1, _value.Length - 1));
            return;
        }

        var bytes = _value.Slice(0, _value.Length);
        for (int i = 0; i < 4 && bytes.Length > 0; i++)
        {
            bytes[(int)random.NextBelow((ulong)bytes.Length)] ^= (byte)random.NextBetween(1, 255);
        }
    }

    /// <summary>Takes the entities' states past records that are not made here: their histories run through all replicas' records.</summary>
    private void StepStates(long from, long to)
    {
        for (var position = from; _isStateful && position < to; position++)
        {
            var (stream, index) = _set.At(position);
            if (!_set.Shapes[stream].IsStateless)
            {
                _set.Shapes[stream].Step(_contexts[stream], _seeds[stream], index);
            }
        }
    }

    private sealed class DiscardingReceiver : IRecordReceiver
    {
        public static DiscardingReceiver Instance { get; } = new();

        public void Receive(in GeneratedRecord record) { }
    }
}
