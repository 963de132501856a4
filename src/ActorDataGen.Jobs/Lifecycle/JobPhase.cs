namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>
/// Where a job is in its life:
/// <c>Submitted → Held | Scheduled | Pending → Starting → Running → Succeeded | Failed | Stopped</c>.
/// </summary>
public enum JobPhase
{
    /// <summary>Accepted; stands only in histories, because the same decision takes it further.</summary>
    Submitted,

    /// <summary>Created without being started.</summary>
    Held,

    /// <summary>Waits for its time.</summary>
    Scheduled,

    /// <summary>Wants to run, and no replica has a place yet.</summary>
    Pending,

    /// <summary>Some replica has a place, or waits to be started again, and none runs yet.</summary>
    Starting,

    /// <summary>All replicas ran at the same time, or at least one goes on running since they did.</summary>
    Running,

    /// <summary>On the way to <see cref="Stopped"/>, or to deletion.</summary>
    Stopping,

    /// <summary>Every replica ended well.</summary>
    Succeeded,

    /// <summary>Every replica ended, and at least one was given up.</summary>
    Failed,

    /// <summary>Stopped because somebody asked for it.</summary>
    Stopped,

    /// <summary>There is no such job: its create was rejected. Kept for a while so that whoever submitted it can see why.</summary>
    Rejected,

    /// <summary>There is no such job: a delete came before its create. Kept for a while so that an older create does not start it.</summary>
    Deleted,
}

/// <summary>Questions to a <see cref="JobPhase"/>.</summary>
public static class JobPhases
{
    /// <summary>True for a job whose run has ended.</summary>
    public static bool IsEnded(this JobPhase phase) => phase is JobPhase.Succeeded or JobPhase.Failed or JobPhase.Stopped;

    /// <summary>True for a job with a run that goes on.</summary>
    public static bool IsActive(this JobPhase phase) =>
        phase is JobPhase.Pending or JobPhase.Starting or JobPhase.Running or JobPhase.Stopping;

    /// <summary>True where the record remembers something about an id, but there is no job of it.</summary>
    public static bool IsGone(this JobPhase phase) => phase is JobPhase.Rejected or JobPhase.Deleted;
}
