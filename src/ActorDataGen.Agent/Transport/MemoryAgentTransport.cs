using System.Collections.Immutable;
using System.Threading.Channels;
using ActorDataGen.Jobs;

namespace ActorDataGen.Agent.Transport;

/// <summary>A transport without a broker, for tests and simulated agents: somebody else puts records in and takes reports.</summary>
/// <param name="agent">Who uses it.</param>
/// <param name="write">Takes each report; what it throws is what writing throws.</param>
public sealed class MemoryAgentTransport(AgentId agent, Func<AgentReport, CancellationToken, Task<DateTimeOffset?>> write) : IAgentTransport
{
    // Unbounded on purpose: it stands for a topic, which holds what its agent has not read.
    private readonly Channel<AgentFeedItem> _feed = Channel.CreateUnbounded<AgentFeedItem>(new UnboundedChannelOptions { SingleReader = true });
    private volatile bool _fenced;
    private bool _caughtUp;

    /// <summary>Puts a record at the end.</summary>
    public void Put(AgentFeedItem item) => _feed.Writer.TryWrite(item);

    /// <summary>Has another process take the agent id.</summary>
    public void Fence() => _fenced = true;

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<AgentFeedBatch> ReadAsync(CancellationToken cancellationToken)
    {
        var items = ImmutableArray.CreateBuilder<AgentFeedItem>();
        if (_caughtUp)
            await _feed.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        while (items.Count < 1000 && _feed.Reader.TryRead(out var item))
            items.Add(item);
        _caughtUp |= items.Count < 1000;
        return new AgentFeedBatch(items.ToImmutable(), _caughtUp);
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> WriteAsync(AgentReport report, CancellationToken cancellationToken) =>
        _fenced ? Task.FromException<DateTimeOffset?>(new AgentFencedException(agent)) : write(report, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _feed.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
