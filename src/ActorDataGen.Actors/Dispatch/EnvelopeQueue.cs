using System.Runtime.CompilerServices;

namespace ActorDataGen.Actors;

/// <summary>
/// The queue of a mailbox: many producers, one consumer, no lock on the way. Envelopes lie in arrays (16 bytes each, nothing else
/// is allocated), which are linked as the queue grows, and an emptied array is used again. An actor that was never told anything has none.
/// </summary>
/// <remarks>
/// A producer claims a slot with one atomic increment, which is also the fence that its later look at the mailbox's state needs
/// (see <see cref="Mailbox"/>), writes the sender and then publishes the message. The consumer takes a slot once its message is there.
/// </remarks>
internal sealed class EnvelopeQueue
{
    // Most actors have a handful of messages at a time, so the first array is small: a million idle actors stay cheap.
    private const int FirstSize = 8;

    // From the second array on an actor is known to be busy.
    private const int BusySize = 64;

    // 16 KB: well below the size from which arrays go to the large object heap.
    private const int LargestSize = 1024;

    private Segment? _tail;
    private Segment? _first;
    private Segment? _spare;

    // Used by the consumer alone.
    private Segment? _head;
    private int _next;

    /// <summary>Adds an envelope. Any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enqueue(object message, IActorRef? sender)
    {
        var segment = Volatile.Read(ref _tail);
        if (segment is not null)
        {
            var index = Interlocked.Increment(ref segment.Claimed) - 1;
            var slots = segment.Slots;
            if ((uint)index < (uint)slots.Length)
            {
                ref var slot = ref slots[index];
                slot.Sender = sender;
                Volatile.Write(ref slot.Message, message);
                return;
            }
        }

        EnqueueSlow(message, sender);
    }

    /// <summary>Takes the oldest envelope. The consumer only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryDequeue(out object message, out IActorRef? sender)
    {
        var head = _head;
        if (head is not null)
        {
            var slots = head.Slots;
            var index = _next;
            if ((uint)index < (uint)slots.Length)
            {
                ref var slot = ref slots[index];
                var found = Volatile.Read(ref slot.Message);
                if (found is not null)
                {
                    sender = slot.Sender;
                    slot.Message = null;
                    slot.Sender = null;
                    _next = index + 1;
                    message = found;
                    return true;
                }

                message = null!;
                sender = null;
                return false;
            }
        }

        return TryDequeueSlow(out message, out sender);
    }

    /// <summary>True when an envelope is there, or a producer is about to publish one. The consumer only.</summary>
    public bool HasClaims
    {
        get
        {
            var head = _head;
            if (head is null)
                return Volatile.Read(ref _tail) is not null;
            var claimed = Volatile.Read(ref head.Claimed);
            return _next < Math.Min(claimed, head.Slots.Length) || claimed > head.Slots.Length || Volatile.Read(ref head.Next) is not null;
        }
    }

    /// <summary>True when nothing was ever told.</summary>
    public bool IsUntouched => Volatile.Read(ref _tail) is null;

    private void EnqueueSlow(object message, IActorRef? sender)
    {
        while (true)
        {
            var segment = Volatile.Read(ref _tail);
            if (segment is null)
            {
                lock (this)
                {
                    if (_tail is null)
                    {
                        _first = new Segment(FirstSize);
                        Volatile.Write(ref _tail, _first);
                    }
                }

                continue;
            }

            var index = Interlocked.Increment(ref segment.Claimed) - 1;
            if ((uint)index < (uint)segment.Slots.Length)
            {
                ref var slot = ref segment.Slots[index];
                slot.Sender = sender;
                Volatile.Write(ref slot.Message, message);
                return;
            }

            Grow(segment);
        }
    }

    /// <summary>The array that producers claim slots of; for tests.</summary>
    internal Segment? Tail => Volatile.Read(ref _tail);

    // The queue is its own lock: one more object an actor would weigh more than the good manners are worth.
    internal void Grow(Segment full)
    {
        lock (this)
        {
            // A producer that was held up here since it found the array full may find it emptied, used again and now the tail once more:
            // an array that is left behind before it is full would stop the consumer for good.
            if (!ReferenceEquals(_tail, full) || Volatile.Read(ref full.Claimed) < full.Slots.Length)
                return;
            var next = Interlocked.Exchange(ref _spare, null);
            if (next is null || next.Slots.Length < full.Slots.Length)
            {
                // A consumer that is behind has a backlog, for which larger arrays mean fewer steps like this one.
                var behind = _head is not null && !ReferenceEquals(_head, full);
                next = new Segment(Math.Clamp(behind ? full.Slots.Length * 2 : full.Slots.Length, BusySize, LargestSize));
            }
            else
            {
                // Whoever still holds this array from its former life and claims a slot from here on gets one that will be read.
                Volatile.Write(ref next.Claimed, 0);
            }

            Volatile.Write(ref full.Next, next);
            Volatile.Write(ref _tail, next);
        }
    }

    private bool TryDequeueSlow(out object message, out IActorRef? sender)
    {
        if (_head is null)
        {
            // The first array is never replaced before it is full, and then it leads to the next one.
            lock (this)
            {
                if (_first is null)
                {
                    message = null!;
                    sender = null;
                    return false;
                }

                _head = _first;
                _first = null;
            }

            return TryDequeue(out message, out sender);
        }

        var next = Volatile.Read(ref _head.Next);
        if (next is null)
        {
            message = null!;
            sender = null;
            return false;
        }

        var empty = _head;
        _head = next;
        _next = 0;
        empty.Next = null;
        Volatile.Write(ref _spare, empty);
        return TryDequeue(out message, out sender);
    }

    internal struct Slot
    {
        public object? Message;
        public IActorRef? Sender;
    }

    internal sealed class Segment(int size)
    {
        public readonly Slot[] Slots = new Slot[size];
        public int Claimed;
        public Segment? Next;
    }
}
