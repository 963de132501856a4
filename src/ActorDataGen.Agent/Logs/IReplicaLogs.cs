using ActorDataGen.Agent.Engines;
using ActorDataGen.Jobs;

namespace ActorDataGen.Agent.Logs;

/// <summary>Logs of this agent's replicas, from the engine while the container is there, from disk after.</summary>
public interface IReplicaLogs
{
    /// <summary>Reads the log of an attempt.</summary>
    /// <param name="uid">The job.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="attempt">The attempt; null is the last one that is known here.</param>
    /// <param name="follow">Goes on until the container ends.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <returns>The lines, or null when there is nothing of it here, or no more.</returns>
    Task<IAsyncEnumerable<LogLine>?> FindAsync(JobUid uid, int replica, int? attempt, bool follow, CancellationToken cancellationToken);
}
