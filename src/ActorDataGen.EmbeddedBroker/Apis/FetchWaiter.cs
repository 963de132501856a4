using ActorDataGen.EmbeddedBroker.Storage;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>Wakes one fetch when a log that it watches has grown, or its time is over.</summary>
internal sealed class FetchWaiter : IAppendWaiter
{
    // Continuations run elsewhere: the appending thread has an acknowledgement to send.
    private TaskCompletionSource _signal = New();

    public bool IsDue { get; private set; }

    /// <summary>Begins anew; the task ends at the next growth from now on.</summary>
    public Task Arm()
    {
        var signal = _signal;
        if (signal.Task.IsCompleted)
        {
            signal = New();
            Volatile.Write(ref _signal, signal);
            if (IsDue)
            {
                signal.TrySetResult();
            }
        }

        return signal.Task;
    }

    public void OnAppended() => Volatile.Read(ref _signal).TrySetResult();

    public void OnDue()
    {
        IsDue = true;
        Interlocked.MemoryBarrier();
        OnAppended();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
