using System.Collections.Immutable;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Replicas;
using ActorDataGen.Agent.Transport;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Values;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Agent.Lifecycle;

/// <content>Heartbeats, what containers use, and the messages an agent sends itself.</content>
internal sealed partial class AgentActor
{
    /// <summary>Containers measured at the same time: a daemon answers each in about a millisecond, and has other things to do.</summary>
    private const int MeasuredAtOnce = 4;

    private void Beat()
    {
        Say();
        if (_isMeasuring)
            return;
        var running = _view.Live.Where(live => live.Value.ContainerId.Length > 0).Select(live => (live.Key, live.Value.ContainerId)).ToImmutableArray();
        if (running.IsEmpty || !_view.FailedChecks.IsEmpty)
        {
            _statistics = [];
            return;
        }

        _isMeasuring = true;
        MeasureAsync(running, _life.Token).PipeTo(Self, failure: _ => StatisticsRound.Empty);
    }

    private void Say()
    {
        var labels = new Dictionary<string, string>(_agent.Options.Labels);
        foreach (var (name, value) in _view.Directive?.Labels ?? StringMap.Empty)
        {
            if (value.Length > 0)
                labels[name] = value;
            else
                labels.Remove(name);
        }

        _reporter.Tell(new AgentStatus
        {
            Agent = _agent.Options.AgentId,
            State = _view.State,
            Incarnation = _incarnation,
            FailedChecks = [.. _view.FailedChecks.IsEmpty && !_view.IsReconciled ? [AgentView.StartingCheck] : _view.FailedChecks],
            Labels = StringMap.From(labels),
            Capacity = _view.Capacity,
            Allocated = _view.Allocated,
            ContainersRunning = [.. _view.Live.Values.Select(live => live.ContainerId).Where(id => id.Length > 0)],
            Statistics = [.. _statistics],
            Address = _agent.Options.Address,
            Engine = _agent.Engine.Kind,
            Version = typeof(AgentHost).Assembly.GetName().Version?.ToString(3) ?? "",
            DrainDeadline = _view.IsDraining ? _view.Directive?.DrainDeadline : null,
            At = _agent.Time.GetUtcNow(),
        });
    }

    private async Task<StatisticsRound> MeasureAsync(ImmutableArray<(AttemptKey Key, string ContainerId)> running, CancellationToken cancellationToken)
    {
        var measured = new System.Collections.Concurrent.ConcurrentDictionary<AttemptKey, (string, ContainerStats)>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = MeasuredAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(running, options, async (one, token) =>
        {
            try
            {
                if (await _agent.Engine.GetStatsAsync(one.ContainerId, token).ConfigureAwait(false) is { } stats)
                    measured[one.Key] = (one.ContainerId, stats);
            }
            catch (EngineException e)
            {
                LogNotMeasured(_agent.Logger, one.ContainerId, e.Message);
            }
        }).ConfigureAwait(false);
        return new StatisticsRound(measured.ToImmutableDictionary());
    }

    private void EndMeasuring(StatisticsRound round)
    {
        _isMeasuring = false;
        var last = _lastStatistics;
        _lastStatistics = round;
        _statistics = [.. round.Measured.Select(one =>
        {
            var (containerId, now) = one.Value;
            var cores = last is not null && last.Measured.TryGetValue(one.Key, out var then) && now.At > then.Stats.At
                ? (now.CpuTime - then.Stats.CpuTime) / (now.At - then.Stats.At)
                : 0;
            return new ContainerStatistics
            {
                ContainerId = containerId,
                Uid = one.Key.Slot.Uid,
                Replica = one.Key.Slot.Replica,
                Attempt = one.Key.Attempt,
                Cpu = Math.Max(0, cores),
                Memory = now.MemoryBytes,
                NetworkReceived = now.BytesReceived,
                NetworkSent = now.BytesSent,
            };
        })];
    }

    private sealed record FeedRead(AgentFeedBatch Batch);

    private sealed record FeedFailed(Exception Error);

    private sealed record ReadDue;

    private sealed record CheckDue;

    private sealed record Checked(ImmutableSortedSet<string> Failed, AgentResources? Capacity);

    private sealed record Listed(ImmutableArray<EngineContainer> Containers, ImmutableHashSet<AttemptKey> Known, Exception? Error);

    private sealed record EngineSaid(EngineEvent Event);

    private sealed record WatchOpened;

    private sealed record WatchBroken;

    private sealed record HeartbeatDue;

    private sealed record TickDue;

    private sealed record StatisticsRound(ImmutableDictionary<AttemptKey, (string ContainerId, ContainerStats Stats)> Measured)
    {
        public static StatisticsRound Empty { get; } = new(ImmutableDictionary<AttemptKey, (string, ContainerStats)>.Empty);
    }

    [LoggerMessage(4001, LogLevel.Warning, "Agent {Agent} can't read its instructions; it will try again")]
    private static partial void LogFeedFailed(ILogger logger, Exception exception, AgentId agent);

    [LoggerMessage(4002, LogLevel.Warning, "Agent {Agent}: an attempt failed with its engine")]
    private static partial void LogAttemptFailed(ILogger logger, Exception exception, AgentId agent);

    [LoggerMessage(4003, LogLevel.Warning, "Agent {Agent} can't list its containers; it will try again")]
    private static partial void LogListFailed(ILogger logger, Exception exception, AgentId agent);

    [LoggerMessage(4004, LogLevel.Information, "Agent {Agent} lost sight of its containers: {Reason}")]
    private static partial void LogWatchBroke(ILogger logger, string reason, AgentId agent);

    [LoggerMessage(4005, LogLevel.Debug, "Container {Container} can't be measured: {Reason}")]
    private static partial void LogNotMeasured(ILogger logger, string container, string reason);

    [LoggerMessage(4006, LogLevel.Critical, "Agent {Agent} was started elsewhere and has taken over: this one ends")]
    private static partial void LogFenced(ILogger logger, AgentId agent);
}
