using System.Diagnostics.CodeAnalysis;
using ActorDataGen.Controller.Agents;
using ActorDataGen.Controller.Ownership;
using ActorDataGen.Kafka.Consuming;
using ActorDataGen.Kafka.Producing;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Controller.Deciding;

/// <summary>
/// Owns a partition: <c>Confirming → Taking → Restoring → Owning → handing over</c>. It asks the group whether the partition is its own,
/// takes the partition's transactional id (which fences the former owner), reads <c>Job_Status</c> to its end, and then turns
/// what arrives into decisions and these into transactions. It begins anew by being replaced, never by going back a step.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor is not disposed of: PostStop ends what it owns.")]
internal sealed partial class JobPartitionActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan MembershipPause = TimeSpan.FromMilliseconds(200);

    private readonly ControllerContext _context;
    private readonly RecordSource _group;
    private readonly IActorRef _agents;
    private readonly int _partition;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TopicPartition _handling;
    private readonly TopicPartition _status;
    private Task<PartitionProducer>? _taking;
    private PartitionProducer? _producer;
    private RecordFeed? _statusFeed;
    private RecordFeed? _handlingFeed;

    public JobPartitionActor(ControllerContext context, RecordSource group, IActorRef agents, int partition)
    {
        (_context, _group, _agents, _partition) = (context, group, agents, partition);
        _logger = context.Loggers.CreateLogger<JobPartitionActor>();
        _handling = new TopicPartition(context.Options.Topics.JobHandling, partition);
        _status = new TopicPartition(context.Options.Topics.JobStatus, partition);
        _batch = NewBatch();
        Taking();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _context.Time.GetUtcNow();

    protected override void PreStart() => Confirm();

    protected override void PostStop()
    {
        _stopping.Cancel();
        _statusFeed?.Close();
        _handlingFeed?.Close();
        // Whoever comes next takes the id over in any case; this only frees the memory and threads.
        if (_taking is not null)
        {
            _ = DisposeWhenTakenAsync(_taking, _stopping);
        }
        else
        {
            _stopping.Dispose();
        }
    }

    /// <summary>A job that throws beyond what it catches is a bug of the shell: the partition begins anew.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    private void Taking()
    {
        Receive<ConfirmDue>(_ => Confirm());
        Receive<MembershipAnswered>(OnMembership);
        Receive<ProducerTaken>(OnTaken);
        Receive<Status.Failure>(OnFailure);
        Receive<HandOver>(_ => Context.Stop(Self));
    }

    private void Restoring()
    {
        Receive<RecordsArrived>(OnRestoring);
        Receive<FeedCaughtUp>(OnRestoredBytes);
        Receive<Restored>(OnRestored);
        Receive<Status.Failure>(OnFailure);
        Receive<HandOver>(_ => Context.Stop(Self));
    }

    private void Owning()
    {
        Receive<Decided>(OnDecided);
        Receive<DecisionFailed>(OnDecisionFailed);
        Receive<PlaceAnswered>(OnPlaceAnswered);
        Receive<RecordsArrived>(OnArrived);
        Receive<FeedCaughtUp>(_ => { });
        Receive<Committed>(OnCommitted);
        Receive<AgentChanged>(OnAgentChanged);
        Receive<RoomFreed>(_ => OnRoomFreed());
        Receive<JobsDue>(_ => OnDue());
        Receive<Decoded>(OnDecoded);
        Receive<NotDecoded>(OnNotDecoded);
        Receive<DecodeAgain>(again => Admit(again.Input));
        Receive<Status.Failure>(OnFailure);
        Receive<HandOver>(_ => OnHandOver());
    }

    // By a commit that means nothing, of an offset of the status topic: nobody in this group reads that one.
    private void Confirm() => _group.IsMemberAsync(_status).PipeTo(Self, success: isMember => new MembershipAnswered(isMember));

    private void OnMembership(MembershipAnswered answered)
    {
        if (!answered.IsMember)
        {
            // Either a rebalance is going on, or somebody else owns the partition and the group is about to tell us.
            Timers.StartSingleTimer(ConfirmDue.Instance, ConfirmDue.Instance, MembershipPause);
            return;
        }

        _taking = PartitionProducer.TakeOwnershipAsync(_context.Options.Kafka,
            $"{_context.Options.TransactionalIdPrefix}-controller-{_partition}", _logger, _context.Time, _stopping.Token);
        _taking.PipeTo(Self, success: producer => new ProducerTaken(producer));
    }

    private void OnTaken(ProducerTaken taken)
    {
        _producer = taken.Producer;
        Become(Restoring);
        _statusFeed = _context.Reader.Open(_status, Offset.Beginning, new ActorSink(Self), RestoreCapacity);
    }

    /// <summary>The producer failed, or reading did: the supervisor replaces this actor, and the next one begins from the topics.</summary>
    private static void OnFailure(Status.Failure failure) =>
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure.Cause).Throw();

    private void OnHandOver()
    {
        _handingOver = true;
        _statusFeed?.Close();
        _handlingFeed?.Close();
        StopIfHandedOver();
    }

    private void StopIfHandedOver()
    {
        if (_handingOver && !_committing)
        {
            Context.Stop(Self);
        }
    }

    private static async Task DisposeWhenTakenAsync(Task<PartitionProducer> taking, CancellationTokenSource stopping)
    {
        try
        {
            await (await taking).DisposeAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or TransactionFailedException or ProducerFencedException)
        {
            // It never came to be, and whoever awaited it knows.
        }
        finally
        {
            stopping.Dispose();
        }
    }

    private sealed record ConfirmDue
    {
        public static ConfirmDue Instance { get; } = new();
    }

    private sealed record MembershipAnswered(bool IsMember);

    private sealed record ProducerTaken(PartitionProducer Producer);
}
