using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorDataGen.Kafka.Consuming;

/// <summary>
/// A consumer and the thread that polls it. It delivers partitions to sinks through bounded feeds, and reads only what is committed.
/// As a member of a group (<see cref="Join"/>) it shares a topic's partitions with others, cooperatively; without one
/// (a reader) it reads whatever it is told to.
/// </summary>
public sealed partial class RecordSource : IAsyncDisposable
{
    // How soon a command (open, resume, close) is carried out while nothing arrives. Commands come in clusters, around a rebalance.
    private static readonly TimeSpan BusyPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(5);

    // One delivery; large enough to make a transaction's cost small, small enough to keep its latency low.
    private const int MaxBatch = 500;

    private static readonly TimeSpan HandOverLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(5);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IPartitionOwner? _owner;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _name;
    private readonly ConcurrentQueue<Action> _commands = new();
    private readonly Dictionary<TopicPartition, RecordFeed> _feeds = [];
    private readonly HashSet<TopicPartition> _toPause = [];
    private readonly Dictionary<RecordFeed, List<ConsumeResult<byte[]?, byte[]?>>> _batch = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private int _disposed;

    private RecordSource(ConsumerConfig config, string name, string? topic, IPartitionOwner? owner, ILogger? logger, TimeProvider? time)
    {
        (_owner, _name, _logger, _time) = (owner, name, logger ?? NullLogger.Instance, time ?? TimeProvider.System);
        var builder = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, message) => KafkaLog.Library(_logger, message))
            .SetErrorHandler((_, error) => KafkaLog.Error(_logger, name, error));
        if (owner is not null)
        {
            builder.SetPartitionsAssignedHandler((_, partitions) => OnAssigned(partitions))
                .SetPartitionsRevokedHandler((_, partitions) => OnRevoked([.. partitions.Select(p => p.TopicPartition)]))
                .SetPartitionsLostHandler((_, partitions) => OnLost([.. partitions.Select(p => p.TopicPartition)]));
        }

        _consumer = builder.Build();
        if (topic is not null)
        {
            _consumer.Subscribe(topic);
        }

        new Thread(Poll) { IsBackground = true, Name = $"kafka source {name}" }.Start();
    }

    /// <summary>The member's present place in its group, to be sent along with offsets in a transaction.</summary>
    public IConsumerGroupMetadata Membership => _consumer.ConsumerGroupMetadata;

    /// <summary>Joins a group that shares the partitions of a topic.</summary>
    public static RecordSource Join(KafkaConnectionOptions connection, string group, string topic, IPartitionOwner owner,
        GroupTimes? times = null, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(owner);
        var chosen = times ?? GroupTimes.Default;
        var config = Common(connection.Configure(new ConsumerConfig
        {
            GroupId = group,
            SessionTimeoutMs = (int)chosen.SessionTimeout.TotalMilliseconds,
            HeartbeatIntervalMs = (int)chosen.HeartbeatInterval.TotalMilliseconds,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
        }));
        return new RecordSource(config, group, topic, owner, logger, timeProvider);
    }

    /// <summary>Reads partitions without a group.</summary>
    /// <param name="connection">Where Kafka is.</param>
    /// <param name="name">What the log calls it.</param>
    /// <param name="logger">Where to log; null is nowhere.</param>
    /// <param name="timeProvider">The clock; null is the system's.</param>
    public static RecordSource Reader(
        KafkaConnectionOptions connection, string name, ILogger? logger = null, TimeProvider? timeProvider = null) =>
        Reader(connection, name, $"adg-reader-{name}", logger, timeProvider);

    /// <summary>A reader that could ask for another group's offsets.</summary>
    internal static RecordSource Reader(
        KafkaConnectionOptions connection, string name, string group, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        // librdkafka wants a group's name from every consumer; this one never joins.
        var config = Common(connection.Configure(new ConsumerConfig { GroupId = group }));
        return new RecordSource(config, name, null, null, logger, timeProvider);
    }

    /// <summary>Begins to deliver a partition: of the group's topic one that was assigned, without a group any.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="start">Where to begin; <see cref="Offset.Beginning"/> for all there is.</param>
    /// <param name="sink">Where its records go.</param>
    /// <param name="capacity">How many records may be under way before the partition is paused.</param>
    public RecordFeed Open(TopicPartition partition, Offset start, IRecordSink sink, int capacity = 2_000)
    {
        var feed = new RecordFeed(this, partition, start, sink, capacity);
        _commands.Enqueue(() => OpenNow(feed));
        return feed;
    }

    /// <summary>Where the group goes on in this partition: its committed offset, with every open transaction settled.</summary>
    /// <exception cref="KafkaException">The brokers don't answer.</exception>
    public Task<Offset> CommittedAsync(TopicPartition partition) => Task.Run(() =>
    {
        var committed = _consumer.Committed([partition], RequestLimit).Single().Offset;
        return committed == Offset.Unset ? Offset.Beginning : committed;
    });

    /// <summary>
    /// Asks the group's coordinator whether this process is a member of the present generation, by a commit that means nothing:
    /// of an offset that nobody reads. Whoever was frozen and thrown out learns it here, before it takes anything over.
    /// </summary>
    /// <param name="unread">A partition whose offset nobody in this group reads.</param>
    public Task<bool> IsMemberAsync(TopicPartition unread) => Task.Run(() =>
    {
        try
        {
            _consumer.Commit([new TopicPartitionOffset(unread, 0)]);
            return true;
        }
        catch (KafkaException e)
        {
            LogNotMember(_logger, _name, e.Error.Reason);
            return false;
        }
    });

    /// <summary>Asks the leaders of these partitions for an answer: true when all of them gave one within the time.</summary>
    public Task<bool> AnswersAsync(IReadOnlyList<TopicPartition> partitions, TimeSpan limit) => Task.Run(() =>
    {
        try
        {
            foreach (var partition in partitions)
            {
                _consumer.QueryWatermarkOffsets(partition, limit);
            }

            return true;
        }
        catch (KafkaException)
        {
            return false;
        }
    });

    /// <summary>Leaves the group (giving its partitions up in order) and closes the consumer.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _stop.CancelAsync();
        }

        await _ended.Task;
    }

    internal void Resume(RecordFeed feed) => _commands.Enqueue(() =>
    {
        if (IsOpen(feed) && feed.TryDrain())
        {
            Try(() => _consumer.Resume([feed.Partition]));
        }
    });

    internal void Close(RecordFeed feed) => _commands.Enqueue(() =>
    {
        if (IsOpen(feed))
        {
            _feeds.Remove(feed.Partition);
            Try(() =>
            {
                if (_owner is null)
                {
                    _consumer.IncrementalUnassign([feed.Partition]);
                }
                else
                {
                    _consumer.Pause([feed.Partition]);
                }
            });
        }
    });

    private static ConsumerConfig Common(ConsumerConfig config)
    {
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.EnablePartitionEof = true;
        // Nothing submitted is ever skipped.
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        // A partition that is opened waits for the request that is on its way, so the default of 500 would cost a hand-over half of its second.
        config.FetchWaitMaxMs = 100;
        config.FetchErrorBackoffMs = 100;
        // The defaults keep up to 64 MB for each partition; the feeds are the queue here.
        config.QueuedMinMessages = 4_000;
        config.QueuedMaxMessagesKbytes = 8_192;
        return config;
    }

    private void Poll()
    {
        var busySince = _time.GetTimestamp();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                if (RunCommands())
                {
                    busySince = _time.GetTimestamp();
                }

                Receive(_time.GetElapsedTime(busySince) < BusyFor ? BusyPoll : IdlePoll);
            }

            _consumer.Close();
        }
        catch (KafkaException e)
        {
            LogClose(_logger, _name, e.Error.Reason);
        }
        finally
        {
            _consumer.Dispose();
            _stop.Dispose();
            _ended.SetResult();
        }
    }

    private bool RunCommands()
    {
        var any = false;
        while (_commands.TryDequeue(out var command))
        {
            command();
            any = true;
        }

        return any;
    }

    private void Receive(TimeSpan wait)
    {
        var count = 0;
        for (var result = Consume(wait); result is not null; result = count < MaxBatch ? Consume(TimeSpan.Zero) : null)
        {
            count++;
            PauseAssigned();
            // What slipped in before the pause is read again from where the feed starts.
            if (!_feeds.TryGetValue(result.TopicPartition, out var feed))
            {
                continue;
            }

            if (result.IsPartitionEOF)
            {
                Deliver(feed);
                ReachedEnd(feed, result.Offset);
                continue;
            }

            if (!_batch.TryGetValue(feed, out var records))
            {
                _batch[feed] = records = [];
            }

            records.Add(result);
        }

        PauseAssigned();
        foreach (var feed in _batch.Keys.ToArray())
        {
            Deliver(feed);
        }
    }

    private ConsumeResult<byte[]?, byte[]?>? Consume(TimeSpan wait)
    {
        try
        {
            return _consumer.Consume(wait);
        }
        catch (ConsumeException e)
        {
            // librdkafka goes on by itself; what it can't mend (an authorization that is missing) it says again and again.
            LogConsume(_logger, _name, e.Error.Code, e.Error.Reason);
            return null;
        }
    }

    private void Deliver(RecordFeed feed)
    {
        if (!_batch.Remove(feed, out var records) || !IsOpen(feed))
        {
            return;
        }

        if (feed.Fill(records.Count))
        {
            Try(() => _consumer.Pause([feed.Partition]));
        }

        feed.Sink.Arrived(feed, records);
    }

    // With read_committed "the end" is where the first open transaction begins. Records behind it may be committed already (by the
    // former owner, while an agent's transaction is open), so only the end of the log itself counts.
    private void ReachedEnd(RecordFeed feed, Offset next)
    {
        if (IsOpen(feed) && next.Value >= _consumer.GetWatermarkOffsets(feed.Partition).High.Value)
        {
            feed.Sink.CaughtUp(feed, next);
        }
    }

    private void OpenNow(RecordFeed feed)
    {
        Try(() =>
        {
            if (_owner is null)
            {
                if (_feeds.ContainsKey(feed.Partition))
                {
                    _consumer.IncrementalUnassign([feed.Partition]);
                }

                _consumer.IncrementalAssign([new TopicPartitionOffset(feed.Partition, feed.Start)]);
            }
            else
            {
                _consumer.Seek(new TopicPartitionOffset(feed.Partition, feed.Start));
                _consumer.Resume([feed.Partition]);
            }

            _feeds[feed.Partition] = feed;
        });
    }

    private void OnAssigned(List<TopicPartition> partitions)
    {
        _toPause.UnionWith(partitions);
        _commands.Enqueue(PauseAssigned);
        _commands.Enqueue(() => _owner!.Assigned(partitions));
    }

    private void OnRevoked(List<TopicPartition> partitions)
    {
        Forget(partitions);
        var released = _owner!.Revoked(partitions);
        if (!((IAsyncResult)released).AsyncWaitHandle.WaitOne(HandOverLimit))
        {
            LogSlowHandOver(_logger, _name, partitions.Count);
        }
    }

    private void OnLost(List<TopicPartition> partitions)
    {
        Forget(partitions);
        _owner!.Lost(partitions);
    }

    private void Forget(List<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _toPause.Remove(partition);
            if (_feeds.Remove(partition, out var feed))
            {
                _batch.Remove(feed);
            }
        }
    }

    private void PauseAssigned()
    {
        if (_toPause.Count > 0)
        {
            Try(() => _consumer.Pause(_toPause.Where(partition => !_feeds.ContainsKey(partition))));
            _toPause.Clear();
        }
    }

    private bool IsOpen(RecordFeed feed) => _feeds.TryGetValue(feed.Partition, out var open) && ReferenceEquals(open, feed);

    // A rebalance may take a partition away between a command and its execution; whoever owned it is told so by the rebalance itself.
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is KafkaException or TopicPartitionException)
        {
            LogCommand(_logger, _name, e.Message);
        }
    }

    [LoggerMessage(5010, LogLevel.Warning, "{Name}: {Code}: {Reason}")]
    private static partial void LogConsume(ILogger logger, string name, ErrorCode code, string reason);

    [LoggerMessage(5011, LogLevel.Information, "{Name}: the partition is not ours any more: {Reason}")]
    private static partial void LogCommand(ILogger logger, string name, string reason);

    [LoggerMessage(5012, LogLevel.Information, "{Name}: closing: {Reason}")]
    private static partial void LogClose(ILogger logger, string name, string reason);

    [LoggerMessage(5013, LogLevel.Warning, "{Name}: {Count} partitions are given up although what they do has not ended")]
    private static partial void LogSlowHandOver(ILogger logger, string name, int count);

    [LoggerMessage(5014, LogLevel.Information, "{Name}: not a member of its group at present: {Reason}")]
    private static partial void LogNotMember(ILogger logger, string name, string reason);
}
