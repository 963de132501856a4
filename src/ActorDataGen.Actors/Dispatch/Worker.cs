namespace ActorDataGen.Actors;

/// <summary>
/// A pool thread while it runs actors. An actor that a handler wakes goes into a slot of the thread and runs next, without a
/// detour through the pool: the message is still in the cache, and two actors that talk to each other stay on one core.
/// What does not fit goes to the pool. A handler that takes long, or blocks, is noticed by <see cref="Watchdog"/>, which
/// moves what waits in the slot to the pool.
/// </summary>
internal sealed class Worker
{
    // How many runs a thread makes before others get their turn through the pool's queue; it also yields once a clock tick has passed.
    private const int RunsBeforeYield = 128;

    [ThreadStatic]
    private static Worker? _current;

    /// <summary>The cell whose handler this thread runs, or null.</summary>
    public ActorCell? Cell;

    /// <summary>Counts runs, so that the watchdog sees whether this one has changed.</summary>
    public int Runs;

    private readonly Thread _thread = Thread.CurrentThread;
    private Mailbox? _slot;
    private bool _running;

    private bool _registered;

    /// <summary>The worker of this thread, or null when it never ran an actor.</summary>
    public static Worker? Current => _current;

    /// <summary>Makes a cell the sender of what this thread tells without saying who sends; for test kits. Returns the one before.</summary>
    public static ActorCell? SetAmbient(ActorCell? cell)
    {
        var worker = _current ??= new Worker();
        var before = worker.Cell;
        worker.Cell = cell;
        return before;
    }

    /// <summary>False once the thread has ended.</summary>
    public bool IsAlive => _thread.IsAlive;

    /// <summary>Whether something waits in the slot.</summary>
    public bool HasSlot => Volatile.Read(ref _slot) is not null;

    /// <summary>Sees to it that a mailbox runs, soon and once.</summary>
    public static void Dispatch(Mailbox mailbox)
    {
        var worker = _current;
        if (worker is { _running: true, _slot: null })
        {
            // Only this thread fills the slot, so a plain write will do; others can only empty it.
            Volatile.Write(ref worker._slot, mailbox);
            Watchdog.Notice();
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: true);
    }

    /// <summary>Runs a mailbox, and then what waits in the slot, until nothing does or others should have their turn.</summary>
    public static void Run(Mailbox mailbox)
    {
        var worker = _current ??= new Worker();
        if (!worker._registered)
        {
            worker._registered = true;
            Watchdog.Register(worker);
        }

        worker._running = true;
        var next = mailbox;
        var started = Environment.TickCount64;
        var left = RunsBeforeYield;
        while (true)
        {
            worker.Runs++;
            var again = next.Cell.Run(worker);
            var waiting = worker.TakeSlot();
            if (again)
            {
                if (waiting is not null)
                    ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: true);
                else
                    waiting = next;
            }

            if (waiting is null)
                break;
            next = waiting;
            if (--left <= 0 || Environment.TickCount64 != started)
            {
                worker._running = false;
                ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false);
                return;
            }
        }

        worker._running = false;
    }

    /// <summary>Moves what waits in the slot to the pool; called by the watchdog.</summary>
    public void Relieve()
    {
        var mailbox = TakeSlot();
        if (mailbox is not null)
            ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);
    }

    private Mailbox? TakeSlot() => Volatile.Read(ref _slot) is null ? null : Interlocked.Exchange(ref _slot, null);
}
