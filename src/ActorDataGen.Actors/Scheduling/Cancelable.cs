namespace ActorDataGen.Actors;

/// <summary>Calls off what was scheduled with it.</summary>
public class Cancelable : ICancelable, IDisposable
{
    private readonly IActionScheduler _scheduler;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _source;
    private Action? _onCancel;
    private volatile bool _cancelled;

    /// <summary>Creates one that is not cancelled.</summary>
    public Cancelable(IScheduler scheduler)
        : this(scheduler.Advanced)
    {
    }

    /// <summary>Creates one that is not cancelled.</summary>
    public Cancelable(IActionScheduler scheduler) => _scheduler = scheduler;

    /// <summary>Creates one that is cancelled after a while.</summary>
    public Cancelable(IScheduler scheduler, TimeSpan delay)
        : this(scheduler) =>
        CancelAfter(delay);

    /// <summary>Creates one that is cancelled after a while.</summary>
    public Cancelable(IActionScheduler scheduler, TimeSpan delay)
        : this(scheduler) =>
        CancelAfter(delay);

    /// <summary>Creates one that is cancelled after a while.</summary>
    public Cancelable(IScheduler scheduler, int millisecondsDelay)
        : this(scheduler, TimeSpan.FromMilliseconds(millisecondsDelay))
    {
    }

    /// <inheritdoc/>
    public bool IsCancellationRequested => _cancelled;

    /// <summary>Whether it was disposed of.</summary>
    public bool IsDisposed { get; private set; }

    /// <inheritdoc/>
    public CancellationToken Token
    {
        get
        {
            lock (_gate)
            {
                _source ??= new CancellationTokenSource();
                if (_cancelled)
                    _source.Cancel();
                return _source.Token;
            }
        }
    }

    /// <summary>Returns one that is cancelled already.</summary>
    public static ICancelable CreateCanceled() => AlreadyCancelled.Instance;

    /// <inheritdoc/>
    public void Cancel() => Cancel(false);

    /// <inheritdoc/>
    public void Cancel(bool throwOnFirstException)
    {
        CancellationTokenSource? source;
        Action? onCancel;
        lock (_gate)
        {
            _cancelled = true;
            source = _source;
            onCancel = _onCancel;
            _onCancel = null;
        }

        onCancel?.Invoke();
        source?.Cancel(throwOnFirstException);
    }

    /// <inheritdoc/>
    public void CancelAfter(TimeSpan delay) => _scheduler.ScheduleOnce(delay, Cancel, this);

    /// <inheritdoc/>
    public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the token.</summary>
    protected virtual void Dispose(bool disposing)
    {
        IsDisposed = true;
        if (disposing)
            _source?.Dispose();
    }

    /// <summary>Has a function called on cancellation, or now if it was cancelled already.</summary>
    internal void OnCancel(Action action)
    {
        lock (_gate)
        {
            if (!_cancelled)
            {
                _onCancel += action;
                return;
            }
        }

        action();
    }

    internal void ForgetOnCancel(Action action)
    {
        lock (_gate)
            _onCancel -= action;
    }

    private sealed class AlreadyCancelled : ICancelable
    {
        public static readonly AlreadyCancelled Instance = new();

        public bool IsCancellationRequested => true;

        public CancellationToken Token => new(true);

        public void Cancel()
        {
        }

        public void Cancel(bool throwOnFirstException)
        {
        }

        public void CancelAfter(TimeSpan delay)
        {
        }

        public void CancelAfter(int millisecondsDelay)
        {
        }
    }
}
