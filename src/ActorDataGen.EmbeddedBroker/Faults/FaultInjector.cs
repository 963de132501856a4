using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Faults;

/// <summary>The faults that are in force. Empty unless a test puts some in; may be changed while the broker runs.</summary>
public sealed class FaultInjector
{
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private int _nextId = 1;
    private volatile bool _isActive;

    internal FaultInjector(TimeProvider time, int? seed = null) => (_time, _random) = (time, seed is { } s ? new Random(s) : new Random());

    /// <summary>The faults in force, by the number that <see cref="Remove"/> takes.</summary>
    public IReadOnlyDictionary<int, Fault> InForce
    {
        get
        {
            lock (_gate)
            {
                return _entries.ToDictionary(static e => e.Id, static e => e.Fault with { Times = e.Left });
            }
        }
    }

    internal bool IsActive => _isActive;

    /// <summary>Puts a fault in force; returns its number.</summary>
    public int Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault.Probability is < 0 or > 1 or double.NaN)
        {
            throw new ArgumentException($"Probability is {fault.Probability}: give a number from 0 to 1", nameof(fault));
        }

        lock (_gate)
        {
            _entries.Add(new Entry(_nextId, fault));
            _isActive = true;
            return _nextId++;
        }
    }

    /// <summary>Takes a fault out of force; false where there is no such.</summary>
    public bool Remove(int id)
    {
        lock (_gate)
        {
            return End(_entries.FindIndex(e => e.Id == id));
        }
    }

    /// <summary>Takes all faults out of force.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            while (End(_entries.Count - 1))
            {
            }
        }
    }

    /// <summary>Waits as the faults say and tells what to do then, or null to handle the request.</summary>
    internal async ValueTask<Outcome?> ApplyAsync(ApiKey api, CancellationToken aborted)
    {
        var hit = Hit(api);
        switch (hit?.Fault.Kind)
        {
            case FaultKind.Error:
                return new Outcome(hit.Fault.Error, false, false);
            case FaultKind.Drop:
                return new Outcome(null, true, false);
            case FaultKind.DropAnswer:
                return new Outcome(null, false, true);
            case FaultKind.Delay:
                await Task.Delay(hit.Fault.Delay, _time, aborted);
                return null;
            case FaultKind.Stall:
                await hit.Ended.Task.WaitAsync(aborted);
                return null;
            default:
                return null;
        }
    }

    private Entry? Hit(ApiKey api)
    {
        lock (_gate)
        {
            foreach (var entry in _entries)
            {
                var isMeant = entry.Fault.Api is { } meant ? meant == api : api != ApiKey.ApiVersions;
                // A stall stays until it is removed, so that what it holds is let go by removing it.
                if (!isMeant || entry.Left == 0 || (entry.Fault.Probability < 1 && _random.NextDouble() >= entry.Fault.Probability))
                {
                    continue;
                }

                entry.Left--;
                if (entry.Left == 0 && entry.Fault.Kind != FaultKind.Stall)
                {
                    End(_entries.IndexOf(entry));
                }

                return entry;
            }

            return null;
        }
    }

    private bool End(int index)
    {
        if (index < 0)
        {
            return false;
        }

        _entries[index].Ended.TrySetResult();
        _entries.RemoveAt(index);
        _isActive = _entries.Count > 0;
        return true;
    }

    internal readonly record struct Outcome(ErrorCode? Error, bool Drop, bool DropAnswer);

    private sealed class Entry(int id, Fault fault)
    {
        public int Id { get; } = id;

        public Fault Fault { get; } = fault;

        public int? Left { get; set; } = fault.Times;

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
