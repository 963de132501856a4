using System.Collections.Immutable;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Lifecycle;

/// <summary>A job's next state while one decision is being made: never outlives a call of <see cref="JobMachine.Decide"/>.</summary>
internal sealed class JobDraft(JobState state, JobMachineOptions options, double random, DateTimeOffset now)
{
    private readonly JobState _before = state;
    private readonly ImmutableArray<IJobEffect>.Builder _effects = ImmutableArray.CreateBuilder<IJobEffect>();
    private readonly List<JobChange> _changes = [];
    private readonly List<ReplicaRecord> _replicas = [.. state.Replicas];
    private bool _changed;

    public JobState State { get; private set; } = state;

    public JobSpec Spec => State.Spec;

    public JobMachineOptions Options => options;

    public DateTimeOffset Now => now;

    public IReadOnlyList<ReplicaRecord> Replicas => _replicas;

    /// <summary>True once the job is to be forgotten.</summary>
    public bool Deleted { get; private set; }

    /// <summary>Chance for one replica: spread evenly, so that replicas that failed by one event do not return by one.</summary>
    public double Random(int replica) => (random + (replica * 0.6180339887498949)) % 1.0;

    public void Emit(IJobEffect effect) => _effects.Add(effect);

    public void Change(JobState next)
    {
        State = next;
        _changed = true;
    }

    public void Change(int index, ReplicaRecord next)
    {
        _replicas[index] = next;
        _changed = true;
    }

    /// <summary>A change that nobody needs to know of, and that a new owner finds out again: it is not published.</summary>
    public void ChangeSilently(int index, ReplicaRecord next) => _replicas[index] = next;

    public void AddReplica(ReplicaRecord replica)
    {
        _replicas.Add(replica);
        _changed = true;
    }

    /// <summary>A line in the history about the job, with the phase it then has.</summary>
    public void Note(string reason, JobPhase? phase = null, string requestId = "", bool rejected = false)
    {
        _changes.Add(new JobChange(now, phase ?? Unknown, reason) { Run = State.Run, RequestId = requestId, Rejected = rejected });
        _changed = true;
    }

    /// <summary>A line in the history about a replica.</summary>
    public void Note(ReplicaRecord replica, string reason, ReplicaState? observed = null)
    {
        _changes.Add(new JobChange(now, Unknown, reason)
        {
            Run = replica.Run,
            Replica = replica.Number,
            Attempt = replica.Attempt,
            Observed = observed,
            Agent = replica.Agent,
        });
        _changed = true;
    }

    public void Tell(ReplicaRecord replica, AgentId agent, int attempt, DesiredState desired, string reason) =>
        Emit(new WriteInstruction(new ReplicaInstruction
        {
            Agent = agent,
            JobId = State.Id,
            Uid = State.Uid,
            Replica = replica.Number,
            Ordinal = replica.Ordinal,
            Replicas = Spec.Replicas,
            Run = replica.Run,
            Attempt = attempt,
            Desired = desired,
            Container = ContainerSpec.From(Spec),
            Reason = reason,
            At = now,
        }));

    /// <summary>Forgets the job, with everything that stands in a topic about it.</summary>
    public void Delete()
    {
        foreach (var replica in _replicas)
        {
            if (replica.Attempt > 0)
            {
                Emit(new TombstoneInstruction(replica.Agent, State.Uid, replica.Number));
                Emit(new TombstoneAttempt(State.Id, State.Uid, replica.Number, replica.Attempt));
            }

            foreach (var (attempt, agent) in replica.Superseded)
            {
                if (attempt != replica.Attempt)
                {
                    Emit(new TombstoneAttempt(State.Id, State.Uid, replica.Number, attempt));
                }

                if (agent != replica.Agent)
                {
                    Emit(new TombstoneInstruction(agent, State.Uid, replica.Number));
                }
            }
        }

        Emit(new TombstoneStatus(State.Id));
        Deleted = true;
    }

    public Decision Finish(bool armAnyway)
    {
        if (Deleted)
        {
            Emit(new ArmTimer(null));
            return new Decision(null, _effects.ToImmutable());
        }

        var next = State with { Replicas = new ValueArray<ReplicaRecord>([.. _replicas]) };
        if (_changed)
        {
            next = next with { Revision = next.Revision + 1, Changes = Append(next.Changes, next.Phase) };
            Emit(new PublishStatus(next));
        }

        var due = JobMachine.NextDue(next, options);
        if (armAnyway || due != JobMachine.NextDue(_before, options))
        {
            Emit(new ArmTimer(due));
        }

        return new Decision(_changed ? next : Unpublished(next), _effects.ToImmutable());
    }

    private JobState Unpublished(JobState next) => next.Replicas == _before.Replicas ? _before : next;

    private ValueArray<JobChange> Append(ValueArray<JobChange> earlier, JobPhase phase)
    {
        if (_changes.Count == 0)
        {
            return earlier;
        }

        var all = new List<JobChange>([.. earlier]);
        foreach (var change in _changes)
        {
            all.Add(change.Phase == Unknown ? change with { Phase = phase } : change);
            // A flood of junk that names this job must not push its story out.
            if (change.Rejected && all.Count(known => known.Rejected) > JobState.MaxRejections)
            {
                all.RemoveAt(all.FindIndex(known => known.Rejected));
            }
        }

        return new ValueArray<JobChange>([.. all.Skip(all.Count - JobState.MaxChanges)]);
    }

    private const JobPhase Unknown = (JobPhase)byte.MaxValue;
}
