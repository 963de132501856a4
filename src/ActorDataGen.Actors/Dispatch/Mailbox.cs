using System.Runtime.CompilerServices;

namespace ActorDataGen.Actors;

/// <summary>
/// What senders touch of an actor: its queues, and whether it is scheduled. It is apart from the cell so that senders and the
/// running actor do not write the same cache lines.
/// </summary>
/// <remarks>
/// <code>
///            user or system message            end of run, work left
/// Idle ─────────────────────────────▶ Scheduled ◀──────────────────┐
///   ▲                                  │  │  └────────────────────┘
///   └── end of run, nothing left ──────┘  ├── end of run, suspended ──▶ Suspended ── system message ──▶ Scheduled
///                                         └── end of run, terminated ──▶ Closed: what still comes is buried at once
/// </code>
/// A sender first enqueues (an atomic operation, so a fence) and then looks at the state; the run first sets the state (a fence) and
/// then looks at the queues. One of the two always sees the other, so no message waits for a run that nobody schedules.
/// </remarks>
internal sealed class Mailbox : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Scheduled = 1;
    private const int Suspended = 2;
    private const int Closed = 3;

    public readonly ActorCell Cell;
    public readonly EnvelopeQueue Queue = new();
    private int _state;
    private SystemMessage? _system;

    public Mailbox(ActorCell cell) => Cell = cell;

    /// <summary>Whether a system message waits.</summary>
    public bool HasSystemMessages => Volatile.Read(ref _system) is not null;

    /// <summary>Adds a user message. Any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Post(object message, IActorRef? sender)
    {
        Queue.Enqueue(message, sender);
        var state = Volatile.Read(ref _state);
        if (state == Idle)
            Schedule(Idle);
        else if (state == Closed)
            Cell.Bury();
    }

    /// <summary>Adds a system message. Any thread.</summary>
    public void PostSystem(SystemMessage message)
    {
        SystemMessage? head;
        do
        {
            head = Volatile.Read(ref _system);
            message.Next = head;
        }
        while (Interlocked.CompareExchange(ref _system, message, head) != head);

        var state = Volatile.Read(ref _state);
        while (state != Scheduled)
        {
            if (state == Closed)
            {
                Cell.Bury();
                return;
            }

            if (Schedule(state))
                return;
            state = Volatile.Read(ref _state);
        }
    }

    /// <summary>Takes all system messages, oldest first, linked by <see cref="SystemMessage.Next"/>. The run only.</summary>
    public SystemMessage? TakeSystemMessages()
    {
        var newest = Interlocked.Exchange(ref _system, null);
        SystemMessage? oldest = null;
        while (newest is not null)
        {
            var older = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = older;
        }

        return oldest;
    }

    /// <summary>Ends a run: returns true when another one must follow, and then the mailbox still counts as scheduled.</summary>
    public bool EndRun()
    {
        if (Cell.IsTerminated)
        {
            Interlocked.Exchange(ref _state, Closed);
            Cell.Bury();
            return false;
        }

        if (Cell.IsSuspended)
        {
            Interlocked.Exchange(ref _state, Suspended);
            return HasSystemMessages && Interlocked.CompareExchange(ref _state, Scheduled, Suspended) == Suspended;
        }

        var unstashed = Cell.HasUnstashed;
        Interlocked.Exchange(ref _state, Idle);
        return (unstashed || Queue.HasClaims || HasSystemMessages) &&
               Interlocked.CompareExchange(ref _state, Scheduled, Idle) == Idle;
    }

    /// <summary>Runs the actor on a thread of the pool, and after it whatever it woke.</summary>
    public void Execute() => Worker.Run(this);

    private bool Schedule(int from)
    {
        if (Interlocked.CompareExchange(ref _state, Scheduled, from) != from)
            return false;
        Worker.Dispatch(this);
        return true;
    }
}
