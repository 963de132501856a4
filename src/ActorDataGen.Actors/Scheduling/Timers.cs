namespace ActorDataGen.Actors;

/// <summary>An actor with timers, which end with it and with each of its instances.</summary>
public interface IWithTimers
{
    /// <summary>The timers; set by the runtime.</summary>
    ITimerScheduler Timers { get; set; }
}

/// <summary>Timers that send an actor messages. One a key: starting another one, or cancelling, also takes back a message that is in the mailbox.</summary>
public interface ITimerScheduler
{
    /// <summary>The keys of the timers that run.</summary>
    IReadOnlyCollection<object> ActiveTimers { get; }

    /// <summary>Sends the actor a message at intervals, the first after one interval.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    /// <summary>Sends the actor a message at intervals.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    /// <summary>Sends the actor a message once.</summary>
    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    /// <summary>Whether a timer of that key runs.</summary>
    bool IsTimerActive(object key);

    /// <summary>Ends a timer.</summary>
    void Cancel(object key);

    /// <summary>Ends all timers.</summary>
    void CancelAll();
}

/// <summary>A timer's message on its way, with what tells whether it is still wanted on arrival.</summary>
internal sealed class TimerMessage(TimerScheduler owner, object key, int generation, object message) : IAutoReceivedMessage, INoSerializationVerificationNeeded
{
    public TimerScheduler Owner => owner;

    public object Key => key;

    public int Generation => generation;

    public object Message => message;

    public override string ToString() => $"<Timer {key}>: {message}";
}

/// <summary>The timers of one instance of an actor.</summary>
internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, Timer> _timers = [];
    private int _generation;

    public IReadOnlyCollection<object> ActiveTimers => _timers.Keys;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => Start(key, msg, interval, interval);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) => Start(key, msg, initialDelay, interval);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null);

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out var timer))
            timer.Task.Cancel();
    }

    public void CancelAll()
    {
        foreach (var timer in _timers.Values)
            timer.Task.Cancel();
        _timers.Clear();
    }

    /// <summary>Whether a message on arrival is one of a timer that still runs; a single timer ends by it.</summary>
    public bool Accepts(TimerMessage message)
    {
        if (!ReferenceEquals(message.Owner, this) || !_timers.TryGetValue(message.Key, out var timer) || timer.Generation != message.Generation)
            return false;
        if (!timer.Repeats)
            _timers.Remove(message.Key);
        return true;
    }

    private void Start(object key, object msg, TimeSpan delay, TimeSpan? interval)
    {
        Cancel(key);
        var generation = ++_generation;
        var scheduler = cell.System.Scheduler;
        var task = new Cancelable(scheduler);
        object message = msg is INotInfluenceReceiveTimeout
            ? new SilentTimerMessage(new TimerMessage(this, key, generation, msg))
            : new TimerMessage(this, key, generation, msg);
        _timers[key] = new Timer(generation, interval is not null, task);
        if (interval is { } given)
            scheduler.ScheduleTellRepeatedly(delay, given, cell, message, cell, task);
        else
            scheduler.ScheduleTellOnce(delay, cell, message, cell, task);
    }

    private sealed record Timer(int Generation, bool Repeats, Cancelable Task);
}

/// <summary>A timer's message that does not count as life for the receive timeout.</summary>
internal sealed class SilentTimerMessage(TimerMessage message) : IAutoReceivedMessage, INotInfluenceReceiveTimeout
{
    public TimerMessage Message => message;
}
