using System.Collections.Immutable;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Agent.Transport;

/// <summary>
/// An agent's way to and from the cluster's topics. Reading and writing may overlap; each is called by one at a time.
/// Errors are the transport's own and transient, but for <see cref="AgentFencedException"/>.
/// </summary>
public interface IAgentTransport : IAsyncDisposable
{
    /// <summary>Takes the agent id over: whoever wrote under it before is fenced. Called once, before all else.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Waits for the next records, from the beginning of the topics on. Not calling it is how an agent pauses: the transport
    /// then reads no further than a small bounded queue, and keeps its connection alive.
    /// </summary>
    Task<AgentFeedBatch> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes all of it or nothing, and returns once it is committed.</summary>
    /// <returns>The broker's clock at the write, where it tells; else null.</returns>
    /// <exception cref="AgentFencedException">Another process has the agent id now.</exception>
    Task<DateTimeOffset?> WriteAsync(AgentReport report, CancellationToken cancellationToken);
}

/// <summary>What was read.</summary>
/// <param name="Items">The records, in order; may be empty when only <paramref name="IsCaughtUp"/> is news.</param>
/// <param name="IsCaughtUp">With these, all that was there at the opening has been read. Once true, always true.</param>
public sealed record AgentFeedBatch(ImmutableArray<AgentFeedItem> Items, bool IsCaughtUp);

/// <summary>A record for an agent.</summary>
public abstract record AgentFeedItem;

/// <summary>The last instruction of a replica.</summary>
/// <param name="Uid">The job.</param>
/// <param name="Replica">The replica.</param>
/// <param name="Instruction">What is wanted; null is a tombstone.</param>
public sealed record InstructionRead(JobUid Uid, int Replica, ReplicaInstruction? Instruction) : AgentFeedItem;

/// <summary>The last directive for this agent; null is a tombstone.</summary>
public sealed record DirectiveRead(AgentDirective? Directive) : AgentFeedItem;

/// <summary>What an agent writes at once.</summary>
/// <param name="Replicas">Statuses of attempts, at most one each.</param>
/// <param name="Heartbeat">How the agent is; null leaves the last word.</param>
public sealed record AgentReport(ImmutableArray<ReplicaReport> Replicas, AgentStatus? Heartbeat);

/// <summary>A word on one attempt.</summary>
/// <param name="Status">How it is.</param>
/// <param name="Image">Its image, which version 1 readers look for; empty where nobody knows any more.</param>
public sealed record ReplicaReport(ReplicaStatus Status, string Image);
