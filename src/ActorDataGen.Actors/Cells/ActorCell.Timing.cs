namespace ActorDataGen.Actors;

/// <summary>The receive timeout and the actor's timers.</summary>
internal sealed partial class ActorCell
{
    private TimeSpan? _receiveTimeout;
    private Cancelable? _receiveTimeoutTask;
    private TimerScheduler? _timers;

    public TimeSpan? ReceiveTimeout => _receiveTimeout;

    public TimerScheduler Timers => _timers ??= new TimerScheduler(this);

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        if (timeout is { } given && given != Timeout.InfiniteTimeSpan && given <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeout), given, "A receive timeout must be positive; null or infinite turns it off.");
        _receiveTimeout = timeout == Timeout.InfiniteTimeSpan ? null : timeout;
        // Takes effect at the end of the current message, or now for a turn that handles none.
        CancelReceiveTimeout();
    }

    /// <summary>Starts the wait for silence anew.</summary>
    public void ScheduleReceiveTimeout()
    {
        CancelReceiveTimeout();
        if (_receiveTimeout is not { } timeout || _terminated)
            return;
        _receiveTimeoutTask = new Cancelable(_system.Scheduler);
        _system.Scheduler.ScheduleTellOnce(timeout, this, Actors.ReceiveTimeout.Instance, this, _receiveTimeoutTask);
    }

    private void CancelReceiveTimeout()
    {
        _receiveTimeoutTask?.Cancel();
        _receiveTimeoutTask = null;
    }

    private void ReceiveTimer(TimerMessage timer)
    {
        if (_timers is null || !_timers.Accepts(timer))
            return;
        _currentMessage = timer.Message;
        if (timer.Message is IAutoReceivedMessage automatic)
            AutoReceive(automatic);
        else
            Receive(timer.Message);
    }

    private void CancelTimers()
    {
        _timers?.CancelAll();
        _timers = null;
    }
}
