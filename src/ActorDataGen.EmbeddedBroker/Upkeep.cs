using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.EmbeddedBroker.Topics;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.EmbeddedBroker;

/// <summary>What is done in the background: flushing, and dropping or compacting what is old.</summary>
internal sealed partial class Upkeep(
    LogDirectory directory, TopicCatalog topics, EmbeddedBrokerOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.WhenAll(
        Task.Run(() => RunAsync(options.Flush.Interval, () => directory.FlushAll(topics.Logs))),
        Task.Run(() => RunAsync(options.UpkeepInterval, TrimAll)));

    /// <summary>Applies retention and compaction to every log, now.</summary>
    public void TrimAll()
    {
        foreach (var log in topics.Logs)
        {
            if (log.ApplyRetention() is > 0 and var dropped)
            {
                LogDropped(log.Topic, log.Partition, dropped, log.LogStartOffset);
            }

            if (log.Configuration.Compact && !_stopping.IsCancellationRequested && LogCompactor.Compact(log) is { CleanedBytes: > 0 } report)
            {
                LogCompacted(log.Topic, log.Partition, report.CleanedBytes, report.KeptBytes);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(TimeSpan interval, Action work)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                Do(work);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private void Do(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or KafkaProtocol.KafkaProtocolException)
        {
            // A full disk, say: the next round may fare better, and appends tell their clients themselves.
            LogFailed(e);
        }
    }

    [LoggerMessage(6020, LogLevel.Information, "{Topic}-{Partition}: {Segments} segments dropped by retention; the log starts at {Offset}")]
    private partial void LogDropped(string topic, int partition, int segments, long offset);

    [LoggerMessage(6021, LogLevel.Information, "{Topic}-{Partition}: {Before} bytes compacted to {After}")]
    private partial void LogCompacted(string topic, int partition, long before, long after);

    [LoggerMessage(6022, LogLevel.Error, "Background upkeep failed; it goes on at the next interval")]
    private partial void LogFailed(Exception exception);
}
