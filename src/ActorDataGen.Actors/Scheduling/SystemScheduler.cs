namespace ActorDataGen.Actors;

/// <summary>The scheduler on real time: a timer of the given clock for each thing scheduled.</summary>
internal sealed class SystemScheduler(TimeProvider time, Action<Exception> onError) : IScheduler, IAdvancedScheduler, IDisposable
{
    private readonly long _started = time.GetTimestamp();
    private readonly HashSet<Entry> _entries = [];
    private bool _disposed;

    public IAdvancedScheduler Advanced => this;

    public DateTimeOffset Now => time.GetUtcNow();

    public TimeSpan MonotonicClock => time.GetElapsedTime(_started);

    public TimeSpan HighResMonotonicClock => time.GetElapsedTime(_started);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Schedule(delay, null, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Schedule(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleOnce(TimeSpan delay, Action action) => ScheduleOnce(delay, action, null);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) => Schedule(delay, null, action, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Schedule(initialDelay, interval, action, cancelable);

    /// <summary>Calls off everything; what is scheduled from here on never comes.</summary>
    public void Dispose()
    {
        Entry[] entries;
        lock (_entries)
        {
            _disposed = true;
            entries = [.. _entries];
        }

        foreach (var entry in entries)
            entry.End();
    }

    private void Schedule(TimeSpan delay, TimeSpan? interval, Action action, ICancelable? cancelable)
    {
        if (delay < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(delay), $"Value must be >= 0. It was {delay.TotalMilliseconds} ms");
        if (interval <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(interval), $"Value must be > 0. It was {interval.Value.TotalMilliseconds} ms");
        if (cancelable?.IsCancellationRequested == true)
            return;
        var entry = new Entry(this, action, interval is null, cancelable);
        lock (_entries)
        {
            if (_disposed)
                return;
            _entries.Add(entry);
        }

        entry.Start(delay, interval ?? Timeout.InfiniteTimeSpan);
    }

    private sealed class Entry(SystemScheduler scheduler, Action action, bool once, ICancelable? cancelable)
    {
        private readonly Lock _gate = new();
        private ITimer? _timer;
        private bool _ended;
        private CancellationTokenRegistration _registration;

        public void Start(TimeSpan delay, TimeSpan interval)
        {
            lock (_gate)
            {
                if (_ended)
                    return;
                _timer = scheduler.Clock.CreateTimer(static state => ((Entry)state!).Fire(), this, delay, interval);
            }

            if (cancelable is Cancelable own)
                own.OnCancel(End);
            else if (cancelable is not null)
                _registration = cancelable.Token.Register(static state => ((Entry)state!).End(), this);
        }

        public void End()
        {
            lock (_gate)
            {
                if (_ended)
                    return;
                _ended = true;
                _timer?.Dispose();
            }

            lock (scheduler._entries)
                scheduler._entries.Remove(this);
            (cancelable as Cancelable)?.ForgetOnCancel(End);
            _registration.Dispose();
        }

        private void Fire()
        {
            if (_ended || cancelable?.IsCancellationRequested == true)
                return;
            if (once)
                End();
            try
            {
                action();
            }
            catch (Exception e)
            {
                // A timer's thread belongs to everyone: what a function throws is logged, and its repetition ends.
                End();
                scheduler.Report(e);
            }
        }
    }

    private TimeProvider Clock => time;

    private void Report(Exception e) => onError(e);
}
