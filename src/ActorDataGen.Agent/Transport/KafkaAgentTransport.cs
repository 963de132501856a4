using System.Collections.Immutable;
using System.Text;
using System.Threading.Channels;
using ActorDataGen.Jobs;
using ActorDataGen.Kafka;
using ActorDataGen.Kafka.Consuming;
using ActorDataGen.Kafka.Producing;
using ActorDataGen.Kafka.Topics;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Serdes;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Partitioner = ActorDataGen.Kafka.Partitioner;

namespace ActorDataGen.Agent.Transport;

/// <summary>
/// An agent's transport over Kafka: its partition of <c>Job_Instruction</c> and of <c>Agent_Handling</c>, by murmur2 of its id, read
/// by assignment; <c>Job_Status</c> and <c>Agent_Status</c> written in transactions under an id of its own.
/// </summary>
public sealed partial class KafkaAgentTransport : IAgentTransport, IRecordSink
{
    /// <summary>Records of one partition on their way here; past it the partition is paused.</summary>
    private const int FeedCapacity = 1_000;

    private readonly KafkaConnectionOptions _connection;
    private readonly ManagementTopics _topics;
    private readonly WireSerdes _serdes;
    private readonly AgentId _agent;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    // Unbounded to the compiler only: the feeds' own bounds hold, since records are acknowledged when they are taken out.
    private readonly Channel<(RecordFeed Feed, ConsumeResult<byte[]?, byte[]?>? Record)> _arrived =
        Channel.CreateUnbounded<(RecordFeed, ConsumeResult<byte[]?, byte[]?>?)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly HashSet<RecordFeed> _caughtUp = [];
    private PartitionProducer? _producer;
    private RecordSource? _source;
    private int _feeds;
    private (int JobStatus, int AgentStatus) _partitions;

    /// <summary>Makes the transport of one agent; nothing is connected yet.</summary>
    public KafkaAgentTransport(
        AgentId agent, KafkaConnectionOptions connection, ManagementTopics topics, WireSerdes serdes, ILoggerFactory? loggers = null, TimeProvider? time = null)
    {
        (_agent, _connection, _topics, _serdes, _time) = (agent, connection, topics, serdes, time ?? TimeProvider.System);
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<KafkaAgentTransport>();
    }

    private string TransactionalId => $"{_topics.Prefix}agent-{_agent}";

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _serdes.PrepareAsync(cancellationToken).ConfigureAwait(false);
        _producer = await TakeOverAsync(cancellationToken).ConfigureAwait(false);
        using var administrator = new TopicAdministrator(_connection, _time);
        _partitions = (await CountAsync(_topics.JobStatus).ConfigureAwait(false), await CountAsync(_topics.AgentStatus).ConfigureAwait(false));
        var instructions = await CountAsync(_topics.JobInstruction).ConfigureAwait(false);
        var directives = await CountAsync(_topics.AgentHandling).ConfigureAwait(false);
        _source = RecordSource.Reader(_connection, $"agent {_agent}", _logger, _time);
        Open(_topics.JobInstruction, instructions);
        Open(_topics.AgentHandling, directives);

        void Open(string topic, int partitions)
        {
            _feeds++;
            _source.Open(new TopicPartition(topic, Partitioner.PartitionOf(_agent.ToString(), partitions)), Offset.Beginning, this, FeedCapacity);
        }

        async Task<int> CountAsync(string topic) => await administrator.PartitionsAsync(topic, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"there is no topic '{topic}': start a controller, which creates it");
    }

    /// <inheritdoc/>
    public async Task<AgentFeedBatch> ReadAsync(CancellationToken cancellationToken)
    {
        await _arrived.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        var items = ImmutableArray.CreateBuilder<AgentFeedItem>();
        while (items.Count < FeedCapacity && _arrived.Reader.TryPeek(out var next))
        {
            if (next.Record is not { } record)
                _caughtUp.Add(next.Feed);
            else
            {
                try
                {
                    if (await DecodeAsync(record, cancellationToken).ConfigureAwait(false) is { } item)
                        items.Add(item);
                }
                catch (WireException) when (items.Count > 0)
                {
                    // The registry does not answer: what was read so far counts, and the next call fails at this record.
                    break;
                }

                next.Feed.Acknowledge(1);
            }

            _arrived.Reader.TryRead(out _);
        }

        return new AgentFeedBatch(items.ToImmutable(), _caughtUp.Count == _feeds);
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> WriteAsync(AgentReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var records = new List<OutgoingRecord>(report.Replicas.Length + 1);
        foreach (var (status, image) in report.Replicas)
        {
            records.Add(new OutgoingRecord(
                Destination(_topics.JobStatus, status.JobId.ToString(), _partitions.JobStatus),
                Encoding.UTF8.GetBytes(WireKeys.Replica(status.Uid, status.Replica, status.Attempt)),
                _serdes.JobStatus.Write(WireMapping.ToWire(status, image))));
        }

        if (report.Heartbeat is { } heartbeat)
        {
            records.Add(new OutgoingRecord(
                Destination(_topics.AgentStatus, _agent.ToString(), _partitions.AgentStatus),
                Encoding.UTF8.GetBytes(_agent.ToString()), _serdes.AgentStatus.Write(WireMapping.ToWire(heartbeat))));
        }

        _producer ??= await TakeOverAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _producer.CommitAsync(records, null, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ProducerFencedException e)
        {
            throw new AgentFencedException(_agent, e);
        }
        catch (TransactionFailedException)
        {
            await _producer.DisposeAsync().ConfigureAwait(false);
            _producer = null;
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
            await _source.DisposeAsync().ConfigureAwait(false);
        if (_producer is not null)
            await _producer.DisposeAsync().ConfigureAwait(false);
    }

    void IRecordSink.Arrived(RecordFeed feed, IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records)
    {
        foreach (var record in records)
            _arrived.Writer.TryWrite((feed, record));
    }

    void IRecordSink.CaughtUp(RecordFeed feed, Offset next) => _arrived.Writer.TryWrite((feed, null));

    private async ValueTask<AgentFeedItem?> DecodeAsync(ConsumeResult<byte[]?, byte[]?> record, CancellationToken cancellationToken)
    {
        var key = record.Message.Key is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        var value = record.Message.Value;
        try
        {
            if (record.Topic == _topics.AgentHandling)
            {
                return key != _agent.ToString() ? null : new DirectiveRead(
                    value is null ? null : WireMapping.FromWire(await _serdes.AgentHandling.ReadAsync(value, cancellationToken).ConfigureAwait(false)));
            }

            return !WireKeys.TryReadInstruction(key, out var agent, out var uid, out var replica) || agent != _agent ? null : new InstructionRead(
                uid, replica, value is null ? null : WireMapping.FromWire(await _serdes.JobInstruction.ReadAsync(value, cancellationToken).ConfigureAwait(false)));
        }
        catch (WireException e) when (!e.IsTransient)
        {
            // Nothing that is in a record blocks the partition; the controller's own records are never like this.
            LogUnreadable(_logger, e, key ?? "", record.TopicPartitionOffset.ToString());
            return null;
        }
    }

    private async Task<PartitionProducer> TakeOverAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await PartitionProducer.TakeOwnershipAsync(_connection, TransactionalId, _logger, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (ProducerFencedException e)
        {
            throw new AgentFencedException(_agent, e);
        }
    }

    private static TopicPartition Destination(string topic, string key, int partitions) => new(topic, Partitioner.PartitionOf(key, partitions));

    [LoggerMessage(4030, LogLevel.Warning, "Record {Key} at {Position} can't be read and is passed over")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, string key, string position);
}
