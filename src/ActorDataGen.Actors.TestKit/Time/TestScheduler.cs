namespace ActorDataGen.Actors.TestKit;

/// <summary>A scheduler whose time stands still until a test advances it. Set by <c>akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"</c>.</summary>
public class TestScheduler : IScheduler, IAdvancedScheduler
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Item, (DateTimeOffset Due, long Number)> _items = new();
    private readonly DateTimeOffset _started;
    private DateTimeOffset _now;
    private long _number;

    /// <summary>Creates the scheduler. Its time begins with the real one.</summary>
    public TestScheduler(Config schedulerConfig, ILoggingAdapter log)
    {
        ArgumentNullException.ThrowIfNull(log);
        _started = _now = TimeProvider.System.GetUtcNow();
    }

    /// <inheritdoc/>
    public IAdvancedScheduler Advanced => this;

    /// <inheritdoc/>
    public DateTimeOffset Now
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    /// <inheritdoc/>
    public TimeSpan MonotonicClock => Now - _started;

    /// <inheritdoc/>
    public TimeSpan HighResMonotonicClock => Now - _started;

    /// <summary>The time.</summary>
    protected DateTimeOffset TimeNow => Now;

    /// <summary>Lets time pass; what is due by then happens on this thread, in order, each at its own time.</summary>
    public void Advance(TimeSpan offset) => AdvanceTo(Now + offset);

    /// <summary>Lets time pass; what is due by then happens on this thread, in order, each at its own time.</summary>
    /// <exception cref="InvalidOperationException">The instant is past.</exception>
    public void AdvanceTo(DateTimeOffset when)
    {
        lock (_gate)
        {
            if (when < _now)
                throw new InvalidOperationException("You can't reverse time...");
        }

        while (true)
        {
            Item item;
            lock (_gate)
            {
                if (!_items.TryPeek(out item!, out var at) || at.Due > when)
                {
                    _now = when;
                    return;
                }

                _items.Dequeue();
                if (at.Due > _now)
                    _now = at.Due;
                if (item.Cancelable?.IsCancellationRequested == true)
                    continue;
                if (item.Interval is { } interval)
                    _items.Enqueue(item, (at.Due + interval, _number++));
            }

            item.Action();
        }
    }

    /// <inheritdoc/>
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    /// <inheritdoc/>
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Add(delay, null, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc/>
    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    /// <inheritdoc/>
    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Add(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, Action action) => ScheduleOnce(delay, action, null);

    /// <inheritdoc/>
    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) => Add(delay, null, action, cancelable);

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null);

    /// <inheritdoc/>
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Add(initialDelay, interval, action, cancelable);

    private void Add(TimeSpan delay, TimeSpan? interval, Action action, ICancelable? cancelable)
    {
        if (delay <= TimeSpan.Zero && interval is null)
        {
            if (cancelable?.IsCancellationRequested != true)
                action();
            return;
        }

        lock (_gate)
            _items.Enqueue(new Item(interval, action, cancelable), (_now + delay, _number++));
    }

    private sealed record Item(TimeSpan? Interval, Action Action, ICancelable? Cancelable);
}
