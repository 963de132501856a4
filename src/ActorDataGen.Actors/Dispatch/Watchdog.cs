namespace ActorDataGen.Actors;

/// <summary>
/// Sees to it that an actor does not wait in a thread's slot while the actor before it takes long or blocks (perhaps on an
/// answer of the very actor that waits). One thread for the process, asleep while no actors run.
/// </summary>
internal static class Watchdog
{
    // How long a slot may be held up, more or less: long against a handler of a few microseconds, short against anything people notice.
    private const int TickMilliseconds = 1;

    // How many quiet ticks before it goes to sleep: waking it costs a few microseconds.
    private const int TicksBeforeSleep = 50;

    private static readonly Lock Gate = new();
    private static readonly AutoResetEvent Wake = new(false);
    private static Entry[] _entries = [];
    private static Thread? _thread;
    private static int _asleep;

    public static void Register(Worker worker)
    {
        lock (Gate)
        {
            _entries = [.. _entries.Where(e => e.Worker.IsAlive), new Entry(worker)];
            if (_thread is null)
            {
                _thread = new Thread(Watch) { IsBackground = true, Name = "actor-watchdog" };
                _thread.Start();
            }
        }
    }

    /// <summary>Called whenever a slot is filled.</summary>
    public static void Notice()
    {
        // A plain look is enough: before it sleeps, the watchdog makes every thread's writes visible and looks once more.
        if (_asleep != 0 && Interlocked.Exchange(ref _asleep, 0) != 0)
            Wake.Set();
    }

    private static void Watch()
    {
        var quiet = 0;
        while (true)
        {
            Wake.WaitOne(TickMilliseconds);
            quiet = Look() ? 0 : quiet + 1;
            if (quiet < TicksBeforeSleep)
                continue;
            Volatile.Write(ref _asleep, 1);
            Interlocked.MemoryBarrierProcessWide();
            if (Volatile.Read(ref _entries).Any(e => e.Worker.HasSlot))
                Volatile.Write(ref _asleep, 0);
            else
                Wake.WaitOne();
            quiet = 0;
        }
    }

    private static bool Look()
    {
        var busy = false;
        foreach (var entry in Volatile.Read(ref _entries))
        {
            var runs = Volatile.Read(ref entry.Worker.Runs);
            if (runs != entry.Runs)
            {
                entry.Runs = runs;
                busy = true;
            }
            else if (entry.Worker.HasSlot)
            {
                entry.Worker.Relieve();
                busy = true;
            }
        }

        return busy;
    }

    private sealed class Entry(Worker worker)
    {
        public readonly Worker Worker = worker;
        public int Runs;
    }
}
