using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>What a job machine is told.</summary>
public interface IJobMessage;

/// <summary>A valid record of <c>Job_Handling</c> arrived.</summary>
/// <param name="Command">What it asks.</param>
/// <param name="SubmittedAt">The record's own time, which forwarding keeps.</param>
/// <param name="NewUid">The uid of the job, should this make one.</param>
public sealed record CommandSubmitted(JobCommand Command, DateTimeOffset SubmittedAt, JobUid NewUid) : IJobMessage;

/// <summary>A record of <c>Job_Handling</c> for this job arrived that cannot be: undecodable, or a spec with problems.</summary>
/// <param name="JobId">The job, as far as it could be read.</param>
/// <param name="Reason">What is wrong and what would be right, in one line.</param>
/// <param name="RequestId">The submitter's name for it; may be empty.</param>
public sealed record SubmissionInvalid(JobId JobId, string Reason, string RequestId = "") : IJobMessage;

/// <summary>An agent spoke of an attempt.</summary>
public sealed record ReplicaReported(ReplicaStatus Status) : IJobMessage;

/// <summary>Answer to <see cref="RequestPlacement"/>: there is room.</summary>
/// <param name="Replica">The replica, as asked for.</param>
/// <param name="Attempt">The attempt, as asked for; an answer to an older question is ignored.</param>
/// <param name="Agent">Where.</param>
public sealed record PlacementFound(int Replica, int Attempt, AgentId Agent) : IJobMessage;

/// <summary>Answer to <see cref="RequestPlacement"/>: there is none.</summary>
/// <param name="Replica">The replica, as asked for.</param>
/// <param name="Attempt">The attempt, as asked for.</param>
/// <param name="Reason">Why not, for people.</param>
public sealed record NoPlacement(int Replica, int Attempt, string Reason) : IJobMessage;

/// <summary>Room may have become free somewhere: replicas without a place ask again.</summary>
public sealed record RoomMayBeFree : IJobMessage
{
    /// <summary>The only one.</summary>
    public static RoomMayBeFree Instance { get; } = new();
}

/// <summary>An agent was not heard for so long that its replicas are to be moved.</summary>
public sealed record AgentLost(AgentId Agent) : IJobMessage;

/// <summary>An agent is to be emptied.</summary>
public sealed record AgentDraining(AgentId Agent) : IJobMessage;

/// <summary>The time of the last <see cref="ArmTimer"/> has come. Harmless when it has not, or when it came before.</summary>
public sealed record TimeReached : IJobMessage
{
    /// <summary>The only one.</summary>
    public static TimeReached Instance { get; } = new();
}

/// <summary>A new owner read this state from <c>Job_Status</c>: what no topic holds (timers, questions) is to be asked for again.</summary>
public sealed record JobRestored : IJobMessage
{
    /// <summary>The only one.</summary>
    public static JobRestored Instance { get; } = new();
}
