namespace ActorDataGen.EmbeddedBroker.Server;

/// <summary>Bytes that may be held at once. Whoever asks for more than is left waits, first come first served.</summary>
internal sealed class ByteBudget(long capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Granted)> _waiting = [];
    private long _free = capacity;

    public long Free => Volatile.Read(ref _free);

    /// <summary>Takes the bytes, once they are free.</summary>
    public Task AcquireAsync(long bytes)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && bytes <= _free)
            {
                _free -= bytes;
                return Task.CompletedTask;
            }

            var granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((bytes, granted));
            return granted.Task;
        }
    }

    /// <summary>Gives the bytes back.</summary>
    public void Release(long bytes)
    {
        lock (_gate)
        {
            _free += bytes;
            while (_waiting.TryPeek(out var next) && next.Bytes <= _free)
            {
                _waiting.Dequeue();
                _free -= next.Bytes;
                next.Granted.SetResult();
            }
        }
    }
}
