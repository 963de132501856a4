namespace ActorDataGen.Actors;

/// <summary>Room in a bounded mailbox: a sender that finds none waits for the push timeout, and then its message is a dead letter.</summary>
internal sealed class MailboxLimit(int capacity, TimeSpan pushTimeout, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _room = new(true);
    private int _count;

    public int Capacity => capacity;

    /// <summary>Takes a place, waiting for one if need be. Returns false when there is still none after the push timeout.</summary>
    public bool TryAcquire()
    {
        var started = 0L;
        while (true)
        {
            lock (_gate)
            {
                if (_count < capacity)
                {
                    _count++;
                    return true;
                }

                _room.Reset();
            }

            if (pushTimeout == TimeSpan.Zero)
                return false;
            if (started == 0)
                started = time.GetTimestamp();
            var left = pushTimeout < TimeSpan.Zero ? Timeout.InfiniteTimeSpan : pushTimeout - time.GetElapsedTime(started);
            if (left != Timeout.InfiniteTimeSpan && left <= TimeSpan.Zero)
                return false;
            _room.Wait(left);
        }
    }

    /// <summary>Takes a place whether there is one or not.</summary>
    public void Force()
    {
        lock (_gate)
            _count++;
    }

    /// <summary>Gives a place back.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _count--;
            if (_count < capacity)
                _room.Set();
        }
    }
}
