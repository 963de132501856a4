using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ActorDataGen.EmbeddedRegistry.Entries;
using ActorDataGen.EmbeddedRegistry.State;
using ActorDataGen.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.EmbeddedRegistry.Log;

/// <summary>
/// The topic: reads it from its beginning into the state and goes on reading; writes records and waits until they were
/// read back. So several registries on one topic show the same, and none answers before what it says is kept.
/// </summary>
internal sealed partial class RegistryLog(EmbeddedRegistryOptions options, string bootstrapServers, RegistryState state, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    // Survives in the last record of the topic, whatever is compacted away, so that no id is ever given twice.
    private const string MaxIdHeader = "adg-max-id";
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(long Offset, TaskCompletionSource Done)> _waiting = [];
    private IProducer<byte[], byte[]?>? _producer;
    private Task _reading = Task.CompletedTask;
    private long _applied = -1;

    /// <summary>Ends when the topic was read to its end for the first time; fails if it cannot be.</summary>
    public Task Loaded => _loaded.Task;

    public void Start() => _reading = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>Looks at the state while nothing changes it.</summary>
    public T Read<T>(Func<RegistryState, T> read)
    {
        lock (_gate) return read(state);
    }

    /// <summary>Writes records, all or, if the cluster fails meanwhile, some; returns once they show in the state.</summary>
    /// <exception cref="KafkaException">They were not written.</exception>
    /// <exception cref="TimeoutException">They were not read back in time.</exception>
    public async Task AppendAsync(ImmutableArray<RegistryEntry> entries, CancellationToken cancellationToken)
    {
        var producer = _producer ?? throw new InvalidOperationException("The log is not loaded.");
        var maxId = Math.Max(Read(s => s.MaxId), entries.OfType<SchemaEntry>().Select(e => e.Id).DefaultIfEmpty().Max());
        var partition = new TopicPartition(options.Topic, 0);
        var sent = entries.Select(entry => producer.ProduceAsync(partition, NewMessage(entry, maxId), cancellationToken)).ToList();
        var reports = await Task.WhenAll(sent);
        await WaitAsync(reports.Max(r => r.Offset.Value), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _producer?.Dispose();
        _stop.Dispose();
    }

    private static Message<byte[], byte[]?> NewMessage(RegistryEntry entry, int maxId)
    {
        var (key, value) = RegistryEntryCodec.Write(entry);
        var headers = new Headers { { MaxIdHeader, Encoding.ASCII.GetBytes(maxId.ToString(CultureInfo.InvariantCulture)) } };
        return new Message<byte[], byte[]?> { Key = key, Value = value, Headers = headers };
    }

    private async Task Run()
    {
        try
        {
            KafkaLibrary.EnsureLoaded();
            await RegistryTopic.EnsureAsync(options, Config(new AdminClientConfig()), time, logger, _stop.Token);
            _producer = NewProducer();
            using var consumer = NewConsumer();
            consumer.Assign(new TopicPartitionOffset(options.Topic, 0, Offset.Beginning));
            while (!_stop.IsCancellationRequested) ReadOne(consumer);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _loaded.TrySetCanceled();
        }
        catch (Exception e)
        {
            LogFailed(e.Message);
            _loaded.TrySetException(e);
            lock (_gate)
            {
                foreach (var (_, done) in _waiting) done.TrySetException(e);
            }
        }
    }

    private void ReadOne(IConsumer<byte[], byte[]?> consumer)
    {
        ConsumeResult<byte[], byte[]?> result;
        try
        {
            result = consumer.Consume(_stop.Token);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            LogConsumeFailed(e.Error.Reason);
            return;
        }

        if (result.IsPartitionEOF)
        {
            if (_loaded.TrySetResult()) Greet();
            return;
        }

        Apply(result);
    }

    // As Confluent's registry does. Here it opens the producer's connection before the first request needs it (1 s on a slow
    // machine), and renews the greatest id at the end of the topic.
    private void Greet()
    {
        LogLoaded(options.Topic, Read(s => s.All.Count()), Read(s => s.MaxId));
        _producer!.Produce(new TopicPartition(options.Topic, 0), NewMessage(new NoEntry(), Read(s => s.MaxId)));
    }

    private void Apply(ConsumeResult<byte[], byte[]?> result)
    {
        var entry = RegistryEntryCodec.Read(result.Message.Key, result.Message.Value);
        if (entry is null) LogUnknownRecord(result.Offset.Value);
        lock (_gate)
        {
            if (entry is not null) state.Apply(entry);
            if (result.Message.Headers?.TryGetLastBytes(MaxIdHeader, out var text) == true && int.TryParse(text, CultureInfo.InvariantCulture, out var maxId)) state.RaiseMaxId(maxId);
            _applied = result.Offset.Value;
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Offset > _applied) continue;
                _waiting[i].Done.TrySetResult();
                _waiting.RemoveAt(i);
            }
        }
    }

    private async Task WaitAsync(long offset, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_applied >= offset) return;
            _waiting.Add((offset, done));
        }

        await done.Task.WaitAsync(options.Timeout, time, cancellationToken);
    }

    private IProducer<byte[], byte[]?> NewProducer() => new ProducerBuilder<byte[], byte[]?>(Config(new ProducerConfig
    {
        Acks = Acks.All,
        EnableIdempotence = true,
        LingerMs = 0,
        MessageTimeoutMs = (int)options.Timeout.TotalMilliseconds,
    })).SetLogHandler((_, message) => LogKafka(message.Message)).Build();

    private IConsumer<byte[], byte[]?> NewConsumer() => new ConsumerBuilder<byte[], byte[]?>(Config(new ConsumerConfig
    {
        // Never used, as partitions are assigned by hand and nothing is committed, but librdkafka wants one.
        GroupId = "adg-registry",
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        EnablePartitionEof = true,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        FetchErrorBackoffMs = 100,
    })).SetLogHandler((_, message) => LogKafka(message.Message)).Build();

    private TConfig Config<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        config.BootstrapServers = bootstrapServers;
        config.ClientId = "adg-registry";
        foreach (var (name, value) in options.KafkaProperties) config.Set(name, value);
        return config;
    }

    [LoggerMessage(8501, LogLevel.Information, "The schema registry has read {Topic}: {Versions} versions, greatest id {MaxId}")]
    private partial void LogLoaded(string topic, int versions, int maxId);

    [LoggerMessage(8502, LogLevel.Warning, "The schema registry cannot read its topic at the moment: {Reason}")]
    private partial void LogConsumeFailed(string reason);

    [LoggerMessage(8503, LogLevel.Warning, "The record at offset {Offset} of the schema registry's topic is of a kind that it does not know, and is left out")]
    private partial void LogUnknownRecord(long offset);

    [LoggerMessage(8504, LogLevel.Error, "The schema registry has stopped: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(8505, LogLevel.Debug, "librdkafka: {Text}")]
    private partial void LogKafka(string text);
}
