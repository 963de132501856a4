namespace ActorDataGen.Agent.Lifecycle;

/// <summary>
/// Notices that this process stood still (stopped, swapped out, its machine suspended) for so long that another process may
/// have its agent id by now, and holds calls to the engine back until a heartbeat begun later is committed. A broker that is
/// away is no such pause: containers are looked after meanwhile.
/// </summary>
internal sealed class PauseGuard(TimeProvider time, TimeSpan limit)
{
    private readonly Lock _lock = new();
    private long _last = time.GetTimestamp();
    private long _noticed;
    private TaskCompletionSource? _committed;

    /// <summary>Says that the process is alive; called far more often than the limit.</summary>
    public void Tick()
    {
        lock (_lock)
            Notice();
    }

    /// <summary>Completes once it is certain that the agent id is still ours.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Notice();
            return _committed is { } committed ? committed.Task.WaitAsync(cancellationToken) : Task.CompletedTask;
        }
    }

    /// <summary>A write was committed that was begun at <paramref name="begun"/> (a timestamp of the clock).</summary>
    public void Committed(long begun)
    {
        lock (_lock)
        {
            if (_committed is null || begun < _noticed)
                return;
            _committed.SetResult();
            _committed = null;
        }
    }

    private void Notice()
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_last, now) > limit)
        {
            _noticed = now;
            _committed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _last = now;
    }
}
