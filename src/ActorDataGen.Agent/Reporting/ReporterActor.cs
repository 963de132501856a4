using ActorDataGen.Agent.Lifecycle;
using ActorDataGen.Agent.Replicas;
using ActorDataGen.Agent.Transport;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Agent.Reporting;

/// <summary>
/// Writes what the agent has to say, one transaction at a time. Of each attempt, and of the agent itself, only the last word
/// counts, so what waits is bounded by what there is; readers see no state twice and may miss one that was over at once.
/// </summary>
internal sealed partial class ReporterActor : ReceiveActor, IWithTimers
{
    /// <summary>A second: brokers are back within seconds, and nothing else is waiting for the answer.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly AgentContext _agent;
    private readonly CancellationTokenSource _life = new();
    private readonly Dictionary<AttemptKey, ReplicaReport> _waiting = [];
    private AgentStatus? _heartbeat;
    private bool _isWriting;

    public ReporterActor(AgentContext agent)
    {
        _agent = agent;
        Receive<ReplicaReport>(report =>
        {
            _waiting[KeyOf(report)] = report;
            Flush();
        });
        Receive<AgentStatus>(heartbeat =>
        {
            _heartbeat = heartbeat;
            Flush();
        });
        Receive<Written>(Done);
        Receive<NotWritten>(Failed);
        Receive<RetryDue>(_ =>
        {
            _isWriting = false;
            Flush();
        });
    }

    private sealed record Written(long Begun, DateTimeOffset? BrokerTime);

    private sealed record NotWritten(AgentReport Report, Exception Error);

    private sealed record RetryDue;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PostStop()
    {
        _life.Cancel();
        _life.Dispose();
    }

    private void Flush()
    {
        if (_isWriting || (_waiting.Count == 0 && _heartbeat is null))
            return;
        _isWriting = true;
        var report = new AgentReport([.. _waiting.Values], _heartbeat);
        _waiting.Clear();
        _heartbeat = null;
        var begun = _agent.Time.GetTimestamp();
        _agent.Transport.WriteAsync(report, _life.Token).PipeTo(
            Self, success: brokerTime => new Written(begun, brokerTime), failure: e => new NotWritten(report, e));
    }

    private void Done(Written written)
    {
        _isWriting = false;
        _agent.Guard.Committed(written.Begun);
        if (written.BrokerTime is { } brokerTime)
            _agent.Monitor.ObserveClock(brokerTime - _agent.Time.GetUtcNow());
        Flush();
    }

    private void Failed(NotWritten failed)
    {
        if (failed.Error is AgentFencedException fenced)
        {
            // It stays silent from here on: whoever has the id now speaks.
            Context.Parent.Tell(new AgentFenced(fenced));
            return;
        }

        LogNotWritten(_agent.Logger, failed.Error, _agent.Options.AgentId);
        foreach (var report in failed.Report.Replicas)
            _waiting.TryAdd(KeyOf(report), report);
        _heartbeat ??= failed.Report.Heartbeat;
        Timers.StartSingleTimer(nameof(RetryDue), new RetryDue(), RetryDelay);
    }

    private static AttemptKey KeyOf(ReplicaReport report) => new(new(report.Status.Uid, report.Status.Replica), report.Status.Attempt);

    [LoggerMessage(4010, LogLevel.Warning, "Agent {Agent} can't report; it will try again")]
    private static partial void LogNotWritten(ILogger logger, Exception exception, AgentId agent);
}

/// <summary>The agent id was taken over by another process.</summary>
internal sealed record AgentFenced(AgentFencedException Error);
