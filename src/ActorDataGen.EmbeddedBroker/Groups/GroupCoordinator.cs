using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorDataGen.EmbeddedBroker.Apis;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>
/// The shell of <see cref="GroupMachine"/>: one message a group at a time, what it decides goes to the log first, then into the state, then to
/// whoever waits. Groups do not wait for each other.
/// </summary>
internal sealed partial class GroupCoordinator : IBrokerModule
{
    // As Kafka (offsets.retention.check.interval.ms).
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, GroupCell> _groups = new();
    private readonly ConcurrentDictionary<long, ImmutableHashSet<string>> _pending = new();
    private readonly BrokerServices _services;
    private readonly GroupOptions _options;
    private readonly SteadyClock _clock;
    private readonly ILogger _logger;
    private GroupLog? _log;
    private ITimer? _expiry;
    private long _lastToken;

    public GroupCoordinator(BrokerServices services)
    {
        _services = services;
        _options = services.Options.Groups;
        _clock = new SteadyClock(services.Time);
        _logger = services.Loggers.CreateLogger<GroupCoordinator>();
        Handlers =
        [
            new FindCoordinatorApi(services.Options.NodeId), new JoinGroupApi(this), new SyncGroupApi(this), new HeartbeatApi(this),
            new LeaveGroupApi(this), new OffsetCommitApi(this, services.Topics), new OffsetFetchApi(this), new OffsetDeleteApi(this, services.Topics),
            new ListGroupsApi(this), new DescribeGroupsApi(this), new DeleteGroupsApi(this),
        ];
    }

    public IEnumerable<ApiHandler> Handlers { get; }

    public DateTimeOffset Now => _clock.Now;

    private GroupLog Log => _log ?? throw new InvalidOperationException("the group coordinator has not been started");

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _log = new GroupLog(_services.Topics.OpenInternal(
            GroupLog.Topic, new Dictionary<string, string> { ["cleanup.policy"] = "compact", ["segment.bytes"] = "104857600" }));
        foreach (var (groupId, stored) in _log.Restore(Now))
        {
            var state = GroupMachine.Resume(stored, Now);
            if (state.IsBlank)
            {
                continue;
            }

            var cell = NewCell(state);
            _groups[groupId] = cell;
            cell.Timer.Arm(state.NextDue);
            foreach (var producerId in state.PendingOffsets.Keys)
            {
                NotePending(producerId, groupId);
            }
        }

        GroupsRestored(_groups.Count);
        _services.Topics.TopicDeleted += ForgetTopic;
        _expiry = _services.Time.CreateTimer(_ => TellAll(new ExpireOffsets()), null, ExpiryInterval, ExpiryInterval);
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync()
    {
        _services.Topics.TopicDeleted -= ForgetTopic;
        _expiry?.Dispose();
        foreach (var cell in _groups.Values)
        {
            lock (cell.Gate)
            {
                cell.Timer.Dispose();
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The group as it is now, or null.</summary>
    public GroupState? Find(string groupId) => _groups.TryGetValue(groupId, out var cell) ? cell.State : null;

    /// <summary>Every group as it is now.</summary>
    public IEnumerable<GroupState> All => _groups.Values.Select(cell => cell.State);

    /// <summary>Says something to a group and waits for its answer, which may take as long as a rebalance.</summary>
    public async ValueTask<TReply> AskAsync<TReply>(string groupId, Func<long, IGroupMessage> message, CancellationToken cancellationToken)
        where TReply : class, IGroupReply
    {
        var reply = Ask(groupId, message);
        // Most answers are there already. Who is gone while it waits leaves its place to the session timeout, as in Kafka.
        return (TReply)(reply.IsCompletedSuccessfully ? await reply : await reply.WaitAsync(cancellationToken));
    }

    private Task<IGroupReply> Ask(string groupId, Func<long, IGroupMessage> message)
    {
        var token = Interlocked.Increment(ref _lastToken);
        while (true)
        {
            var cell = _groups.GetOrAdd(groupId, static (id, self) => self.NewCell(GroupState.Create(id, self.Now)), this);
            lock (cell.Gate)
            {
                if (cell.IsGone)
                {
                    continue;
                }

                var reply = cell.Wait(token);
                var error = Decide(cell, message(token));
                if (error != ErrorCode.None)
                {
                    cell.Fail(token, error);
                }

                return reply;
            }
        }
    }

    /// <summary>A transaction has ended, and its marker is in the log of offsets: what it sent counts now, or is dropped.</summary>
    public void EndTransaction(long producerId, bool committed)
    {
        if (!_pending.TryRemove(producerId, out var groups))
        {
            return;
        }

        foreach (var groupId in groups)
        {
            if (_groups.TryGetValue(groupId, out var cell))
            {
                Tell(cell, new EndOffsetsTransaction(producerId, committed));
            }
        }
    }

    private GroupCell NewCell(GroupState state) => new(state, _clock, TimeDue);

    private void TimeDue(GroupCell cell)
    {
        lock (cell.Gate)
        {
            cell.Timer.Fired();
        }

        Tell(cell, new TimePassed());
    }

    private void Tell(GroupCell cell, IGroupMessage message)
    {
        lock (cell.Gate)
        {
            if (!cell.IsGone)
            {
                Decide(cell, message);
            }
        }
    }

    private void TellAll(IGroupMessage message)
    {
        foreach (var cell in _groups.Values)
        {
            Tell(cell, message);
        }
    }

    private void ForgetTopic(string topic) => TellAll(new TopicsDeleted([topic]));

    /// <summary>One turn of a group, under its lock.</summary>
    private ErrorCode Decide(GroupCell cell, IGroupMessage message)
    {
        var before = cell.State;
        var decision = GroupMachine.Decide(before, message, _options, Now);
        var error = Log.Write(decision, _services.Time.GetUtcNow().ToUnixTimeMilliseconds());
        if (error != ErrorCode.None)
        {
            // Not written, so not so. A timer comes back in a while, a client asks again.
            GroupNotWritten(before.GroupId, error);
            cell.Timer.Arm(Now + TimeSpan.FromSeconds(1));
            return error;
        }

        cell.State = decision.Next;
        foreach (var effect in decision.Effects)
        {
            if (effect is StorePendingOffsets pending)
            {
                NotePending(pending.ProducerId, before.GroupId);
            }
            else if (effect is Answer answer)
            {
                cell.Answer(answer);
            }
        }

        if (before.Phase != decision.Next.Phase || before.Generation != decision.Next.Generation)
        {
            GroupMoved(before.GroupId, before.Phase, decision.Next.Phase, decision.Next.Generation, decision.Next.Members.Count);
        }

        if (decision.Next.IsBlank || decision.Next.Phase == GroupPhase.Dead)
        {
            cell.IsGone = true;
            cell.Timer.Dispose();
            _groups.TryRemove(before.GroupId, out _);
        }
        else
        {
            cell.Timer.Arm(decision.Next.NextDue);
        }

        return ErrorCode.None;
    }

    private void NotePending(long producerId, string groupId) =>
        _pending.AddOrUpdate(producerId, [groupId], (_, groups) => groups.Add(groupId));

    [LoggerMessage(6500, LogLevel.Information, "{Count} consumer groups restored")]
    private partial void GroupsRestored(int count);

    [LoggerMessage(6501, LogLevel.Debug, "Group {Group}: {Before} -> {After}, generation {Generation}, {Members} members")]
    private partial void GroupMoved(string group, GroupPhase before, GroupPhase after, int generation, int members);

    [LoggerMessage(6502, LogLevel.Error, "Group {Group}: a decision could not be written and does not hold: {Error}")]
    private partial void GroupNotWritten(string group, ErrorCode error);
}
