using System.Text;
using ActorDataGen.Controller.Ownership;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Kafka.Consuming;
using ActorDataGen.Kafka.Producing;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Serdes;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Controller.Bridge;

/// <summary>
/// Moves what a version 1 control server submits to <c>Job_Handling</c>, each record once, and tells it of the agents. Of several
/// controllers the one does so that owns the old instruction topic's only partition. What became of jobs the partitions write themselves.
/// </summary>
internal sealed partial class BridgeActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    private readonly ControllerContext _context;
    private readonly BridgeOptions _options;
    private readonly Version1Serdes _serdes;
    private readonly ILogger _logger;
    private readonly TopicPartition _source;
    private readonly Dictionary<AgentId, AgentStatus> _agents = [];
    private readonly Queue<ConsumeResult<byte[]?, byte[]?>> _inbox = new();
    private readonly List<RecordFeed> _feeds = [];
    private RecordSource? _group;
    private PartitionProducer? _producer;
    private TaskCompletionSource? _releasing;
    private Offset? _next;
    private int _term;
    private bool _isAssigned;
    private bool _busy;
    private bool _agentsDue;

    public BridgeActor(ControllerContext context, BridgeOptions options, Version1Serdes serdes)
    {
        (_context, _options, _serdes) = (context, options, serdes);
        _logger = context.Loggers.CreateLogger<BridgeActor>();
        _source = new TopicPartition(options.InstructionTopic, 0);
        Receive<GroupJoined>(joined => _group = joined.Source);
        Receive<PartitionsAssigned>(assigned => OnAssigned(assigned.Partitions.Count > 0));
        Receive<PartitionsRevoked>(OnRevoked);
        Receive<PartitionsLost>(_ => Release());
        Receive<TakeDue>(due => Take(due.Term));
        Receive<Taken>(OnTaken);
        Receive<RecordsArrived>(OnArrived);
        Receive<FeedCaughtUp>(_ => { });
        Receive<AgentsDue>(_ => OnAgentsDue());
        Receive<Moved>(OnMoved);
        Receive<Failed>(OnFailed);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        for (var p = 0; p < _context.Options.Topics.InstructionPartitions; p++)
        {
            _feeds.Add(_context.AgentReader.Open(
                new TopicPartition(_context.Options.Topics.AgentStatus, p), Offset.Beginning, new ActorSink(Self)));
        }

        Timers.StartPeriodicTimer(AgentsDue.Instance, AgentsDue.Instance, _options.AgentInterval);
    }

    protected override void PostStop()
    {
        foreach (var feed in _feeds)
        {
            feed.Close();
        }

        Release();
    }

    private void OnAssigned(bool any)
    {
        if (any)
        {
            _isAssigned = true;
            Take(++_term);
        }
    }

    private void OnRevoked(PartitionsRevoked revoked)
    {
        if (_busy)
        {
            _isAssigned = false;
            _releasing = revoked.Released;
            return;
        }

        Release();
        revoked.Released.TrySetResult();
    }

    private void Release()
    {
        _isAssigned = false;
        _term++;
        _next = null;
        _inbox.Clear();
        if (Interlocked.Exchange(ref _producer, null) is { } producer)
        {
            _ = producer.DisposeAsync().AsTask();
        }

        _releasing?.TrySetResult();
        _releasing = null;
    }

    private void Take(int term)
    {
        if (term == _term && _isAssigned && _group is { } group)
        {
            TakeAsync(group, term).PipeTo(Self, failure: e => new Failed(term, e));
        }
    }

    private async Task<Taken> TakeAsync(RecordSource group, int term)
    {
        var producer = await PartitionProducer.TakeOwnershipAsync(
            _context.Options.Kafka, $"{_context.Options.TransactionalIdPrefix}-bridge", _logger, _context.Time);
        return new Taken(term, producer, await group.CommittedAsync(_source));
    }

    private void OnTaken(Taken taken)
    {
        if (taken.Term != _term)
        {
            _ = taken.Producer.DisposeAsync().AsTask();
            return;
        }

        _producer = taken.Producer;
        _group!.Open(_source, taken.Start, new ActorSink(Self));
    }

    private void OnArrived(RecordsArrived arrived)
    {
        arrived.Feed.Acknowledge(arrived.Records.Count);
        foreach (var record in arrived.Records)
        {
            if (record.Topic == _source.Topic)
            {
                _inbox.Enqueue(record);
            }
            else
            {
                Remember(record);
            }
        }

        Move();
    }

    private void Remember(ConsumeResult<byte[]?, byte[]?> record)
    {
        try
        {
            if (record.Message.Value is not { } value)
            {
                _agents.Remove(new AgentId(Encoding.UTF8.GetString(record.Message.Key ?? [])));
            }
            else if (_context.Serdes.AgentStatus.TryRead(value, out var read))
            {
                var status = WireMapping.FromWire(read);
                _agents[status.Agent] = status;
            }
        }
        catch (WireException e)
        {
            LogBadHeartbeat(_logger, e.Message);
        }
    }

    private void OnAgentsDue()
    {
        _agentsDue = true;
        Move();
    }

    private void Move()
    {
        if (_busy || _producer is not { } producer || (_inbox.Count == 0 && !_agentsDue))
        {
            return;
        }

        var records = new List<OutgoingRecord>();
        while (_inbox.TryDequeue(out var record))
        {
            _next = record.Offset + 1;
            records.Add(Moving(record));
        }

        if (_agentsDue)
        {
            _agentsDue = false;
            records.AddRange(Heartbeats());
        }

        _busy = true;
        var term = _term;
        var consumed = _next is { } next ? new ConsumedOffset(new TopicPartitionOffset(_source, next), () => _group!.Membership) : null;
        MoveAsync(producer, records, consumed, term).PipeTo(Self, failure: e => new Failed(term, e));
    }

    private static async Task<Moved> MoveAsync(PartitionProducer producer, List<OutgoingRecord> records, ConsumedOffset? consumed, int term)
    {
        await producer.CommitAsync(records, consumed);
        return new Moved(term);
    }

    // Bytes as they are: whoever owns the job reads them, and turns down what can't be read.
    private OutgoingRecord Moving(ConsumeResult<byte[]?, byte[]?> record)
    {
        var job = JobIdOf(record.Message.Value);
        var partition = job.Length == 0 ? 0 : Partitioner.PartitionOf(job, _context.Options.Topics.JobPartitions);
        return new OutgoingRecord(new TopicPartition(_context.Options.Topics.JobHandling, partition),
            job.Length == 0 ? record.Message.Key : Encoding.UTF8.GetBytes(job), record.Message.Value)
        {
            Headers = record.Message.Headers, Timestamp = Submissions.DeadLetters.TimeOf(record),
        };
    }

    private string JobIdOf(byte[]? value)
    {
        try
        {
            return value is not null && _context.Serdes.JobHandling.TryRead(value, out var read) ? read.Metadata.JobId : "";
        }
        catch (WireException)
        {
            // Its owner says why.
            return "";
        }
    }

    private IEnumerable<OutgoingRecord> Heartbeats() => _agents.Values.Select(status => new OutgoingRecord(
        new TopicPartition(_options.AgentStatusTopic, 0), null, _serdes.AgentStatus.Write(WireMapping.ToVersion1(status))));

    private void OnMoved(Moved moved)
    {
        _busy = false;
        if (_releasing is not null)
        {
            Release();
        }
        else if (moved.Term == _term)
        {
            Move();
        }
    }

    private void OnFailed(Failed failed)
    {
        _busy = false;
        LogFailed(_logger, failed.Error.Message);
        var assigned = _isAssigned && _releasing is null && failed.Term == _term;
        Release();
        if (assigned)
        {
            _isAssigned = true;
            Timers.StartSingleTimer(nameof(TakeDue), new TakeDue(_term), RetryPause);
        }
    }

    [LoggerMessage(3030, LogLevel.Warning, "The version 1 bridge begins anew: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    [LoggerMessage(3031, LogLevel.Warning, "The version 1 bridge leaves out a heartbeat: {Reason}")]
    private static partial void LogBadHeartbeat(ILogger logger, string reason);

    private sealed record TakeDue(int Term);

    private sealed record Taken(int Term, PartitionProducer Producer, Offset Start);

    private sealed record Moved(int Term);

    private sealed record Failed(int Term, Exception Error);

    private sealed record AgentsDue
    {
        public static AgentsDue Instance { get; } = new();
    }
}
