using ActorDataGen.Kafka.Consuming;
using System.Collections.Immutable;
using ActorDataGen.Controller.Agents;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Kafka.Producing;
using ActorDataGen.Wire.Mapping;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Controller.Deciding;

/// <summary>
/// How input becomes decisions, and these transactions. Input is admitted in rounds: a round ends when every job in it has decided and
/// every place it asked for is answered, so that a transaction never holds half a decision. The next round is decided while
/// the last one is being committed.
/// </summary>
internal sealed partial class JobPartitionActor
{
    // One round; with a few records for each input its transaction takes about as long as the deciding.
    private const int MaxRound = 250;

    // Decided and not committed; past it, deciding waits for the commit and then the feeds pause.
    private const int MaxDecided = 2_000;

    // Jobs that look for a place again when there may be room: as many as a round takes, in turn.
    private const int MaxAwakened = 200;

    private readonly Dictionary<JobId, JobEntry> _jobs = [];
    private readonly Dictionary<AgentId, HashSet<JobId>> _jobsOf = [];
    private readonly Queue<Input> _inbox = new();
    private readonly Queue<JobId> _waiting = new();
    private readonly DueTimes _due = new();
    private Batch _batch;
    private Offset? _next;
    private int _undecided;
    private bool _decoding;
    private bool _committing;
    private bool _handingOver;

    private Batch NewBatch() => new(_partition, _context.Options.Topics, _context.Serdes);

    private void OnArrived(RecordsArrived arrived)
    {
        foreach (var record in arrived.Records)
        {
            _inbox.Enqueue(Input.Of(record, arrived.Feed));
        }

        Pump();
    }

    private void OnAgentChanged(AgentChanged changed)
    {
        IJobMessage? message = changed.Health switch
        {
            AgentHealth.Lost => new AgentLost(changed.Agent),
            AgentHealth.Draining => new AgentDraining(changed.Agent),
            _ => null,
        };
        if (message is not null && _jobsOf.TryGetValue(changed.Agent, out var jobs))
        {
            foreach (var job in jobs)
            {
                _inbox.Enqueue(new Input(job, message));
            }
        }

        Pump();
    }

    private void OnRoomFreed()
    {
        for (var i = Math.Min(_waiting.Count, MaxAwakened); i > 0; i--)
        {
            var job = _waiting.Dequeue();
            if (_jobs.TryGetValue(job, out var entry))
            {
                entry.IsWaiting = false;
                _inbox.Enqueue(new Input(job, RoomMayBeFree.Instance));
            }
        }

        Pump();
    }

    private void OnDue()
    {
        while (_due.TryTake(Now, out var job))
        {
            _inbox.Enqueue(new Input(job, TimeReached.Instance));
        }

        ArmDue();
        Pump();
    }

    private void ArmDue()
    {
        if (_due.Next is { } next)
        {
            // The scheduler counts in milliseconds from now; a clock that is set back or far ahead must not make it wait for ever.
            var wait = next - Now;
            var bounded = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1) : wait;
            Timers.StartSingleTimer(JobsDue.Instance, JobsDue.Instance, bounded);
        }
    }

    private void Pump()
    {
        while (_undecided == 0 && !_decoding && !_handingOver)
        {
            if (!_committing && !_batch.IsEmpty)
            {
                StartCommit();
            }

            if (_inbox.Count == 0 || (_committing && _batch.Size >= MaxDecided))
            {
                return;
            }

            for (var i = 0; i < MaxRound && !_decoding && _inbox.TryDequeue(out var input); i++)
            {
                input.Feed?.Acknowledge(1);
                Admit(input);
            }
        }
    }

    private void Tell(Consider about)
    {
        if (!_jobs.TryGetValue(about.Job, out var entry))
        {
            _jobs.Add(about.Job, entry = new JobEntry());
        }

        var state = entry.State;
        entry.Actor ??= Context.ActorOf(Props.Create(() => new JobActor(state, _context.Options.Jobs, _context.Time)));
        entry.Undecided++;
        _undecided++;
        entry.Actor.Tell(about);
    }

    private void OnDecided(Decided decided)
    {
        var (job, entry) = (decided.About.Job, _jobs[decided.About.Job]);
        _undecided--;
        entry.Undecided--;
        entry.State = decided.Decision.Next;
        if (decided.About.Message is PlacementFound or NoPlacement)
        {
            entry.IsPlacing = false;
            Wait(job, entry, decided.About.Message is NoPlacement);
        }

        foreach (var effect in decided.Decision.Effects)
        {
            CarryOut(job, entry, effect, decided.About.Cause);
        }

        IndexAgents(job, entry);
        Place(job, entry);
        Pump();
    }

    private void OnDecisionFailed(DecisionFailed failed)
    {
        var entry = _jobs[failed.About.Job];
        _undecided--;
        entry.Undecided--;
        entry.IsPlacing &= failed.About.Message is not (PlacementFound or NoPlacement);
        LogDecisionFailed(_logger, failed.Error, failed.About.Job, failed.About.Message.GetType().Name);
        if (failed.About.Cause is { } record)
        {
            Bury(record, $"This is a bug of the controller: {failed.Error.Message}");
        }

        Pump();
    }

    private void CarryOut(JobId job, JobEntry entry, IJobEffect effect, ConsumeResult<byte[]?, byte[]?>? cause)
    {
        switch (effect)
        {
            case RequestPlacement request:
                entry.Requests.Enqueue(request);
                break;
            case ArmTimer timer:
                _due.Set(job, timer.Due);
                ArmDue();
                break;
            case DeadLetter letter when cause is not null:
                Bury(cause, letter.Reason);
                break;
            case AnnounceOutcome announcement when _context.Version1 is { } serdes && entry.State is { } state:
                _batch.Add(new OutgoingRecord(new TopicPartition(_context.Options.Bridge!.StatusTopic, 0), null,
                    serdes.JobStatus.Write(WireMapping.ToVersion1(state, announcement, Now))));
                break;
            default:
                _batch.TryAdd(effect);
                break;
        }
    }

    // One at a time for each job: where its other replicas are is part of the question.
    private void Place(JobId job, JobEntry entry)
    {
        if (entry.IsPlacing || entry.State is not { } state || !entry.Requests.TryDequeue(out var request))
        {
            return;
        }

        entry.IsPlacing = true;
        _undecided++;
        var occupied = ImmutableArray.CreateBuilder<AgentId>();
        foreach (var replica in state.Replicas)
        {
            if (replica.Phase.HoldsAgent() && replica.Number != request.Replica)
            {
                occupied.Add(replica.Agent);
            }
        }

        _agents.Tell(new FindPlace(state.Spec, request.Replica, request.Attempt, occupied.ToImmutable(), request.Avoid));
    }

    private void OnPlaceAnswered(PlaceAnswered answered)
    {
        _undecided--;
        Tell(new Consider(answered.Job, answered.Answer, null));
    }

    private void Wait(JobId job, JobEntry entry, bool waits)
    {
        if (waits && !entry.IsWaiting)
        {
            entry.IsWaiting = true;
            _waiting.Enqueue(job);
        }
    }

    private void StartCommit()
    {
        var batch = _batch;
        _batch = NewBatch();
        _committing = true;
        var consumed = _next is { } next
            ? new ConsumedOffset(new TopicPartitionOffset(_handling, next), () => _group.Membership)
            : null;
        CommitAsync(batch, consumed).PipeTo(Self);
    }

    private async Task<Committed> CommitAsync(Batch batch, ConsumedOffset? consumed)
    {
        await _producer!.CommitAsync(batch.Records(Now), consumed, _stopping.Token);
        return new Committed(batch);
    }

    private void OnCommitted(Committed committed)
    {
        _committing = false;
        ControllerMetrics.Count(committed.Batch);
        foreach (var job in committed.Batch.Jobs)
        {
            PutToRest(job);
        }

        StopIfHandedOver();
        Pump();
    }

    private void PutToRest(JobId job)
    {
        if (!_jobs.TryGetValue(job, out var entry) || entry.Undecided > 0 || entry.IsPlacing || !IsAtRest(entry.State))
        {
            return;
        }

        if (entry.Actor is not null)
        {
            Context.Stop(entry.Actor);
            entry.Actor = null;
        }

        if (entry.State is null)
        {
            _jobs.Remove(job);
        }
    }

    // Only the clock or somebody's command makes such a job do anything.
    private static bool IsAtRest(JobState? state)
    {
        if (state is null || state.Phase.IsGone())
        {
            return true;
        }

        if (state.Phase.IsActive())
        {
            return false;
        }

        foreach (var replica in state.Replicas)
        {
            if (replica.Phase.HoldsAgent() || !replica.Superseded.IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    private void IndexAgents(JobId job, JobEntry entry)
    {
        var agents = ImmutableHashSet<AgentId>.Empty;
        foreach (var replica in entry.State?.Replicas ?? default)
        {
            if (replica.Phase.HoldsAgent())
            {
                agents = agents.Add(replica.Agent);
            }
        }

        foreach (var gone in entry.Agents.Except(agents))
        {
            if (_jobsOf.TryGetValue(gone, out var jobs) && jobs.Remove(job) && jobs.Count == 0)
            {
                _jobsOf.Remove(gone);
            }
        }

        foreach (var added in agents.Except(entry.Agents))
        {
            (_jobsOf.TryGetValue(added, out var jobs) ? jobs : _jobsOf[added] = []).Add(job);
        }

        entry.Agents = agents;
    }

    [LoggerMessage(3023, LogLevel.Error, "Job {Job} could not decide on {Message}: please report this")]
    private static partial void LogDecisionFailed(ILogger logger, Exception e, JobId job, string message);

    /// <summary>Something to be admitted: a record, or what somebody in this process says.</summary>
    private sealed record Input(JobId Job, IJobMessage? Message)
    {
        public ConsumeResult<byte[]?, byte[]?>? Record { get; private init; }

        public RecordFeed? Feed { get; private init; }

        public static Input Of(ConsumeResult<byte[]?, byte[]?> record, RecordFeed feed) =>
            new(default, null) { Record = record, Feed = feed };
    }

    private sealed class JobEntry
    {
        public JobState? State { get; set; }

        public IActorRef? Actor { get; set; }

        public int Undecided { get; set; }

        public bool IsPlacing { get; set; }

        public bool IsWaiting { get; set; }

        public Queue<RequestPlacement> Requests => field ??= new();

        public ImmutableHashSet<AgentId> Agents { get; set; } = [];
    }

    private sealed record Committed(Batch Batch);

    private sealed record Decoded(Input Input, Action Admit);

    private sealed record NotDecoded(Input Input, Exception Error);

    private sealed record DecodeAgain(Input Input);

    private sealed record JobsDue
    {
        public static JobsDue Instance { get; } = new();
    }
}
