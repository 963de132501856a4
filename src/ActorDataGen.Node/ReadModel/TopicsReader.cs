using System.Text;
using ActorDataGen.Node.Topics;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Serdes;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Node.ReadModel;

/// <summary>Feeds the read model from the status topics: all partitions, from their start, for as long as the node runs.</summary>
internal sealed partial class TopicsReader(
    KafkaClients clients, WireSerdes serdes, ManagementTopics topics, ClusterReadModel model, ILogger<TopicsReader> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _reading;

    /// <summary>Starts to read.</summary>
    /// <returns>Ends once everything that was there has been read.</returns>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A thread of its own: consuming blocks, and the pool is for those who do not.
        _reading = Task.Factory.StartNew(() => ReadAsync(_ending.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        return _caughtUp.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (_reading is not null)
        {
            await _reading;
        }

        _ending.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var reader = clients.Reader("read-model", error => LogKafka(logger, error.Reason));
        var unread = Enumerable.Range(0, topics.JobPartitions).Select(p => new TopicPartition(topics.JobStatus, p))
            .Concat(Enumerable.Range(0, topics.InstructionPartitions).Select(p => new TopicPartition(topics.AgentStatus, p))).ToHashSet();
        reader.Assign(unread.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        while (!cancellationToken.IsCancellationRequested)
        {
            ConsumeResult<byte[], byte[]?>? record;
            try
            {
                record = reader.Consume(Poll);
            }
            catch (ConsumeException e)
            {
                // librdkafka goes on by itself; what it says here is about one fetch.
                LogKafka(logger, e.Error.Reason);
                continue;
            }

            if (record is null)
            {
                continue;
            }

            if (!record.IsPartitionEOF)
            {
                await TakeAsync(record, cancellationToken);
            }
            else if (unread.Remove(record.TopicPartition) && unread.Count == 0)
            {
                model.CaughtUp();
                _caughtUp.TrySetResult();
            }
        }

        _caughtUp.TrySetCanceled(cancellationToken);
    }

    private async Task TakeAsync(ConsumeResult<byte[], byte[]?> record, CancellationToken cancellationToken)
    {
        var key = record.Message.Key is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (record.Topic == topics.AgentStatus)
                {
                    await TakeAgentAsync(key, record.Message.Value, cancellationToken);
                }
                else if (WireKeys.TryReadJob(key, out var id))
                {
                    await TakeJobAsync(id.ToString(), record.Message.Value, cancellationToken);
                }

                return;
            }
            catch (WireException e) when (e.IsTransient)
            {
                LogRegistry(logger, e.Message);
                await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
            }
            catch (WireException e)
            {
                LogUnreadable(logger, record.TopicPartitionOffset.ToString(), e.Message);
                return;
            }
        }
    }

    private async Task TakeAgentAsync(string key, byte[]? value, CancellationToken cancellationToken)
    {
        if (value is null)
        {
            model.RemoveAgent(key);
            return;
        }

        model.Apply(WireMapping.FromWire(await serdes.AgentStatus.ReadAsync(value, cancellationToken)));
    }

    private async Task TakeJobAsync(string id, byte[]? value, CancellationToken cancellationToken)
    {
        if (value is null)
        {
            model.RemoveJob(id);
            return;
        }

        model.Apply(WireMapping.JobFromWire(await serdes.JobStatus.ReadAsync(value, cancellationToken)));
    }

    [LoggerMessage(8101, LogLevel.Information, "Kafka, while reading the status topics: {Reason}")]
    private static partial void LogKafka(ILogger logger, string reason);

    [LoggerMessage(8102, LogLevel.Warning, "A status cannot be read until the schema registry answers: {Reason}")]
    private static partial void LogRegistry(ILogger logger, string reason);

    [LoggerMessage(8103, LogLevel.Warning, "The status at {Place} cannot be read and is left out: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string place, string reason);
}
