namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>
/// Calls back at or after an instant that moves. It may call too early, never too late: an instant that moves back costs nothing then,
/// and a heartbeat moves one back each time. Guarded by its owner's lock.
/// </summary>
internal sealed class DueTimer(SteadyClock clock, Action callback) : IDisposable
{
    private ITimer? _timer;
    private DateTimeOffset? _armed;
    private bool _disposed;

    public void Arm(DateTimeOffset? due)
    {
        if (_disposed || due is null || _armed <= due)
        {
            return;
        }

        var delay = due.Value - clock.Now;
        // A millisecond more, because timers round down and would call just before the instant.
        delay = delay < TimeSpan.Zero ? TimeSpan.Zero : delay + TimeSpan.FromMilliseconds(1);
        _armed = due;
        if (_timer is null)
        {
            _timer = clock.Time.CreateTimer(static state => ((Action)state!)(), callback, delay, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The callback has come; the next <see cref="Arm"/> counts anew.</summary>
    public void Fired() => _armed = null;

    public void Dispose()
    {
        _disposed = true;
        _timer?.Dispose();
    }
}
