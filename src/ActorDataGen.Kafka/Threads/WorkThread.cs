using System.Collections.Concurrent;

namespace ActorDataGen.Kafka.Threads;

/// <summary>
/// A thread that runs blocking calls one after the other. librdkafka's transactional calls block for a network round trip, and a
/// dozen partitions that commit at the same time would take the whole thread pool from the actors.
/// </summary>
internal sealed class WorkThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public WorkThread(string name) => new Thread(RunAll) { IsBackground = true, Name = name }.Start();

    /// <summary>Runs the function on the thread; the task ends as it does.</summary>
    /// <exception cref="ObjectDisposedException">The thread was told to end.</exception>
    public Task<T> RunAsync<T>(Func<T> function)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _work.Add(() =>
            {
                try
                {
                    completion.SetResult(function());
                }
                catch (Exception e) // The caller awaits it.
                {
                    completion.SetException(e);
                }
            });
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(WorkThread));
        }

        return completion.Task;
    }

    /// <summary>Ends the thread once it has done what it was given.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void RunAll()
    {
        foreach (var action in _work.GetConsumingEnumerable())
        {
            action();
        }

        _work.Dispose();
    }
}
