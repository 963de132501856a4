using System.Diagnostics.CodeAnalysis;
using ActorDataGen.EmbeddedBroker.Faults;
using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Records;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.EmbeddedBroker.Testing;

/// <summary>
/// A broker for tests, with what a test wants to ask. Plain: start it, dispose of it. As a fixture of xunit, derive from it
/// and implement <c>IAsyncLifetime</c> with <see cref="InitializeAsync"/>, or write
/// <c>sealed class Kafka : TestBroker, IAsyncLifetime;</c> — the members are there already.
/// </summary>
public class TestBroker : IAsyncDisposable
{
    private readonly EmbeddedBrokerOptions _options;
    private readonly ILoggerFactory? _loggers;
    private readonly TimeProvider _time;
    private EmbeddedBroker? _broker;
    private string? _ownFolder;

    /// <summary>A broker in memory on a free loopback port.</summary>
    public TestBroker() : this(new EmbeddedBrokerOptions())
    {
    }

    /// <summary>A broker with settings of your own.</summary>
    public TestBroker(EmbeddedBrokerOptions options, ILoggerFactory? loggers = null, TimeProvider? time = null) =>
        (_options, _loggers, _time) = (options, loggers, time ?? TimeProvider.System);

    /// <summary>Whether it keeps its data in a folder of its own, which goes with it; else in memory. Set before it starts.</summary>
    public bool OnDisk { get; init; }

    /// <summary>What clients connect to.</summary>
    public string BootstrapServers => Broker.BootstrapServers;

    /// <summary>Faults to put in force.</summary>
    public FaultInjector Faults => Broker.Faults;

    /// <summary>The broker itself.</summary>
    public EmbeddedBroker Broker => _broker ?? throw new InvalidOperationException("the broker has not been started: await InitializeAsync first");

    /// <summary>Names of all topics, the broker's own ones left out.</summary>
    public IReadOnlyList<string> Topics => [.. Broker.Topics.All.Where(static t => !t.IsInternal).Select(static t => t.Name).Order(StringComparer.Ordinal)];

    /// <summary>Names of all consumer groups.</summary>
    public IReadOnlyList<string> Groups => [.. Coordinator.All.Select(static g => g.GroupId).Order(StringComparer.Ordinal)];

    private GroupCoordinator Coordinator => Broker.Modules.OfType<GroupCoordinator>().Single();

    /// <summary>Starts a broker.</summary>
    public static async Task<TestBroker> StartAsync(EmbeddedBrokerOptions? options = null, ILoggerFactory? loggers = null)
    {
        var broker = new TestBroker(options ?? new(), loggers);
        await broker.InitializeAsync();
        return broker;
    }

    /// <summary>Starts the broker.</summary>
    public async ValueTask InitializeAsync()
    {
        var options = _options;
        if (OnDisk && options.DataDirectory is null)
        {
            _ownFolder = Directory.CreateTempSubdirectory("test-broker-").FullName;
            options = options with { DataDirectory = _ownFolder };
        }

        _broker = await EmbeddedBroker.StartAsync(options, _loggers, _time);
    }

    /// <summary>Makes a topic.</summary>
    /// <exception cref="KafkaProtocolException">The name or a setting is wrong, or there is such a topic.</exception>
    public void CreateTopic(string name, int partitions = 1, IReadOnlyDictionary<string, string>? configuration = null)
    {
        var outcome = Broker.Topics.Create(name, partitions, configuration ?? new Dictionary<string, string>(), validateOnly: false);
        if (outcome.Error != ErrorCode.None)
        {
            throw new KafkaProtocolException(outcome.Error, outcome.Message ?? $"{name} was not made: {outcome.Error}");
        }
    }

    /// <summary>All records of a topic by partition and offset; empty where there is no such topic.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="readCommitted">Whether to leave out what belongs to open and aborted transactions. Default true.</param>
    public IReadOnlyList<TestRecord> Records(string topic, bool readCommitted = true)
    {
        var records = new List<TestRecord>();
        foreach (var log in Find(topic)?.Partitions ?? [])
        {
            var end = readCommitted ? log.LastStableOffset : log.LogEndOffset;
            foreach (var batch in log.ReadBatches(0))
            {
                var header = RecordBatchHeader.Read(batch.Span);
                if (header.IsControl || header.BaseOffset >= end || (readCommitted && header.IsTransactional && log.IsAborted(header.ProducerId, header.BaseOffset)))
                {
                    continue;
                }

                records.AddRange(RecordReader.Read(batch).Where(r => r.Offset >= log.LogStartOffset).Select(r => Convert(log.Partition, r)));
            }
        }

        return records;
    }

    /// <summary>The offset that a partition's next record gets; 0 where there is no such partition.</summary>
    public long EndOffset(string topic, int partition = 0) => Broker.Topics.FindPartition(topic, partition)?.LogEndOffset ?? 0;

    /// <summary>Ids of a group's members; empty where there is no such group.</summary>
    public IReadOnlyList<string> MembersOf(string group) => Coordinator.Find(group) is { } state ? [.. state.Members.Keys.Order(StringComparer.Ordinal)] : [];

    /// <summary>Waits until a topic has at least so many records, and returns them.</summary>
    /// <exception cref="TimeoutException">It has not after the time; the message says how many it has.</exception>
    public async Task<IReadOnlyList<TestRecord>> WaitForRecordsAsync(string topic, int count, TimeSpan? atMost = null, bool readCommitted = true)
    {
        IReadOnlyList<TestRecord> found = [];
        await WaitUntilAsync(() => (found = Records(topic, readCommitted)).Count >= count, atMost, () => $"{topic} has {found.Count} of {count} records");
        return found;
    }

    /// <summary>Waits until something holds. Looks every few milliseconds.</summary>
    /// <param name="holds">What must hold.</param>
    /// <param name="atMost">How long; 10 s by default.</param>
    /// <param name="otherwise">What to say when it does not.</param>
    /// <exception cref="TimeoutException">It does not hold after the time.</exception>
    public async Task WaitUntilAsync([NotNull] Func<bool> holds, TimeSpan? atMost = null, Func<string>? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(holds);
        var limit = atMost ?? TimeSpan.FromSeconds(10);
        var start = _time.GetTimestamp();
        while (!holds())
        {
            if (_time.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"after {limit}: {otherwise?.Invoke() ?? "it does not hold"}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), _time);
        }
    }

    /// <summary>Stops the broker; its data goes with it unless you gave a folder.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_broker is { } broker)
        {
            _broker = null;
            await broker.DisposeAsync();
        }

        if (_ownFolder is { } folder && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TestRecord Convert(int partition, Record record) => new(
        partition, record.Offset, DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(0, record.Timestamp)), record.Key?.ToArray(), record.Value?.ToArray(),
        record.Headers.GroupBy(static h => h.Key).ToDictionary(static g => g.Key, static g => g.Last().Value?.ToArray()));

    private Topic? Find(string name) => Broker.Topics.Find(name);
}
