using ActorDataGen.Jobs;

namespace ActorDataGen.Controller.Deciding;

/// <summary>When which job wants to be woken: one time a job.</summary>
internal sealed class DueTimes
{
    private readonly Dictionary<JobId, DateTimeOffset> _times = [];
    private readonly PriorityQueue<JobId, DateTimeOffset> _queue = new();

    /// <summary>The next time that somebody is due, or earlier; null when nobody is.</summary>
    public DateTimeOffset? Next => _queue.TryPeek(out _, out var due) ? due : null;

    /// <summary>Sets a job's time, or takes it away.</summary>
    public void Set(JobId job, DateTimeOffset? due)
    {
        if (due is not { } at)
        {
            _times.Remove(job);
        }
        else if (!_times.TryGetValue(job, out var known) || known != at)
        {
            _times[job] = at;
            _queue.Enqueue(job, at);
        }
    }

    /// <summary>Takes the next job that is due; false when none is. Entries that were set anew meanwhile fall out here.</summary>
    public bool TryTake(DateTimeOffset now, out JobId job)
    {
        while (_queue.TryPeek(out job, out var due) && due <= now)
        {
            _queue.Dequeue();
            if (_times.TryGetValue(job, out var current) && current == due)
            {
                _times.Remove(job);
                return true;
            }
        }

        return false;
    }
}
